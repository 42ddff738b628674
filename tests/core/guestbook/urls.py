from django.http import HttpResponse
from django.urls import path

app_name = "guestbook"
urlpatterns = [path("", lambda request: HttpResponse("The guest book"), name="all")]
