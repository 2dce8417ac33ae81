"""Quality dialogues: mandates, series, dialogues, agreements, evaluations, memos."""

from django.urls import path

from likvard.web.views import dialogues as v

app_name = "dialogues"
urlpatterns = [
    path("", v.index, name="index"),
    path("uppdrag/nytt/", v.give_mandate, name="give_mandate"),
    path("uppdrag/<uuid:mandate_id>/", v.mandate, name="mandate"),
    path("uppdrag/<uuid:mandate_id>/ta-upp/", v.take_up_mandate, name="take_up_mandate"),
    path("ny/", v.propose, name="propose"),
    path("<uuid:series_id>/", v.series, name="series"),
    path("<uuid:series_id>/modell/", v.model, name="model"),
    path("<uuid:series_id>/beslut/", v.decide, name="decide"),
    path("<uuid:series_id>/avsluta/", v.end, name="end"),
    path("<uuid:series_id>/parter/", v.add_parties, name="add_parties"),
    path("<uuid:series_id>/parter/<uuid:party_id>/", v.leave, name="leave"),
    path("<uuid:series_id>/planera/", v.plan, name="plan"),
    path("<uuid:series_id>/utvardering/<int:year>/", v.evaluation, name="evaluation"),
    path("<uuid:series_id>/skrivelse/", v.begin_memo, name="begin_memo"),
    path("<uuid:series_id>/skrivelse/<int:number>/", v.memo, name="memo"),
    path("<uuid:series_id>/skrivelse/<int:number>/fardig/", v.issue_memo, name="issue_memo"),
    path("<uuid:series_id>/skrivelse/<int:number>/pdf/", v.memo_pdf, name="memo_pdf"),
    path("<uuid:series_id>/skrivelse/<int:number>/word/", v.memo_word, name="memo_word"),
    path("samtal/<uuid:dialogue_id>/", v.dialogue, name="dialogue"),
    path("samtal/<uuid:dialogue_id>/underlag.pdf", v.sheet_pdf, name="sheet_pdf"),
    path("samtal/<uuid:dialogue_id>/flytta/", v.move, name="move"),
    path("samtal/<uuid:dialogue_id>/stall-in/", v.cancel, name="cancel"),
    path("samtal/<uuid:dialogue_id>/hallet/", v.hold, name="hold"),
    path("samtal/<uuid:dialogue_id>/dela/<slug:side>/", v.share, name="share"),
    path("samtal/<uuid:dialogue_id>/punkt/<slug:topic>/<slug:side>/", v.write, name="write"),
    path("samtal/<uuid:dialogue_id>/overenskommelse/", v.agree, name="agree"),
    path("overenskommelser/<uuid:agreement_id>/", v.agreement, name="agreement"),
    path("overenskommelser/<uuid:agreement_id>/flytta/", v.move_agreement, name="move_agreement"),
]
