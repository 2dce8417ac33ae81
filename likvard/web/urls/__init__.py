"""Addresses of the pages. Each group of pages keeps its own list in this folder."""

from django.urls import include, path

urlpatterns = [
    path("", include("likvard.web.urls.home")),
    path("dokument/", include("likvard.web.urls.documents")),
    path("arenden/", include("likvard.web.urls.reviews")),
    path("redovisning/", include("likvard.web.urls.answers")),
    path("administration/", include("likvard.web.urls.access")),
    path("konto/", include("allauth.urls")),
]
