"""The state of play: what the figures say of an organiser, its units and groups."""

from django.urls import path

from likvard.web.views import state as v

app_name = "state"
urlpatterns = [
    path("", v.index, name="index"),
]
