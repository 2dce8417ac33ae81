"""Inventories of experience: what many reviews found, and which problems feed one another."""

from django.urls import path

from likvard.web.views import inventory as v

app_name = "inventory"
urlpatterns = [
    path("", v.index, name="index"),
    path("ny/", v.begin, name="begin"),
    path("<uuid:inventory_id>/", v.inventory, name="inventory"),
    path("<uuid:inventory_id>/andra/", v.change, name="change"),
    path("<uuid:inventory_id>/ord/", v.words, name="words"),
    path("<uuid:inventory_id>/iakttagelser/", v.findings, name="findings"),
    path("<uuid:inventory_id>/samband/", v.ties, name="ties"),
    path("<uuid:inventory_id>/samband/nytt/", v.add_tie, name="add_tie"),
    path("<uuid:inventory_id>/samband/<uuid:feeding_id>/bort/", v.remove_tie, name="remove_tie"),
    path("<uuid:inventory_id>/enkater/nytt/", v.add_beside, name="add_beside"),
    path("<uuid:inventory_id>/enkater/<uuid:beside_id>/bort/", v.remove_beside, name="remove_beside"),
    path("<uuid:inventory_id>/utfarda/", v.issue, name="issue"),
    path("<uuid:inventory_id>/rapport/", v.report, name="report"),
    path("<uuid:inventory_id>/rapport/pdf/", v.pdf, name="pdf"),
    path("<uuid:inventory_id>/rapport/word/", v.word, name="word"),
]
