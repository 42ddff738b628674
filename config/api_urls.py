from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from catalog.api import views as catalog
from matching.api import views as matching

urlpatterns = [
    path("v1/listings/", catalog.ListingList.as_view(), name="api-listings"),
    path("v1/listings/<slug:public_id>/", catalog.ListingDetail.as_view(), name="api-listing"),
    path("v1/taxonomies/", catalog.TaxonomyList.as_view(), name="api-taxonomies"),
    path("v1/taxonomies/<slug:scheme>/", catalog.TaxonomyCodes.as_view(), name="api-taxonomy"),
    path("v1/proposals/", matching.ProposalList.as_view(), name="api-proposals"),
    path("v1/proposals/<slug:public_id>/", matching.ProposalDetail.as_view(), name="api-proposal"),
    path("v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
