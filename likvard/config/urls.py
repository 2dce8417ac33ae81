"""Every address of the site; pages live in likvard.web."""

from django.urls import include, path

urlpatterns = [
    path("", include("likvard.web.urls")),
]
