"""Protocols of a round's interviews."""

from django.urls import path

from likvard.web.views import protocols as v

app_name = "protocols"
urlpatterns = [
    path("<uuid:round_id>/protokoll/", v.index, name="index"),
    path("<uuid:round_id>/protokoll/lamna-alla/", v.send_all, name="send_all"),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/", v.protocol, name="protocol"),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/uttalanden/", v.add, name="add"),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/uttalanden/<uuid:statement_id>/", v.write, name="write"),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/uttalanden/<uuid:statement_id>/flytta/", v.move, name="move"),
    path(
        "<uuid:round_id>/protokoll/<uuid:protocol_id>/uttalanden/<uuid:statement_id>/ta-bort/", v.remove, name="remove"
    ),
    path(
        "<uuid:round_id>/protokoll/<uuid:protocol_id>/uttalanden/<uuid:statement_id>/aterstall/",
        v.restore,
        name="restore",
    ),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/uttalanden/<uuid:statement_id>/svar/", v.answer, name="answer"),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/lamna/", v.send, name="send"),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/slutligt/", v.finish, name="finish"),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/pdf/", v.pdf, name="pdf"),
    path("<uuid:round_id>/protokoll/<uuid:protocol_id>/word/", v.word, name="word"),
]
