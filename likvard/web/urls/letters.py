"""Letters of a round."""

from django.urls import path

from likvard.web.views import letters as v

app_name = "letters"
urlpatterns = [
    path("<uuid:round_id>/brev/", v.index, name="index"),
    path("<uuid:round_id>/brev/studsar/", v.returned, name="returned"),
    path("<uuid:round_id>/brev/till/<uuid:participant_id>/adress/", v.address, name="address"),
    path("<uuid:round_id>/brev/till/<uuid:participant_id>/<str:occasion>/", v.preview, name="preview"),
    path("<uuid:round_id>/brev/till/<uuid:participant_id>/<str:occasion>/brev.pdf", v.pdf, name="pdf"),
    path("<uuid:round_id>/brev/till/<uuid:participant_id>/<str:occasion>/brev.docx", v.word, name="word"),
    path("<uuid:round_id>/brev/till/<uuid:participant_id>/<str:occasion>/postat/", v.posted, name="posted"),
    path("<uuid:round_id>/brev/<str:occasion>/text/", v.template, name="template"),
    path("<uuid:round_id>/brev/<str:occasion>/skicka/", v.send, name="send"),
]
