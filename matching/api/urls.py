from django.urls import path

from matching.api import views

urlpatterns = [
    path("proposals/", views.ProposalList.as_view(), name="api-proposals"),
    path("proposals/<slug:public_id>/", views.ProposalDetail.as_view(), name="api-proposal"),
]
