"""Rounds of review: the list, the round's own page, its selection and its end."""

from django.urls import path

from likvard.web.views import rounds as v

app_name = "rounds"
urlpatterns = [
    path("", v.index, name="index"),
    path("ny/", v.create, name="create"),
    path("<uuid:round_id>/", v.round_page, name="round"),
]
