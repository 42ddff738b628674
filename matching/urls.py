from django.urls import path, re_path

from matching.views import board, candidates, decisions, mine, party, review, runs, typed_candidates, why

app_name = "matching"
urlpatterns = [
    path("staff/proposals/", board.board, name="board"),
    path("staff/proposals/propose/", decisions.propose, name="propose"),
    path("staff/proposals/<str:public_id>/", review.review, name="review"),
    re_path(
        r"^staff/proposals/(?P<public_id>\w+)/(?P<verb>approve|decline|hold)/$",
        decisions.decide,
        name="decide",
    ),
    path("staff/proposals/<str:public_id>/undo/", decisions.undo, name="undo"),
    path("staff/pairs/", why.choose, name="choose_pair"),
    path("staff/pairs/<str:need_id>/<str:offer_id>/", why.pair, name="pair"),
    path("staff/runs/", runs.run_list, name="runs"),
    path("staff/runs/start/", runs.start_run, name="start_run"),
    path("staff/runs/<str:public_id>/", runs.run_detail, name="run"),
    path("staff/runs/<str:public_id>/cancel/", runs.cancel_run, name="cancel_run"),
    path("proposals/<str:public_id>/", party.proposal, name="proposal"),
    path("proposals/<str:public_id>/answer/", party.answer, name="answer"),
    path("my/proposals/", mine.mine, name="mine"),
    path("listings/<str:public_id>/candidates/", candidates.candidates_for, name="candidates_for"),
    path("candidates/", typed_candidates.candidates_while_typing, name="candidates_while_typing"),
]
