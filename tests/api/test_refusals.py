"""What an action refuses, as the API says it."""

import pytest
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from catalog.errors import ContentErrors, Stale
from catalog.fields import ContentError
from tests.factories.catalog import ListingFactory


def answer_to(error):
    class Refusing(APIView):
        def post(self, request):
            raise error

    answer = Refusing.as_view()(APIRequestFactory().post("/"))
    return answer.status_code, answer.data


@pytest.mark.django_db
def test_conflict_is_told_with_code_and_sentence():
    status, data = answer_to(Stale(ListingFactory()))
    sentence = "This listing was changed meanwhile. Nothing was written; read it again and decide then."
    assert status == 409
    assert data == {
        "code": "stale",
        "detail": sentence,
        "errors": [{"code": "stale", "field": "", "detail": sentence}],
    }


def test_content_is_refused_with_every_reason_at_its_field():
    wrong = ContentErrors(
        [
            ContentError("too_long", "Long.", field="title"),
            ContentError("past", "Past.", field="deadline"),
        ]
    )
    assert answer_to(wrong) == (
        422,
        {
            "code": "content",
            "detail": "Title: Long. Deadline: Past.",
            "errors": [
                {"code": "too_long", "field": "title", "detail": "Long."},
                {"code": "past", "field": "deadline", "detail": "Past."},
            ],
        },
    )
