"""The overall report of a round, and the organiser's own result beside the others."""

from django.urls import path

from likvard.web.views import overall as v

app_name = "overall"
urlpatterns = [
    path("<uuid:round_id>/rapport/", v.index, name="index"),
    path("<uuid:round_id>/rapport/ord/", v.text, name="text"),
    path("<uuid:round_id>/rapport/publicera/", v.publish, name="publish"),
    path("<uuid:round_id>/rapport/pdf/", v.pdf, name="pdf"),
    path("<uuid:round_id>/rapport/word/", v.word, name="word"),
    path("<uuid:round_id>/rapport/tabeller/", v.sheets, name="sheets"),
    path("resultat/<uuid:case_id>/", v.own, name="own"),
]
