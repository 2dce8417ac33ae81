"""Decisions of a round: drafted, approved, issued, answered, followed up."""

from django.urls import path

from likvard.web.views import decisions as v

app_name = "decisions"
urlpatterns = [
    path("", v.index, name="index"),
    path("borja/<uuid:participant_id>/", v.begin, name="begin"),
    path("redovisning/<uuid:participant_id>/", v.register_answer, name="register_answer"),
    path("uppfoljning/<uuid:participant_id>/", v.follow_up, name="follow_up"),
    path("uppfoljning/<uuid:participant_id>/<int:number>/", v.follow_up_finding, name="follow_up_finding"),
    path("uppfoljning/<uuid:participant_id>/besluta/", v.conclude, name="conclude"),
    path("<uuid:decision_id>/", v.decision_page, name="decision"),
    path("<uuid:decision_id>/uppgifter/", v.details, name="details"),
    path("<uuid:decision_id>/omrade/<int:number>/", v.area, name="area"),
    path("<uuid:decision_id>/fynd/<int:number>/", v.finding, name="finding"),
    path("<uuid:decision_id>/ta-in/", v.rebuild, name="rebuild"),
    path("<uuid:decision_id>/godkann/", v.approve, name="approve"),
    path("<uuid:decision_id>/besluta/", v.issue, name="issue"),
    path("<uuid:decision_id>/ratta/", v.correct, name="correct"),
    path("<uuid:decision_id>/kasta/", v.discard, name="discard"),
    path("<uuid:decision_id>/skickat/", v.sent, name="sent"),
    path("<uuid:decision_id>/mottaget/", v.received, name="received"),
    path("<uuid:decision_id>/pdf/", v.pdf, name="pdf"),
    path("<uuid:decision_id>/word/", v.word, name="word"),
]
