import pytest

from catalog.actions.taxonomy import load
from catalog.models import TaxonomyCode

pytestmark = pytest.mark.django_db


def test_taxonomies_are_there_after_the_migration_and_loading_again_changes_nothing():
    before = list(TaxonomyCode.objects.values_list("pk", "scheme", "revision", "code", "title_en"))
    assert {(scheme, revision) for _pk, scheme, revision, _code, _title in before} == {
        ("ipc", "2024.01"),
        ("gbt4754", "2017"),
        ("nace", "2.1"),
    }
    assert load() == len(before)
    after = list(TaxonomyCode.objects.values_list("pk", "scheme", "revision", "code", "title_en"))
    assert after == before


def test_load_mends_a_changed_title():
    TaxonomyCode.objects.filter(scheme="ipc", code="F16").update(title_en="Wrong")
    load()
    assert TaxonomyCode.objects.get(scheme="ipc", code="F16").title_en != "Wrong"


def test_titles_follow_the_language_of_the_reader():
    code = TaxonomyCode.objects.get(scheme="gbt4754", code="C34")
    assert (code.title, code.key) == (code.title_en, "gbt4754:C34")
