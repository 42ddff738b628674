from django.urls import path, register_converter

from catalog.kinds import KINDS
from catalog.views import detail, mine, moderation, moves, posting, search


class KindOfList:
    """The address of a list is the slug of its kind; any other word is no such address."""

    regex = "[a-z-]+"

    def to_python(self, slug: str) -> str:
        spec = KINDS.of_slug(slug)
        if spec is None:
            raise ValueError(slug)
        return spec.name

    def to_url(self, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(kind)
        return KINDS[kind].slug


register_converter(KindOfList, "kind_of_list")

app_name = "catalog"
urlpatterns = [
    path("<kind_of_list:kind>/", search.listings, name="listings"),
    path("post/<slug:kind>/", posting.new, name="new"),
    path("listings/<slug:public_id>/", detail.detail, name="detail"),
    path("listings/<slug:public_id>/edit/", posting.edit, name="edit"),
    path("listings/<slug:public_id>/history/", detail.history, name="history"),
    path("listings/<slug:public_id>/submit/", moves.submit, name="submit"),
    path("listings/<slug:public_id>/withdraw/", moves.withdraw, name="withdraw"),
    path("listings/<slug:public_id>/hold/", moves.hold, name="hold"),
    path("listings/<slug:public_id>/resume/", moves.resume, name="resume"),
    path("listings/<slug:public_id>/fulfil/", moves.fulfil, name="fulfil"),
    path("listings/<slug:public_id>/reopen/", moves.reopen, name="reopen"),
    path("listings/<slug:public_id>/extend/", moves.extend, name="extend"),
    path("my/listings/", mine.mine, name="mine"),
    path("patents/<slug:public_id>/", detail.patent, name="patent"),
    path("staff/listings/", moderation.queue, name="moderation"),
    path("staff/listings/<slug:public_id>/", moderation.moderate, name="moderate"),
]
