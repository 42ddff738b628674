"""/api/v1/proposals/: the board, for reviewers."""

import pytest
from django.urls import reverse

from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.matching import ProposalFactory

pytestmark = pytest.mark.django_db
PROPOSALS = reverse("api-proposals")


@pytest.mark.parametrize("who", ["visitor", "party", "broker", "operator"])
def test_proposals_are_refused_to_everybody_but_reviewers(client, login, who):
    proposal = ProposalFactory()
    people = {
        "party": lambda: MembershipFactory(organisation=proposal.need.organisation).user,
        "broker": lambda: UserFactory(staff="broker"),
        "operator": lambda: UserFactory(staff="operator"),
    }
    reader = client if who == "visitor" else login(people[who]())
    for address in (PROPOSALS, reverse("api-proposal", args=[proposal.public_id])):
        page = reader.get(address)
        assert page.status_code == 403
        assert list(page.json()) == ["detail"]


def test_reviewer_reads_proposals_by_promise(login, reviewer):
    weak, strong = ProposalFactory(strength=0.2), ProposalFactory(strength=0.8)
    answer = login(reviewer).get(PROPOSALS).json()
    assert [row["public_id"] for row in answer["results"]] == [strong.public_id, weak.public_id]
    assert answer["results"][0]["need"] == {
        "public_id": strong.need.public_id,
        "title": strong.need.title,
        "revision": 1,
    }


def test_cursor_walk_gives_every_proposal_once(login, reviewer):
    rows = {ProposalFactory(strength=0.5).public_id for _n in range(5)}  # equally strong
    client, address, found = login(reviewer), f"{PROPOSALS}?page_size=2", []
    while address:
        answer = client.get(address).json()
        found += [row["public_id"] for row in answer["results"]]
        address = answer["next"]
    assert sorted(found) == sorted(rows)


def test_state_chooses_and_an_unknown_one_is_an_error(login, reviewer):
    ProposalFactory()
    client = login(reviewer)
    assert len(client.get(PROPOSALS, {"state": "proposed"}).json()["results"]) == 1
    assert client.get(PROPOSALS, {"state": "approved"}).json()["results"] == []
    page = client.get(PROPOSALS, {"state": "nonsense"})
    assert (page.status_code, list(page.json())) == (400, ["state"])


@pytest.mark.parametrize("rows", [1, 3])
def test_list_with_more_proposals_asks_no_more_queries(login, reviewer, rows, django_assert_num_queries):
    for _n in range(rows):
        ProposalFactory()
    client = login(reviewer)
    with django_assert_num_queries(5):
        assert len(client.get(PROPOSALS).json()["results"]) == rows
