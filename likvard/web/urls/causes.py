"""Cause analysis: analyses, causes, good examples."""

from django.urls import path

from likvard.web.views import causes as v

app_name = "causes"
urlpatterns = [
    path("", v.index, name="index"),
    path("ny/", v.begin, name="begin"),
    path("orsaker/", v.causes, name="causes"),
    path("orsaker/ny/", v.add, name="add"),
    path("orsaker/<uuid:cause_id>/", v.cause, name="cause"),
    path("orsaker/<uuid:cause_id>/andra/", v.change_cause, name="change_cause"),
    path("orsaker/<uuid:cause_id>/avsluta/", v.end, name="end"),
    path("orsaker/<uuid:cause_id>/ta-upp/", v.take_up, name="take_up"),
    path("goda-exempel/", v.examples, name="examples"),
    path("goda-exempel/<uuid:analysis_id>/", v.example, name="example"),
    path("<uuid:analysis_id>/", v.analysis, name="analysis"),
    path("<uuid:analysis_id>/fraga/", v.change, name="change"),
    path("<uuid:analysis_id>/ser/", v.see, name="see"),
    path("<uuid:analysis_id>/tankbar/", v.add_hypothesis, name="add_hypothesis"),
    path("<uuid:analysis_id>/tankbar/<uuid:hypothesis_id>/", v.hypothesis, name="hypothesis"),
    path("<uuid:analysis_id>/tankbar/<uuid:hypothesis_id>/prova/", v.test, name="test"),
    path("<uuid:analysis_id>/tankbar/<uuid:hypothesis_id>/prova/<uuid:check_id>/", v.withdraw, name="withdraw"),
    path("<uuid:analysis_id>/tankbar/<uuid:hypothesis_id>/bedom/", v.judge, name="judge"),
    path("<uuid:analysis_id>/tankbar/<uuid:hypothesis_id>/behall/", v.keep, name="keep"),
    path("<uuid:analysis_id>/slutsats/", v.conclude, name="conclude"),
    path("<uuid:analysis_id>/oppna/", v.reopen, name="reopen"),
    path("<uuid:analysis_id>/dela/", v.share, name="share"),
    path("<uuid:analysis_id>/sluta-dela/", v.unshare, name="unshare"),
]
