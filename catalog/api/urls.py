from django.urls import path

from catalog.api import views

urlpatterns = [
    path("listings/", views.ListingList.as_view(), name="api-listings"),
    path("listings/<slug:public_id>/", views.ListingDetail.as_view(), name="api-listing"),
    path("taxonomies/", views.TaxonomyList.as_view(), name="api-taxonomies"),
    path("taxonomies/<slug:scheme>/", views.TaxonomyCodes.as_view(), name="api-taxonomy"),
]
