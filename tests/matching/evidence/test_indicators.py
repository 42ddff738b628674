import pytest
from django.utils.translation import override

from matching.evidence.indicators import indicators
from tests.factories.catalog import ListingFactory, ListingPatentFactory, PatentFactory

TEXT = (
    "Friction torque stayed below 5 mN·m. 摩擦系数为0.02，寿命达到3万小时。 "
    "Water use fell from 1.6 m³ to 0.5 m³ a day. Cracks of 12 mm are found at 40 mm. "
    "A positive film of 60 %. "
    "Purity of the gas is 99.7 %, after 20 % was vented. Dwell time of the seal reached 750 h."
)


def judged(row, text=TEXT, **fields):
    need = ListingFactory.build(indicators=[row])
    offer = ListingFactory.build(offer=True, description=text, technical_specification="", **fields)
    return [(reason.verdict, reason.sentence) for reason in indicators(need, offer)]


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (
            {"name": "Friction torque", "wanted": "under 6 mN·m"},
            ("for", "Friction torque: below 5 mN·m shown, under 6 mN·m wanted."),
        ),
        ({"name": "寿命", "wanted": "不低于2万小时"}, ("for", "寿命: 3万小时 shown, 不低于2万小时 wanted.")),
        (
            {"name": "Water use", "today": "2 m³", "wanted": "0.6 m³"},
            ("for", "Water use: 1.6 m³ to 0.5 m³ shown, 0.6 m³ wanted."),
        ),
        (
            {"name": "Purity of the gas", "today": "98 %", "wanted": "99.5 %"},
            ("for", "Purity of the gas: 99.7 % shown, 99.5 % wanted."),
        ),
        (
            {"name": "Dwell time of the seal", "wanted": "900 h or more"},
            ("against", "Dwell time of the seal: 750 h shown, 900 h or more wanted."),
        ),
        (
            {"name": "Swabs positive", "wanted": "under 3 %"},
            (
                "ask",
                "Swabs positive, under 3 % wanted: the offer states 60 %; check what it is a figure of.",
            ),
        ),
        (
            {"name": "Smallest crack found", "today": "9 mm", "wanted": "15 mm", "condition": "40 mm depth"},
            (
                "ask",
                "Smallest crack found, 15 mm wanted: the offer states 12 mm; check what it is a figure of.",
            ),
        ),
        (
            {"name": "Friction torque", "wanted": "10 kN"},
            ("ask", "No figure found for Friction torque (wanted: 10 kN)."),
        ),
        (
            {"name": "Weight", "wanted": "as light as possible"},
            ("ask", "Weight: not compared, because no figure could be read in “as light as possible”."),
        ),
    ],
)
def test_an_indicator_beside_the_offers_text_gets_one_of_the_verdicts(row, outcome):
    assert judged(row) == [outcome]


def test_a_figure_under_another_condition_is_a_question():
    row = {"name": "Life", "wanted": "2,000 h", "today": "1,200 h"}
    text = "The bearing has a life of 2,150 h at 180 °C."
    assert judged(row, text)[0][0] == "for"
    assert judged(row | {"condition": "180 °C"}, text)[0][0] == "for"
    assert judged(row | {"condition": "200 °C"}, text)[0][0] == "ask"


def test_figures_of_the_other_language_are_read():
    row = {"name": "Neutral salt spray to first rust", "today": "240 h", "wanted": "480 h"}
    assert judged(row, "无铬钝化膜，外观均匀。", language="zh") == [
        ("ask", "No figure found for Neutral salt spray to first rust (wanted: 480 h).")
    ]
    (found,) = judged(row, "无铬钝化膜。中性盐雾720 h无红锈。", language="zh")
    assert "the offer states 720 h" in found[1]
    row["name"] = "Neutral salt spray"
    fields = {"summary_other": "720 h of neutral salt spray.", "language": "zh"}
    assert judged(row, "无铬钝化膜，外观均匀。", **fields)[0][0] == "for"
    assert (
        judged(row, "无铬钝化膜。", title_other="Neutral salt spray 300 h", language="zh")[0][0] == "against"
    )


def test_an_offer_in_another_language_is_not_compared():
    row = {"name": "Weight", "wanted": "5 kg"}
    assert judged(row, "Das Gewicht ist 4 kg.", language="other") == [
        ("ask", "Weight, 5 kg wanted: not compared, because of the language of the offer.")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("anonymous", "verdict"), [(False, "for"), (True, "ask")])
def test_patents_are_read_unless_the_owner_is_hidden(anonymous, verdict):
    offer = ListingFactory(offer=True, description="A seal.", technical_specification="", anonymous=anonymous)
    patent = PatentFactory(organisation=offer.organisation, abstract="The seal life is 900 h.")
    ListingPatentFactory(listing=offer, patent=patent)
    need = ListingFactory.build(indicators=[{"name": "Seal life", "wanted": "≥ 800 h"}])
    assert [reason.verdict for reason in indicators(need, offer)] == [verdict]


@pytest.mark.parametrize("row", [{"name": "", "wanted": "1 h"}, {"name": "Life", "wanted": ""}, "Life", {}])
def test_an_indicator_without_name_or_wish_says_nothing(row):
    assert judged(row) == []


def test_the_sentences_are_there_in_chinese():
    rows = [("寿命", "≥2万小时"), ("开口率", "≥70%"), ("温升", "尽量低"), ("噪声", "≤60分贝")]
    with override("zh-hans"):
        sentences = [
            judged({"name": name, "wanted": wanted}, "寿命3万小时，占比20%")[0][1] for name, wanted in rows
        ]
    assert not [each for each in sentences if any("a" <= letter <= "z" for letter in each)]
