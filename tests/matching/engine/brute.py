"""The slow, obvious matcher: the engine's specification in plain Python."""

import math
from collections import Counter

from matching.engine import Document, Match, Parameters
from matching.engine.text import terms

DEFAULTS = Parameters()


def documents(*texts, kind="offer", prefix="d"):
    return [Document(f"{prefix}{number:03}", kind, "", text) for number, text in enumerate(texts)]


class Brute:
    def __init__(self, fitted, parameters=DEFAULTS):
        self.parameters = parameters
        self.size = len(fitted)
        self.df = Counter(term for document in fitted for term in set(self.counts(document)))

    def counts(self, document):
        return Counter(terms(document.title) * self.parameters.title_weight + terms(document.text))

    def idf(self, term):
        smooth = math.log((1 + self.size) / (1 + self.df.get(term, 1))) + 1
        if term.startswith("2:"):
            return smooth * self.parameters.bigrams
        if term.startswith("1:"):
            return smooth * self.parameters.characters
        if term.startswith("3:"):
            return smooth * self.parameters.phrases
        return smooth * (self.parameters.words if "一" <= term[0] <= "鿿" else 1.0)

    def vector(self, document):
        damping = {"log": lambda tf: 1 + math.log(tf), "root": math.sqrt, "none": float}[
            self.parameters.damping
        ]
        raw = {term: damping(tf) * self.idf(term) for term, tf in self.counts(document).items()}
        length = math.sqrt(math.fsum(weight * weight for weight in raw.values()))
        return {term: weight / length for term, weight in raw.items()}

    def score(self, one, other):
        left, right = self.vector(one), self.vector(other)
        return sum((left[term] * right[term] for term in sorted(left) if term in right), 0.0)

    def match(self, asked, stored, *, kind, limit=10):
        scored = [
            (document.key, self.score(asked, document))
            for document in stored
            if document.kind == kind and document.key != asked.key
        ]
        found = sorted((entry for entry in scored if entry[1] > 0), key=lambda entry: (-entry[1], entry[0]))
        return [Match(key, score, score) for key, score in found[:limit]]
