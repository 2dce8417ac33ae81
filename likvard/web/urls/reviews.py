"""Cases and the board of their findings."""

from django.urls import path

from likvard.web.views import reviews as v

app_name = "reviews"
urlpatterns = [
    path("", v.index, name="index"),
    path("nytt/", v.create, name="create"),
    path("<uuid:case_id>/", v.case, name="case"),
    path("<uuid:case_id>/uppgifter/", v.details, name="details"),
    path("<uuid:case_id>/steg/<slug:name>/", v.step, name="step"),
    path("<uuid:case_id>/samma/", v.same, name="same"),
    path("<uuid:case_id>/fynd/nytt/", v.add_finding, name="add_finding"),
    path("<uuid:case_id>/fynd/<uuid:finding_id>/ansvarig/", v.owner, name="owner"),
    path("<uuid:case_id>/fynd/<uuid:finding_id>/orsaker/", v.causes, name="causes"),
    path("<uuid:case_id>/fynd/<uuid:finding_id>/lage/", v.state, name="state"),
    path("<uuid:case_id>/fynd/<uuid:finding_id>/atgarder/ny/", v.add_measure, name="add_measure"),
    path("<uuid:case_id>/fynd/<uuid:finding_id>/atgarder/<uuid:measure_id>/", v.change_measure, name="change_measure"),
    path("<uuid:case_id>/fynd/<uuid:finding_id>/underlag/nytt/", v.add_evidence, name="add_evidence"),
    path(
        "<uuid:case_id>/fynd/<uuid:finding_id>/underlag/<int:evidence_id>/ta-bort/",
        v.remove_evidence,
        name="remove_evidence",
    ),
    path(
        "<uuid:case_id>/fynd/<uuid:finding_id>/underlag/<int:evidence_id>/aterstall/",
        v.restore_evidence,
        name="restore_evidence",
    ),
]
