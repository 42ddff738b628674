"""The schema of the API: valid, committed as it is, and kept by every answer."""

from pathlib import Path

import pytest
import schemathesis
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from schemathesis.specs.openapi.checks import positive_data_acceptance  # a cursor is any text by its type

from config.wsgi import application
from tests.factories.catalog import ListingFactory, ListingPatentFactory, TaxonomyCodeFactory
from tests.factories.matching import ProposalFactory

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
PER_OPERATION = 15


def written_to(path: Path) -> str:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    return path.read_text(encoding="utf-8")


def test_schema_is_valid_and_the_committed_one_is_fresh(tmp_path):
    """When it is not: manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml"""
    assert written_to(tmp_path / "openapi.yaml") == COMMITTED.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_schema_is_served_with_its_pages_and_without_foreign_addresses(client):
    assert client.get(reverse("api-schema")).headers["Content-Type"].startswith("application/vnd.oai.openapi")
    page = client.get(reverse("api-docs")).content.decode()
    assert "swagger-ui" in page
    assert "https://" not in page
    assert "<script>" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["visitor", "reviewer"])
def test_made_up_requests_get_answers_that_keep_to_the_schema(request, client, login, reader):
    listing = ListingPatentFactory(listing=ListingFactory(published=True, offer=True)).listing
    TaxonomyCodeFactory()
    known = {"public_id": listing.public_id, "proposal": ProposalFactory().public_id}
    browser = client if reader == "visitor" else login(request.getfixturevalue("reviewer"))
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    schema = schemathesis.openapi.from_wsgi(reverse("api-schema"), application)
    called = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @examples(
            max_examples=PER_OPERATION,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def keeps_to_the_schema(case):
            if "public_id" in (case.path_parameters or {}) and len(called) % 2:
                case.path_parameters["public_id"] = (
                    known["proposal"] if "proposals" in case.path else known["public_id"]
                )
            answer = case.call_and_validate(cookies=cookies, excluded_checks=[positive_data_acceptance])
            called.append((case.path, answer.status_code))

        keeps_to_the_schema()
    answered = {path for path, status in called if status == 200}
    refused = {path for path, status in called if status == 403}
    proposals = {"/api/v1/proposals/", "/api/v1/proposals/{public_id}/"}
    assert {path for path, _status in called} == set(schema.raw_schema["paths"])
    assert refused == (proposals if reader == "visitor" else set())
    assert {"/api/v1/listings/", "/api/v1/listings/{public_id}/"} <= answered
