"""Addresses of the pages. Each group of pages keeps its own list in this folder."""

from django.urls import include, path

from likvard.web.views import site

urlpatterns = [
    path("", include("likvard.web.urls.home")),
    path("", include("likvard.web.urls.documents")),
    path("arenden/", include("likvard.web.urls.reviews")),
    path("arenden/", include("likvard.web.urls.participation")),
    path("lank/", include("likvard.web.urls.links")),
    path("granskningar/", include("likvard.web.urls.rounds")),
    path("granskningsformer/", include("likvard.web.urls.definitions")),
    path("granskningar/", include("likvard.web.urls.letters")),
    path("granskningar/", include("likvard.web.urls.requests")),
    path("granskningar/", include("likvard.web.urls.interviews")),
    path("granskningar/", include("likvard.web.urls.protocols")),
    path("granskningar/<uuid:round_id>/bedomningar/", include("likvard.web.urls.judgements")),
    path("granskningar/<uuid:round_id>/beslut/", include("likvard.web.urls.decisions")),
    path("granskningar/", include("likvard.web.urls.overall")),
    path("granskningar/", include("likvard.web.urls.publications")),
    path("offentligt/", include("likvard.web.urls.public")),
    path("samtal/", include("likvard.web.urls.dialogues")),
    path("analysdagar/", include("likvard.web.urls.analysisdays")),
    path("enkater/", include("likvard.web.urls.surveys")),
    path("svara/", include("likvard.web.urls.answering")),
    path("nulage/", include("likvard.web.urls.state")),
    path("orsaker/", include("likvard.web.urls.causes")),
    path("mal/", include("likvard.web.urls.goals")),
    path("resurser/", include("likvard.web.urls.resources")),
    path("signaler/", include("likvard.web.urls.signals")),
    path("erfarenheter/", include("likvard.web.urls.inventory")),
    path("aret/", include("likvard.web.urls.year")),
    path("redovisning/", include("likvard.web.urls.answers")),
    path("administration/", include("likvard.web.urls.access")),
    path("data/", include("likvard.web.urls.data")),
    path("historik/", include("likvard.web.urls.history")),
    path("konto/", include("likvard.web.urls.account")),
    path("halsa", site.health, name="health"),
]
