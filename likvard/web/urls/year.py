"""The school year and the quality report (`/aret/`)."""

from django.urls import path

from likvard.web.views import year

app_name = "year"
urlpatterns = [
    path("", year.index, name="index"),
    path("handelse/ny/", year.add, name="add"),
    path("handelse/<uuid:event_id>/", year.event, name="event"),
    path("handelse/<uuid:event_id>/klar/", year.mark, name="mark"),
    path("handelse/<uuid:event_id>/ta-bort/", year.remove, name="remove"),
    path("nationella/", year.take_up, name="take_up"),
    path("nationella/<slug:national>/", year.national, name="national"),
    path("rapporter/", year.reports, name="reports"),
    path("rapporter/ny/", year.begin, name="begin"),
    path("rapporter/<uuid:quality_report_id>/", year.report, name="report"),
    path("rapporter/<uuid:quality_report_id>/avsnitt/<slug:section>/", year.write, name="write"),
    path("rapporter/<uuid:quality_report_id>/las-in/", year.read_again, name="read_again"),
    path("rapporter/<uuid:quality_report_id>/faststall/", year.issue, name="issue"),
    path("rapporter/<uuid:quality_report_id>/rapport.pdf", year.pdf, name="pdf"),
    path("rapporter/<uuid:quality_report_id>/rapport.docx", year.word, name="word"),
    path("rapporter/<uuid:quality_report_id>/skrivelse/", year.begin_memo, name="begin_memo"),
    path("rapporter/<uuid:quality_report_id>/skrivelse/<int:number>/", year.memo, name="memo"),
    path("rapporter/<uuid:quality_report_id>/skrivelse/<int:number>/klar/", year.issue_memo, name="issue_memo"),
    path("rapporter/<uuid:quality_report_id>/skrivelse/<int:number>/skrivelse.pdf", year.memo_pdf, name="memo_pdf"),
    path("rapporter/<uuid:quality_report_id>/skrivelse/<int:number>/skrivelse.docx", year.memo_word, name="memo_word"),
]
