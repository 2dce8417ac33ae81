"""What is made ready for the public, within its round."""

from django.urls import path

from likvard.web.views import publications as v

app_name = "publications"
urlpatterns = [
    path("<uuid:round_id>/publicering/", v.index, name="index"),
    path("<uuid:round_id>/publicering/beslut/<uuid:decision_id>/", v.begin, name="begin"),
    path("<uuid:round_id>/publicering/rapport/<int:number>/", v.begin_report, name="begin_report"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/", v.publication, name="publication"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/maskera/", v.mask, name="mask"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/maskera/<uuid:mask_id>/bort/", v.unmask, name="unmask"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/forslag/", v.proposals, name="proposals"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/nyhet/", v.news, name="news"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/nyhet/bort/", v.drop_news, name="drop_news"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/amnesord/", v.details, name="details"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/godkann/", v.approve, name="approve"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/publicera/", v.publish, name="publish"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/dra-tillbaka/", v.withdraw, name="withdraw"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/slang/", v.discard, name="discard"),
    path("<uuid:round_id>/publicering/<uuid:publication_id>/pdf/", v.pdf, name="pdf"),
]
