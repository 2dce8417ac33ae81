"""Goals, measures, their effect, and what was decided and is not done."""

from django.urls import path

from likvard.web.views import goals as v

app_name = "goals"
urlpatterns = [
    path("", v.index, name="index"),
    path("nytt/", v.set_goal, name="set_goal"),
    path("beslutat/", v.decided, name="decided"),
    path("atgarder/ny/", v.add_measure, name="add_measure"),
    path("atgarder/<uuid:measure_id>/", v.measure, name="measure"),
    path("atgarder/<uuid:measure_id>/andra/", v.change_measure, name="change_measure"),
    path("atgarder/<uuid:measure_id>/jamforelse/", v.compare, name="compare"),
    path("atgarder/<uuid:measure_id>/effekt/", v.answer, name="answer"),
    path("trad/<uuid:finding_id>/", v.thread, name="thread"),
    path("<uuid:goal_id>/", v.goal, name="goal"),
    path("<uuid:goal_id>/flytta/", v.move_goal, name="move_goal"),
    path("<uuid:goal_id>/orsaker/", v.tie_goal, name="tie_goal"),
    path("<uuid:goal_id>/avsluta/", v.end_goal, name="end_goal"),
    path("<uuid:goal_id>/ta-upp/", v.take_up_goal, name="take_up_goal"),
]
