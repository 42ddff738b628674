from django.urls import path

from notifications.views import letters, outbox

app_name = "notifications"
urlpatterns = [
    path("staff/letters/", letters.letters, name="letters"),
    path("staff/letters/<str:public_id>/", letters.letter, name="letter"),
    path("staff/letters/<str:public_id>/html/", letters.letter_html, name="letter_html"),
    path("staff/letters/<str:public_id>/try-again/", letters.try_again, name="try_again"),
    path("staff/letters/<str:public_id>/cancel/", letters.cancel, name="cancel"),
    path("staff/mail/", outbox.outbox, name="outbox"),
    path("staff/mail/<str:name>/", outbox.message, name="outbox_message"),
    path("staff/mail/<str:name>/html/", outbox.message_html, name="outbox_html"),
]
