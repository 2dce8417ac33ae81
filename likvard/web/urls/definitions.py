"""The organisation's own versions of review kinds."""

from django.urls import path

from likvard.web.views import definitions as v

app_name = "definitions"
urlpatterns = [
    path("", v.index, name="index"),
    path("<uuid:definition_id>/", v.edit, name="edit"),
    path("<uuid:definition_id>/publicera/", v.publish, name="publish"),
    path("<uuid:definition_id>/kasta/", v.drop, name="drop"),
    path("<uuid:definition_id>/text/", v.text, name="text"),
]
