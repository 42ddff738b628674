import pytest

from matching.evidence.indicators import indicators
from tests.factories.catalog import ListingFactory

TEXT = (
    "Bearings ran for 12,000 h in vacuum. Friction torque stayed below 5 mN·m. "
    "摩擦系数为0.02，寿命达到3万小时。"
    "Bore 15 to 40 mm. Water use fell from 1.6 m³ to 0.5 m³ a day. A positive film of 60 %. "
    "Cracks of 12 mm are found at 40 mm. Dwell time of the seal reached 750 h, and 60 h later it leaked. "
    "Purity of the gas is 99.7 %, after 20 % was vented."
)


def judged(row, text=TEXT):
    need = ListingFactory.build(indicators=[row])
    offer = ListingFactory.build(offer=True, description=text, technical_specification="")
    return [(reason.verdict, reason.sentence) for reason in indicators(need, offer)]


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (
            {"name": "Bearing life", "today": "3,500 h", "wanted": "20,000 h"},
            ("against", "Bearing life: 12,000 h shown, 20,000 h wanted."),
        ),
        (
            {"name": "Friction torque at start", "wanted": "under 6 mN·m"},
            ("for", "Friction torque at start: 5 mN·m shown, under 6 mN·m wanted."),
        ),
        ({"name": "寿命", "wanted": "不低于2万小时"}, ("for", "寿命: 3万小时 shown, 不低于2万小时 wanted.")),
        (
            {"name": "Water use", "today": "2 m³", "wanted": "0.6 m³"},
            ("for", "Water use: 1.6 m³ to 0.5 m³ shown, 0.6 m³ wanted."),
        ),
        (
            {"name": "Swabs positive at hinges", "wanted": "under 3 %"},
            ("ask", "Nothing is said about Swabs positive at hinges; under 3 % is wanted."),
        ),
        (
            {"name": "Dwell time of the seal", "wanted": "480 h or more"},
            ("for", "Dwell time of the seal: 750 h shown, 480 h or more wanted."),
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
            {"name": "Smallest crack found", "today": "9 mm", "wanted": "15 mm at 40 mm depth"},
            ("ask", "Smallest crack found: 40 mm shown, 15 mm at 40 mm depth wanted."),
        ),
        ({"name": "Bore", "wanted": "25 mm"}, ("for", "Bore: 15 to 40 mm shown, 25 mm wanted.")),
        ({"name": "Bore", "wanted": "50 mm"}, ("ask", "Bore: 15 to 40 mm shown, 50 mm wanted.")),
        (
            {"name": "Total mass loss", "wanted": "under 0.1 %"},
            ("ask", "Nothing is said about Total mass loss; under 0.1 % is wanted."),
        ),
        (
            {"name": "Friction torque", "wanted": "10 N"},
            ("ask", "Friction torque is mentioned without a figure to compare; 10 N is wanted."),
        ),
    ],
)
def test_an_indicator_beside_the_offers_text_says_reached_not_reached_or_ask(row, outcome):
    assert judged(row) == [outcome]


@pytest.mark.parametrize("row", [{"name": "", "wanted": "1 h"}, {"name": "Life", "wanted": ""}, "Life", {}])
def test_an_indicator_without_name_or_wish_says_nothing(row):
    assert judged(row) == []
