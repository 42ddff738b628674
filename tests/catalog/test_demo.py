import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, User
from catalog.actions import demo
from catalog.diagnosis import owner_named_in
from catalog.models import Listing, ListingVersion, Patent
from catalog.signals import listings_left, listings_published
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.catalog import ListingFactory, ListingPatentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    found = []

    def came(sender, listings, **kwargs):
        found.append(("published", len(listings)))

    def went(sender, listings, **kwargs):
        found.append(("left", len(listings)))

    listings_published.connect(came)
    listings_left.connect(went)
    yield found
    listings_published.disconnect(came)
    listings_left.disconnect(went)


def run(*options):
    out = io.StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def test_demo_loads_everything_marked_and_announces_once(heard):
    loaded = demo.load()
    published = Listing.objects.published()
    assert (loaded.organisations, loaded.created) == (20, 90)
    assert heard == [("published", published.count())]
    assert [Listing.objects.filter(kind=kind).count() for kind in ("need", "offer")] == [30, 60]
    for model in (Listing, Organisation, User, Patent):
        assert not model.objects.filter(is_demo=False).exists()
    days = {(timezone.now() - row.published_at).days for row in published}
    assert min(days) < 3
    assert 50 < max(days) < 61
    assert set(Listing.objects.exclude(state="published").values_list("state", flat=True)) == {"submitted"}


def test_demo_again_refreshes_what_differs_and_nothing_else(heard):
    demo.load()
    heard.clear()
    listing = Listing.objects.published().first()
    title = listing.title
    Listing.objects.filter(pk=listing.pk).update(title="Spoilt")
    versions = ListingVersion.objects.count()
    loaded = demo.load()
    listing.refresh_from_db()
    assert (loaded.created, loaded.updated, listing.title) == (0, 1, title)
    assert (ListingVersion.objects.count(), heard) == (versions + 1, [])


def test_demo_is_removed_as_a_whole_and_leaves_real_rows(heard):
    real = ListingFactory(published=True, offer=True)
    demo.load(force=True)
    number = Patent.objects.filter(is_demo=True).first().publication_number
    shared = ListingPatentFactory(listing=real, patent__publication_number=number).patent
    heard.clear()
    demo.remove()
    assert list(Listing.objects.all()) == [real]
    assert list(Organisation.objects.all()) == [real.organisation]
    assert list(Patent.objects.all()) == [shared]
    assert not User.objects.filter(is_demo=True).exists()
    assert heard[0][0] == "left"


def test_demo_beside_real_organisations_is_refused_unless_told():
    OrganisationFactory()
    with pytest.raises(CommandError, match="real organisations"):
        run()
    assert not Listing.objects.exists()
    assert "90 listings new" in run("--force")


def test_demo_gives_no_role_to_a_real_person_with_the_same_address():
    real = UserFactory(email="operator@tenon.example")
    demo.load(force=True)
    assert not real.staff_assignments.exists()
    assert not real.memberships.exists()


def test_demo_prints_logins_that_work():
    run()
    text = run("--logins")
    assert "Demonstration logins, password tenon-demo:" in text
    assert "operator@tenon.example" in text
    client = Client()
    page = client.post("/account/login/", {"login": "owner@lanqi.example", "password": "tenon-demo"})
    assert page.status_code == 302
    assert client.get("/my/listings/").status_code == 200


def test_demo_anonymous_listings_do_not_name_their_owners():
    demo.load()
    hidden = list(Listing.objects.filter(anonymous=True).select_related("organisation"))
    assert hidden != []
    assert [owner_named_in(row.organisation, row.values()) for row in hidden] == [[]] * len(hidden)
