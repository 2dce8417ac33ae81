"""Resources by need: pots, proposals, decided allocations, and what became of the money."""

from django.urls import path

from likvard.web.views import resources as v

app_name = "resources"
urlpatterns = [
    path("", v.index, name="index"),
    path("ny/", v.open_pot, name="open_pot"),
    path("beslut/<uuid:allocation_id>/", v.allocation, name="allocation"),
    path("beslut/<uuid:allocation_id>/fordelning.pdf", v.pdf, name="pdf"),
    path("beslut/<uuid:allocation_id>/fordelning.docx", v.word, name="word"),
    path("beslut/<uuid:allocation_id>/foljd/", v.follow, name="follow"),
    path("beslut/<uuid:allocation_id>/utbetalt/", v.payments, name="payments"),
    path("beslut/<uuid:allocation_id>/utbetalt/tabell/", v.payments_table, name="payments_table"),
    path("beslut/<uuid:allocation_id>/<uuid:allocated_id>/atgard/", v.tie, name="tie"),
    path("beslut/<uuid:allocation_id>/atgard/<uuid:tie_id>/lossa/", v.untie, name="untie"),
    path("<uuid:resources_id>/", v.pot, name="pot"),
    path("<uuid:resources_id>/andra/", v.change_pot, name="change_pot"),
    path("<uuid:resources_id>/vilka/", v.choose_units, name="choose_units"),
    path("<uuid:resources_id>/enheter/", v.units, name="units"),
    path("<uuid:resources_id>/hamta/", v.fetch, name="fetch"),
    path("<uuid:resources_id>/forslag/nytt/", v.add_proposal, name="add_proposal"),
    path("<uuid:resources_id>/forslag/<int:number>/", v.proposal, name="proposal"),
    path("<uuid:resources_id>/forslag/<int:number>/andra/", v.change_proposal, name="change_proposal"),
    path("<uuid:resources_id>/forslag/<int:number>/ta-bort/", v.remove_proposal, name="remove_proposal"),
    path("<uuid:resources_id>/forslag/<int:number>/bild.svg", v.picture, name="picture"),
    path("<uuid:resources_id>/forslag/<int:number>/tabell.csv", v.table, name="table"),
    path("<uuid:resources_id>/forslag/<int:number>/besluta/", v.decide, name="decide"),
]
