"""Listings of a third kind are searched, not matched, and move nothing of needs and offers by a bit."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from catalog.actions import content, moves
from catalog.kinds import KINDS
from catalog.models import Listing
from matching import attributes, constraints, evidence, tasks
from matching import index as live_index
from matching.actions import requests
from matching.models import Candidate, MatchRequest, MatchRun, Proposal
from matching.pipeline import match_requests, rebuild
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ListingFactory
from tests.third_kind import CHALLENGE, FACILITY

pytestmark = pytest.mark.django_db
NEEDS = [
    ("Bearing without grease in vacuum", "A dry bearing with kryotribology film for 20,000 h at 60 rpm."),
    ("Sensor for salt water", "A conductivity sensor that resists biofouling in salt water for a year."),
    ("真空轴承", "需要在高真空中无油脂运行的固体润滑轴承,寿命两万小时。"),
    ("Coating against corrosion", "A coating for steel that keeps off corrosion in salt spray for 1,000 h."),
]
OFFERS = [
    ("Film-coated bearing", "A molybdenum disulphide film lets a bearing run dry in vacuum for 30,000 h."),
    ("固体润滑薄膜", "用于真空轴承的固体润滑薄膜,摩擦系数 0.02,寿命三万小时。"),
    ("Antifouling sensor window", "A window keeps biofouling off a conductivity sensor in salt water."),
    ("Zinc primer", "A primer for steel, 2,000 h of salt spray without corrosion."),
]
OTHERS = [
    ("Kryotribology test bench", "A kryotribology bench runs a bearing in vacuum and salt spray. " * 40),
    ("真空环境实验室", "真空轴承与固体润滑薄膜的实验室,提供生物污损试验。" * 30),
    ("Salt spray cabinet", "Corrosion of steel in salt spray; biofouling of a conductivity sensor."),
]


@pytest.fixture(params=[FACILITY, CHALLENGE], ids=lambda spec: spec.role)
def spec(request, settings):
    settings.PROPOSAL_FLOOR = 0.05
    with KINDS.registered(request.param):
        yield request.param


def pairs():
    """Needs and offers, each of its own organisation, with keys in a fixed order."""
    for number, (title, text) in enumerate(NEEDS):
        listed(f"n{number}", title, text)
    for number, (title, text) in enumerate(OFFERS):
        listed(f"o{number}", title, text, offer=True)


def listed(public_id, title, text, **fields):
    return ListingFactory(
        public_id=public_id, published=True, title=title, description=text,
        technology_codes=["ipc:F16C"], language="en" if title.isascii() else "zh", **fields,
    )  # fmt: skip


def others(spec):
    for number, (title, text) in enumerate(OTHERS):
        listed(
            f"f{number}", title, text, kind=spec.name, must_match=["country"], countries=["DE"], country="CN"
        )


def rows():
    """Everything that the matcher wrote, and why, to the last bit."""
    found = []
    for row in Candidate.objects.select_related("need", "offer").order_by(
        "need__public_id", "offer__public_id"
    ):
        why = evidence.of(row.need, row.offer)
        found.append((
            row.need.public_id, row.offer.public_id, row.rank_for_need, row.rank_for_offer,
            row.score.hex(), row.strength.hex(), why.score.hex(),
            [(term.label, term.weight.hex()) for term in why.terms],
        ))  # fmt: skip
    boards = Proposal.objects.order_by("need__public_id", "offer__public_id")
    return found, list(boards.values_list("need__public_id", "offer__public_id", "score", "state"))


def match_all():
    Candidate.objects.all().delete()
    Proposal.objects.all().delete()
    rebuild.build_now()
    live_index.forget()
    call_command("match", "--full", "--inline", "--json")
    return rows()


def test_full_run_gives_the_same_rows_with_and_without_a_third_kind(spec, capsys):
    pairs()
    before = match_all()
    assert len(before[0]) > 8
    others(spec)
    assert match_all() == before
    assert set(MatchRun.objects.latest("pk").shards.values_list("kind", flat=True)) == {"need", "offer"}


def test_single_matches_give_the_same_rows_with_and_without_a_third_kind(spec):
    """The third kind comes as changes of a generation that was built without it, then with it."""
    pairs()
    Listing.objects.filter(public_id__in=["n0", "o0"]).update(state="on_hold")
    rebuild.build_now()
    Listing.objects.filter(public_id__in=["n0", "o0"]).update(state="published")
    before = live_matches()
    assert len(before[0]) > 8
    others(spec)
    assert live_matches(*Listing.objects.filter(kind=spec.name)) == before
    Listing.objects.filter(public_id__in=["n0", "o0"]).update(state="on_hold")
    rebuild.build_now()
    live_index.forget()
    Listing.objects.filter(public_id__in=["n0", "o0"]).update(state="published")
    assert live_matches() == before


def live_matches(*changed):
    """Everything matched one by one, with n0 and o0 newer than the generation."""
    Candidate.objects.all().delete()
    Proposal.objects.all().delete()
    requests.ask(listings=[*Listing.objects.filter(public_id__in=["n0", "o0"]), *changed])
    MatchRequest.objects.ask(Listing.objects.published().order_by("pk"))
    assert match_requests.work_off() == len(NEEDS) + len(OFFERS)
    return rows()


def test_listing_of_the_kind_asks_for_no_match_through_its_life(spec, member):
    pairs()
    listing = content.create(
        kind=spec.name, organisation=member.organisation, by=member,
        content={"title": "Vacuum bench", "language": "en", "description": "A bench for a dry bearing."},
    )  # fmt: skip
    moves.submit(listing=listing, by=member)
    from accounts.actor import actor_of
    from catalog.actions import moderation

    reviewer = actor_of(UserFactory(staff="reviewer"))
    listing.refresh_from_db()
    moderation.publish(listing=listing, by=reviewer, revision=listing.revision, note="")
    found = live_index.current_index().search("vacuum bench", where={"kind": [spec.name]})
    assert [match.key for match in found.matches] == [listing.public_id]
    listing.refresh_from_db()
    content.edit(listing=listing, by=member, content={"title": "Cryostat"}, revision=listing.revision)
    assert live_index.current_index().search("cryostat").total == 1
    listing.refresh_from_db()
    moves.withdraw(listing=listing, by=member)
    assert live_index.current_index().search("cryostat").total == 0
    assert not MatchRequest.objects.filter(listing=listing).exists()
    tasks.match_due()
    assert not Candidate.objects.of(listing).exists()


def test_staff_ask_the_matcher_nothing_about_it(spec, login):
    others(spec)
    client = login(UserFactory(staff="reviewer"))
    listing = Listing.objects.get(public_id="f0")
    assert client.get(reverse("matching:candidates_for", args=["f0"])).status_code == 404
    assert "candidates" not in client.get(listing.get_absolute_url()).content.decode().lower()
    answer = client.get(reverse("matching:choose_pair"), {"need": "f0", "offer": "f1"})
    assert (answer.status_code, len(answer.context["form"].errors)) == (422, 2)
    typing = client.post(reverse("matching:candidates_while_typing"), {"kind": spec.name, "text": "x" * 60})
    assert (typing.status_code, typing.context["items"]) == (200, [])


def test_stages_are_read_by_what_the_kind_does(spec):
    """What asks wants its stage or a later one; what answers has all stages up to its own."""
    stated = {"stage_of_development": "lab_tested", "must_match": ["stage"]}
    twin = ListingFactory.build(offer=spec == FACILITY, **stated)
    listing = ListingFactory.build(kind=spec.name, **stated)
    stages = [signal for signal in attributes.signals(listing) if signal.startswith("stage=")]
    assert len(stages) == (3 if spec == FACILITY else 1)
    assert stages == [signal for signal in attributes.signals(twin) if signal.startswith("stage=")]
    assert constraints.required_values(listing) == constraints.required_values(twin) != {}
