"""Surveys of the organiser's own."""

from django.urls import path

from likvard.web.views import surveys as v

app_name = "surveys"
urlpatterns = [
    path("", v.index, name="index"),
    path("ny/", v.prepare, name="prepare"),
    path("<uuid:survey_id>/", v.survey, name="survey"),
    path("<uuid:survey_id>/svar/", v.rate, name="rate"),
    path("<uuid:survey_id>/fragor/", v.questions, name="questions"),
    path("<uuid:survey_id>/sista-dag/", v.last_day, name="last_day"),
    path("<uuid:survey_id>/stang/", v.close, name="close"),
    path("<uuid:survey_id>/resultat/", v.results, name="results"),
    path("<uuid:survey_id>/resultat.csv", v.results_file, name="results_file"),
    path("<uuid:survey_id>/koder/<uuid:survey_unit_id>/", v.codes, name="codes"),
]
