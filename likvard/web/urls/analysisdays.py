"""Analysis days: packages for the units and the reports that come back."""

from django.urls import path

from likvard.web.views import analysisdays as v

app_name = "analysisdays"
urlpatterns = [
    path("", v.index, name="index"),
    path("nya/", v.plan, name="plan"),
    path("<uuid:days_id>/", v.days, name="days"),
    path("<uuid:days_id>/sista-dag/", v.answer_by, name="answer_by"),
    path("<uuid:days_id>/avsluta/", v.close, name="close"),
    path("rapport/<uuid:report_id>/", v.report, name="report"),
    path("rapport/<uuid:report_id>/siffror/", v.figures, name="figures"),
    path("rapport/<uuid:report_id>/fraga/<int:number>/", v.write, name="write"),
    path("rapport/<uuid:report_id>/fraga/<int:number>/orsaker/", v.causes, name="causes"),
    path("rapport/<uuid:report_id>/skicka/", v.send, name="send"),
    path("rapport/<uuid:report_id>/lamna-tillbaka/", v.give_back, name="give_back"),
    path("rapport/<uuid:report_id>/pdf/", v.pdf, name="pdf"),
    path("rapport/<uuid:report_id>/word/", v.word, name="word"),
]
