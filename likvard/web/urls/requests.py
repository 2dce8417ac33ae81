"""Documents asked for in a round."""

from django.urls import path

from likvard.web.views import requests as v

app_name = "requests"
urlpatterns = [
    path("<uuid:round_id>/underlag/", v.index, name="index"),
    path("<uuid:round_id>/underlag/forslag/", v.begin, name="begin"),
    path("<uuid:round_id>/underlag/listor/", v.make, name="make"),
    path("<uuid:round_id>/underlag/rader/<uuid:listed_item_id>/", v.change_item, name="change_item"),
    path("<uuid:round_id>/underlag/rader/<uuid:listed_item_id>/ta-bort/", v.remove_item, name="remove_item"),
    path("<uuid:round_id>/underlag/fran/<uuid:participant_id>/", v.participant, name="participant"),
    path("<uuid:round_id>/underlag/fran/<uuid:participant_id>/<uuid:asked_item_id>/finns/", v.already, name="already"),
]
