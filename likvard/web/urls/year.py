"""The school year and the quality report (`/aret/`)."""

from django.urls import path

from likvard.web.views import year

app_name = "year"
urlpatterns = [
    path("", year.index, name="index"),
    path("handelse/ny/", year.add, name="add"),
    path("handelse/<uuid:event_id>/", year.event, name="event"),
    path("handelse/<uuid:event_id>/klar/", year.mark, name="mark"),
    path("handelse/<uuid:event_id>/ta-bort/", year.remove, name="remove"),
    path("nationella/", year.take_up, name="take_up"),
    path("nationella/<slug:national>/", year.national, name="national"),
]
