import math

import pytest
from hypothesis import HealthCheck, example, given, settings

from matching.engine import Document, Index, SearchRequest, Span, build, build_in_memory
from matching.engine.explain.snippets import MAX_SENTENCE_LENGTH, split_sentences
from tests.matching.engine.strategies import texts

relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
BACKGROUND = [
    Document("x1", "offer", "Pump housing", "A housing for pumps of cast iron."),
    Document("x2", "offer", "机床", "机床主轴的冷却方法"),
]


@pytest.fixture(scope="module")
def background(tmp_path_factory):
    return Index(build(BACKGROUND, tmp_path_factory.mktemp("explain") / "generation"))


def slices(document, spans):
    return [getattr(document, span.field)[span.start : span.end] for span in spans]


def read(explanation):
    return {term.term: term for part in explanation.parts for term in part.terms}


@relaxed
@given(title_need=texts, text_need=texts, title_offer=texts, text_offer=texts)
def test_explanation_of_any_pair_adds_up_to_the_score(
    background, title_need, text_need, title_offer, text_offer
):
    need = Document("n", "need", title_need, text_need)
    offer = Document("o", "offer", title_offer, text_offer)
    index = background.with_changes([offer])
    found = index.match_one(SearchRequest(need, kind="offer", limit=5))
    score = {match.key: match.score for match in found}.get("o", 0.0)
    explanation = index.explain(need, offer)
    assert explanation.score == pytest.approx(score, abs=1e-6)
    assert math.fsum(part.score for part in explanation.parts) == pytest.approx(explanation.score, abs=1e-6)
    for part in explanation.parts:
        assert math.fsum(term.weight for term in part.terms) == pytest.approx(part.score, abs=1e-6)
        for term in part.terms:
            assert term.weight > 0
            assert slices(need, term.spans_need)[0] == term.surface_need != ""
            assert slices(offer, term.spans_offer)[0] == term.surface_offer != ""
            assert "" not in slices(need, term.spans_need) + slices(offer, term.spans_offer)
    for document, spans in ((need, explanation.sentences_need), (offer, explanation.sentences_offer)):
        assert len(spans) <= 2
        assert bool(spans) == (score > 0)
        assert "" not in slices(document, spans)


def test_explanation_of_english_shows_words_as_they_stand(background):
    need = Document("n", "need", "Bearing", "A bearing without grease.")
    offer = Document("o", "offer", "", "Greased Bearings of steel")
    found = read(background.explain(need, offer))
    assert {term.term: (term.surface_need, term.surface_offer) for term in found.values()} == {
        "bear": ("Bearing", "Bearings"),
        "greas": ("grease", "Greased"),
    }
    assert found["bear"].spans_need == (Span("title", 0, 7), Span("text", 2, 9))


def test_explanation_of_chinese_folds_characters_into_words(background):
    need = Document("n", "need", "", "需要滾動軸承")
    offer = Document("o", "offer", "", "高速滚动轴承")
    found = read(background.explain(need, offer))
    assert {term.term: (term.surface_need, term.surface_offer) for term in found.values()} == {
        "滚动轴承": ("滾動軸承", "滚动轴承")
    }


def test_explanation_of_two_words_side_by_side_splits_the_pair_at_their_seam(background):
    need = Document("n", "need", "", "基站散热")
    offer = Document("o", "offer", "", "基站散热")
    found = read(background.explain(need, offer))
    assert sorted(found) == ["基站", "散热"]
    assert found["基站"].weight == pytest.approx(0.5)


def test_explanation_of_a_designation_folds_its_parts_and_stands_apart(background):
    need = Document("n", "need", "", "6061-T6 alloy for 10 kV")
    offer = Document("o", "offer", "", "alloy 6061-T6, 10kV")
    parts = {part.name: [term.term for term in part.terms] for part in background.explain(need, offer).parts}
    assert parts["words"] == ["alloy"]
    assert sorted(parts["designations"]) == ["10kv", "6061-t6"]


def test_explanation_reads_words_that_always_stand_together_as_one_phrase(background):
    need = Document("n", "need", "", "A lithium ion battery")
    apart = read(background.explain(need, Document("o", "offer", "", "lithium, ion, battery")))
    together = read(background.explain(need, Document("o", "offer", "", "Lithium-ion batteries")))
    assert set(apart) == {"lithium", "ion", "batteri"}
    assert [(term.surface_need, term.surface_offer) for term in together.values()] == [
        ("lithium ion battery", "Lithium-ion batteries")
    ]
    assert sum(term.weight for term in together.values()) > sum(term.weight for term in apart.values())


def test_explanation_of_a_phrase_whose_word_also_stands_alone_gives_its_weight_to_both(background):
    need = Document("n", "need", "", "lithium ion")
    found = read(background.explain(need, Document("o", "offer", "", "lithium ion and an ion source")))
    assert set(found) == {"lithium", "ion"}


def parts_of(explanation):
    return {
        part.name: [(term.surface_need, term.surface_offer) for term in part.terms]
        for part in explanation.parts
    }


def test_explanation_across_languages_pairs_expressions():
    need = Document("n", "need", "", "A ball bearing for pumps.")
    offer = Document("o", "offer", "", "用于水泵的滚珠轴承。")
    index = Index(build_in_memory([need, offer, *BACKGROUND]))
    assert parts_of(index.explain(need, offer))["translated"][0] == ("ball bearing", "滚珠轴承")
    back = (
        Document("p", "need", "", "用于水泵的滚珠轴承。"),
        Document("q", "offer", "", "A ball bearing for pumps."),
    )
    found = parts_of(Index(build_in_memory([*back, *BACKGROUND])).explain(*back))["translated"]
    assert ("滚珠轴承", "ball bearing") in found


def test_explanation_across_languages_quotes_the_sentences_of_translated_terms():
    need = Document("n", "need", "", "We make fans. A ball bearing is wanted.")
    offer = Document("o", "offer", "", "本所成立于某年。滚珠轴承寿命长。")
    explanation = Index(build_in_memory([need, offer, *BACKGROUND])).explain(need, offer)
    assert slices(need, explanation.sentences_need) == ["A ball bearing is wanted."]
    assert slices(offer, explanation.sentences_offer) == ["滚珠轴承寿命长。"]


@settings(max_examples=40, deadline=None)
@given(text_need=texts, text_offer=texts)
@example(text_need="bearingbearing silicon silicon bearing6061-T6 high-speed95% 95% 95% ", text_offer="")
def test_explanation_across_languages_adds_up_to_the_score(text_need, text_offer):
    need = Document("n", "need", "轴承散热", f"需要 {text_need} 轴承散热方案的轴承", signals=("ipc=F16C",))
    offer = Document(
        "o", "offer", "Cooling of bearings", f"ball bearing grease {text_offer}", signals=("ipc=F16C",)
    )
    index = Index(build_in_memory([need, offer, *BACKGROUND]))
    score = {match.key: match.score for match in index.match_one(SearchRequest(need, kind="offer"))}.get(
        "o", 0.0
    )
    explanation = index.explain(need, offer)
    if {part.name for part in explanation.parts} == {"signals"}:  # a search finds no document by these alone
        assert score == 0.0
    else:
        assert explanation.score == pytest.approx(score, abs=1e-6)
    for part in explanation.parts:
        for term in part.terms:
            assert term.weight > 0
            if part.name != "signals":
                assert slices(need, term.spans_need)[0] == term.surface_need != ""
                assert slices(offer, term.spans_offer)[0] == term.surface_offer != ""


def test_explanation_keeps_general_words_and_signals_apart(background):
    need = Document("n", "need", "", "Develop a graphite seal.", signals=("ipc=F16J", "country=CN"))
    offer = Document("o", "offer", "", "We developed graphite.", signals=("ipc=F16J", "country=DE"))
    found = {part.name: [term.term for term in part.terms] for part in background.explain(need, offer).parts}
    assert found == {"words": ["graphit"], "general": ["develop"], "signals": ["ipc=F16J"]}


def test_explanation_of_a_quantity_shows_how_each_text_spells_it(background):
    need = Document("n", "need", "", "10 kV")
    found = read(background.explain(need, Document("o", "offer", "", "for 10,000 V")))
    assert (found["10kv"].surface_need, found["10kv"].surface_offer) == ("10 kV", "10,000 V")


def test_explanation_of_an_inner_word_that_also_stands_alone_keeps_it(background):
    need = Document("n", "need", "", "滚动轴承，轴承")
    offer = Document("o", "offer", "", "滚动轴承")
    assert {"滚动轴承", "轴承"} == set(read(background.explain(need, offer)))


def test_explanation_of_a_run_that_is_no_word_reads_as_the_run(background):
    need = Document("n", "need", "", "用钛镍铌")
    offer = Document("o", "offer", "", "某钛镍铌丝")
    found = read(background.explain(need, offer))
    assert "钛镍铌" in found
    assert all(len(term) > 1 for term in found)


def test_explanation_of_a_pair_that_shares_nothing_is_empty(background):
    explanation = background.explain(Document("n", "need", "pump", ""), Document("o", "offer", "valve", ""))
    assert (explanation.score, explanation.parts, explanation.sentences_need) == (0.0, (), ())


def test_explanation_quotes_the_sentence_where_the_shared_words_meet(background):
    need = Document("n", "need", "Bearing", "We make fans. The bearing must run without grease. Write to us.")
    offer = Document("o", "offer", "", "A bearing without grease")
    explanation = background.explain(need, offer)
    assert slices(need, explanation.sentences_need) == ["The bearing must run without grease."]


def test_explanation_quotes_the_title_when_the_text_shares_nothing(background):
    need = Document("n", "need", "Bearing", "We make fans.")
    explanation = background.explain(need, Document("o", "offer", "", "bearing"))
    assert explanation.sentences_need == (Span("title", 0, 7),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three", ["One.", "Two!", "Three"]),
        ("第一句。第二句；第三", ["第一句。", "第二句；", "第三"]),
        ("At 0.01 mm. Good", ["At 0.01 mm.", "Good"]),
        (" \n a \n\n b", ["a", "b"]),
        ("", []),
    ],
)
def test_sentences_of_a_text_are_its_stretches(text, expected):
    assert [text[start:end] for start, end in split_sentences(text)] == expected


def test_sentences_without_an_end_are_cut():
    text = "word " * 1000 + "x" * 3000
    assert max(end - start for start, end in split_sentences(text)) <= MAX_SENTENCE_LENGTH
    assert "".join(text[start:end] for start, end in split_sentences(text)).replace(" ", "") == text.replace(
        " ", ""
    )
