from django.http import JsonResponse
from django.urls import path

urlpatterns = [path("signatures/", lambda request: JsonResponse({"results": []}), name="api-signatures")]
