"""The organisation's own versions of review kinds."""

from django.urls import path

from likvard.web.views import definitions as v

app_name = "definitions"
urlpatterns = [
    path("", v.index, name="index"),
    path("<uuid:definition_id>/", v.edit, name="edit"),
    path("<uuid:definition_id>/grunden/", v.basics, name="basics"),
    path("<uuid:definition_id>/omraden/", v.areas, name="areas"),
    path("<uuid:definition_id>/omraden/<int:number>/", v.area, name="area"),
    path("<uuid:definition_id>/brev/", v.letters, name="letters"),
    path("<uuid:definition_id>/brev/<slug:letter>/", v.letter, name="letter"),
    path("<uuid:definition_id>/sista-dagar/", v.deadlines, name="deadlines"),
    path("<uuid:definition_id>/steg/", v.steps, name="steps"),
    path("<uuid:definition_id>/formuleringar/", v.wordings, name="wordings"),
    path("<uuid:definition_id>/las/", v.read, name="read"),
    path("<uuid:definition_id>/skriv/", v.source, name="source"),
    path("<uuid:definition_id>/publicera/", v.publish, name="publish"),
    path("<uuid:definition_id>/kasta/", v.drop, name="drop"),
    path("<uuid:definition_id>/text/", v.text, name="text"),
]
