"""Judgements of a round: what each participant is found to be, on what evidence."""

from django.urls import path

from likvard.web.views import judgements as v

app_name = "judgements"
urlpatterns = [
    path("", v.index, name="index"),
    path("jamforelse/", v.calibration_page, name="calibration"),
    path("jamforelse/avdelning/", v.department, name="department"),
    path("<uuid:participant_id>/", v.participant_page, name="participant"),
    path("<uuid:participant_id>/andra-lasare/", v.second_reader, name="second_reader"),
    path("<uuid:participant_id>/<str:slot>/", v.judge, name="judge"),
    path("<uuid:participant_id>/<str:slot>/underlag/", v.evidence, name="evidence"),
    path("<uuid:participant_id>/<str:slot>/underlag/ta-bort/", v.remove_evidence, name="remove_evidence"),
    path("<uuid:participant_id>/<str:slot>/fynd/", v.found, name="found"),
    path("<uuid:participant_id>/<str:slot>/fynd/ta-bort/", v.remove_found, name="remove_found"),
    path("<uuid:participant_id>/<str:slot>/oppna/", v.take_up, name="take_up"),
]
