"""Rounds of review: the list, the round's own page, its selection and its end."""

from django.urls import path

from likvard.web.views import rounds as v

app_name = "rounds"
urlpatterns = [
    path("", v.index, name="index"),
    path("ny/", v.create, name="create"),
    path("arsstatistik/", v.yearly, name="yearly"),
    path("arsstatistik/fil/", v.yearly_file, name="yearly_file"),
    path("forsenat/", v.late, name="late"),
    path("likabehandling/", v.equal, name="equal"),
    path("likabehandling/fil/", v.equal_file, name="equal_file"),
    path("<uuid:round_id>/", v.round_page, name="round"),
    path("<uuid:round_id>/saknas/", v.missing, name="missing"),
    path("<uuid:round_id>/uppgifter/", v.change, name="change"),
    path("<uuid:round_id>/kriterier/", v.areas, name="areas"),
    path("<uuid:round_id>/starta/", v.start, name="start"),
    path("<uuid:round_id>/avsluta/", v.close, name="close"),
    path("<uuid:round_id>/oppna/", v.reopen, name="reopen"),
    path("<uuid:round_id>/arkiv/", v.archive, name="archive"),
    path("<uuid:round_id>/arkiv/paket/", v.package, name="package"),
    path("<uuid:round_id>/fordelning/", v.assign, name="assign"),
    path("<uuid:round_id>/urval/", v.selection, name="selection"),
    path("<uuid:round_id>/urval/dra/", v.draw_form, name="draw"),
    path("<uuid:round_id>/urval/lagg-till/", v.add, name="add"),
    path("<uuid:round_id>/urval/<int:number>/", v.drawn, name="drawn"),
    path("<uuid:round_id>/urval/<int:number>/pdf/", v.drawn_pdf, name="drawn_pdf"),
    path("<uuid:round_id>/urval/<int:number>/ram.csv", v.drawn_frame, name="drawn_frame"),
    path("<uuid:round_id>/urval/<uuid:participant_id>/byt/", v.replace, name="replace"),
    path("<uuid:round_id>/urval/<uuid:participant_id>/stryk/", v.withdraw, name="withdraw"),
    path("<uuid:round_id>/urval/<uuid:participant_id>/enheter/", v.units, name="units"),
]
