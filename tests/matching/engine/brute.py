"""The slow, obvious matcher in plain Python: the engine's specification. Translation is the engine's."""

import math
from collections import Counter
from functools import reduce
from operator import add

from matching.engine import Document, Match, Parameters
from matching.engine.analysis.analyzer import index_terms
from matching.engine.analysis.domain_stopwords import domain_stopwords

DEFAULTS = Parameters()


def documents(*texts, kind="offer", prefix="d"):
    return [Document(f"{prefix}{number:03}", kind, "", text) for number, text in enumerate(texts)]


def is_han(term):
    return term[:2] in ("1:", "2:") or "一" <= term[0] <= "鿿"


class Brute:
    def __init__(self, fitted, parameters=DEFAULTS, query_translator=None):
        self.parameters, self.query_translator, self.known_forms = parameters, query_translator, {}
        needs = [self.counts(row) for row in fitted if row.kind == "need"]
        offers = [self.counts(row) for row in fitted if row.kind != "need"]
        self.both = bool(needs and offers)
        self.offers, self.needs = offers or needs, needs
        self.known = {term for counts in (*needs, *offers) for term in counts}
        self.df = Counter(term for counts in self.offers for term in counts)
        self.df_needs = Counter(term for counts in needs for term in counts)
        everything = [*needs, *offers]
        self.means = {zh: self.mean(zh, everything) for zh in (True, False)}

    def mean(self, chinese, everything):
        wanted = [self.length(counts) for counts in self.offers if self.chinese(counts) == chinese]
        for lengths in (wanted, map(self.length, self.offers), map(self.length, everything)):
            lengths = [length for length in lengths if length]
            if lengths:
                return sum(lengths) / len(lengths)
        return 1.0

    def counts(self, document):
        return self.remembered("counts", document, self.new_counts)

    def new_counts(self, document):
        found = index_terms(document.title) * self.parameters.title_weight + index_terms(document.text)
        return Counter(found) + Counter({f"4:{signal}" for signal in document.signals})

    def length(self, counts):
        return sum(count for term, count in counts.items() if term[:2] not in ("3:", "4:"))

    def chinese(self, counts):
        letters = sum(count / 2 for term, count in counts.items() if term[:2] in ("1:", "2:"))
        words = sum(
            count for term, count in counts.items() if not is_han(term) and term[:2] not in ("3:", "4:")
        )
        return letters > words

    def idf(self, term):
        hans = sum(map(self.chinese, self.offers))
        among = hans if is_han(term) and hans else len(self.offers)
        if term not in self.known:
            return max(math.log((1 + among) / 2), 0.05)
        smoothed = math.log((1 + len(self.offers)) / (1 + self.df[term])) + 1.0  # as scikit-learn has it
        found = smoothed - 1.0
        if is_han(term) and hans:
            found += math.log((1.0 + hans) / (1.0 + len(self.offers)))
        if self.both:
            hans = sum(map(self.chinese, self.needs))
            among = hans if is_han(term) and hans else len(self.needs)
            others = max(self.df_needs[term] - 1, 0)
            found = min(found, math.log((among + 10) / others) if others else math.inf)
        return max(found, 0.05)

    def term_weight(self, term):
        parameters = self.parameters
        weight = parameters.general if term in domain_stopwords() else 1.0
        kinds = {"2:": parameters.bigrams, "1:": parameters.characters, "3:": parameters.phrases}
        if term.startswith("4:"):
            return math.sqrt(self.idf(term) * parameters.signals)
        weight *= kinds.get(term[:2], parameters.words if is_han(term) else 1.0)
        return math.sqrt(self.idf(term) * weight)

    def remembered(self, what, document, make):
        """Slow enough without doing it for each pair."""
        place = what, document.key, document.title, document.text, document.signals
        if place not in self.known_forms:
            self.known_forms[place] = make(document)
        return self.known_forms[place]

    def document_vector(self, document):
        return self.remembered("text", document, self.new_document_vector)

    def query_vector(self, document):
        return self.remembered("asked", document, self.new_query_vector)

    def new_document_vector(self, document):
        counts, parameters = self.counts(document), self.parameters
        zh = self.chinese(counts)
        b = parameters.length_chinese if zh else parameters.length
        offset = parameters.saturation * ((1 - b) + b * (self.length(counts) / self.means[zh]))
        return {
            term: self.term_weight(term)
            * (1 if term.startswith("4:") else tf * (parameters.saturation + 1) / (tf + offset))
            for term, tf in counts.items()
        }

    def new_query_vector(self, document):
        damping = {"log": lambda tf: 1 + math.log(tf), "root": math.sqrt, "none": float}
        raw = {
            term: self.term_weight(term) * damping[self.parameters.damping](tf)
            for term, tf in self.counts(document).items()
        }
        own = self.document_vector(document)
        whole = math.fsum(weight * own[term] for term, weight in raw.items())
        return {term: weight / whole for term, weight in raw.items() if whole}

    def ordered(self, form):
        """Terms in alphabetical order, words that the fit did not meet after the others."""
        return sorted(form.items(), key=lambda entry: (entry[0] not in self.known, entry[0]))

    def left(self, need, offer):
        """What the need asks of the offer, by its language."""
        if self.query_translator and self.chinese(self.counts(need)) != self.chinese(self.counts(offer)):
            form = self.query_translator.query_vector(need)
            return dict(zip(form.terms, form.weights, strict=True))
        return self.query_vector(need)

    def product(self, left, right):
        return total(weight * right[term] for term, weight in self.ordered(left) if term in right)

    def score(self, asked, other):
        """Of a document that looks for another: needs ask offers, whoever looks."""
        turned = other.kind == "need" and asked.kind != "need"
        need, offer = (other, asked) if turned else (asked, other)
        return self.product(self.left(need, offer), self.document_vector(offer))

    def cosine(self, one, other):
        whole = math.prod(
            math.sqrt(total(weight * weight for _term, weight in self.ordered(form))) for form in (one, other)
        )
        return self.product(one, other) / whole if whole else 0.0

    def rerank_scores(self, candidates):
        """Re-ranking scores of (score, document); see matching.engine.search.reranking."""
        forms = [self.document_vector(document) for _score, document in candidates]
        alike = [
            [self.cosine(one, other) if n != m else 0.0 for m, other in enumerate(forms)]
            for n, one in enumerate(forms)
        ]
        bars = [sorted(row[:n] + row[n + 1 :], reverse=True)[:5][-1:] for n, row in enumerate(alike)]
        share, found = self.parameters.neighbours, []
        for n, (score, _document) in enumerate(candidates):
            near = [
                m for m, cosine in enumerate(alike[n]) if cosine > 0 and [cosine] >= max(bars[n], bars[m])
            ]
            whole = total(alike[n][m] for m in near)
            if near:
                mean = total(alike[n][m] * candidates[m][0] for m in near) / whole
                score = (1.0 - share) * score + share * mean
            found.append(round(score * 10.0**12))
        return found

    def match(self, asked, stored, *, kind, limit=10):
        scored = [
            (self.score(asked, row), row) for row in stored if row.kind == kind and row.key != asked.key
        ]
        found = sorted(
            (entry for entry in scored if entry[0] > 0), key=lambda entry: (-entry[0], entry[1].key)
        )
        if kind != "need" and self.parameters.neighbours:
            first = found[:45]
            order = sorted(
                zip(self.rerank_scores(first), first, strict=True), key=lambda row: (-row[0], row[1][1].key)
            )
            found = [entry for _standing, entry in order] + found[45:]
        return [Match(row.key, score, min(score, 1.0)) for score, row in found[:limit]]


def total(values):
    """Added one after another, as the engine does; `sum` compensates from Python 3.12 on."""
    return reduce(add, values, 0.0)
