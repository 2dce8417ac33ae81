"""Signals: degrading treatment, absence, complaints."""

from django.urls import path

from likvard.web.views import signals as v

app_name = "signals"
urlpatterns = [
    path("", v.index, name="index"),
    path("anmal/", v.report, name="report"),
    path("franvaro/", v.absence, name="absence"),
    path("klagomal/nytt/", v.register_complaint, name="register_complaint"),
    path("klagomal/till/<uuid:organisation_id>/", v.complain, name="complain"),
    path("arenden/", v.cases, name="cases"),
    path("arenden/<uuid:signal_id>/", v.case, name="case"),
    path("arenden/<uuid:signal_id>/oppna/", v.open_case, name="open_case"),
    path("arenden/<uuid:signal_id>/stang/", v.shut_case, name="shut_case"),
    path("arenden/<uuid:signal_id>/steg/<slug:step>/", v.step, name="step"),
    path("arenden/<uuid:signal_id>/utredning/", v.write, name="write"),
    path("arenden/<uuid:signal_id>/atgarder/", v.add_measure, name="add_measure"),
    path("arenden/<uuid:signal_id>/atgarder/<uuid:signal_measure_id>/", v.finish_measure, name="finish_measure"),
    path("arenden/<uuid:signal_id>/personer/", v.add_person, name="add_person"),
    path("arenden/<uuid:signal_id>/personer/<uuid:identity_id>/", v.identity, name="identity"),
    path("arenden/<uuid:signal_id>/handlaggare/", v.case_people, name="case_people"),
    path("arenden/<uuid:signal_id>/lasningar/", v.readings, name="readings"),
]
