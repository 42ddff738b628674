from django.urls import path

from accounts.views import memberships, organisations, people, site_texts, staff

app_name = "accounts"
urlpatterns = [
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new, name="organisation_new"),
    path("organisations/<slug:public_id>/", organisations.detail, name="organisation"),
    path("organisations/<slug:public_id>/edit/", organisations.edit, name="organisation_edit"),
    path("organisations/<slug:public_id>/join/", memberships.join, name="join"),
    path("memberships/<slug:public_id>/decide/", memberships.decide, name="decide_membership"),
    path("memberships/<slug:public_id>/role/", memberships.change_role, name="change_role"),
    path("memberships/<slug:public_id>/leave/", memberships.leave, name="leave"),
    path("memberships/<slug:public_id>/withdraw/", memberships.withdraw, name="withdraw_request"),
    path("act-as/", people.act_as, name="act_as"),
    path("profile/", people.profile, name="profile"),
    path("terms/accept/", people.terms, name="terms"),
    path("staff/organisations/", staff.verification, name="verification"),
    path("staff/organisations/<slug:public_id>/verify/", staff.verify, name="verify"),
    path("staff/texts/", site_texts.site_texts, name="site_texts"),
    path("staff/texts/<slug:slug>/", site_texts.edit, name="site_text_edit"),
]
