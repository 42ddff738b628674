from django.urls import path

from catalog.views import detail, mine, moderation, moves, posting, search

app_name = "catalog"
urlpatterns = [
    path("needs/", search.needs, name="needs"),
    path("offers/", search.offers, name="offers"),
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
