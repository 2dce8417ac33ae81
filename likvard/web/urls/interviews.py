"""Interviews of a round: what is needed, the plan, and each one's time."""

from django.urls import path

from likvard.web.views import interviews as v

app_name = "interviews"
urlpatterns = [
    path("<uuid:round_id>/intervjuer/", v.index, name="index"),
    path("<uuid:round_id>/intervjuer/lage/", v.progress, name="progress"),
    path("<uuid:round_id>/intervjuer/installningar/", v.settings, name="settings"),
    path("<uuid:round_id>/intervjuer/enligt-mall/", v.need, name="need"),
    path("<uuid:round_id>/intervjuer/ny/", v.add, name="add"),
    path("<uuid:round_id>/intervjuer/planera/", v.plan, name="plan"),
    path("<uuid:round_id>/intervjuer/erbjud/", v.offer, name="offer"),
    path("<uuid:round_id>/intervjuer/upptaget/", v.busy, name="busy"),
    path("<uuid:round_id>/intervjuer/upptaget/<uuid:busy_id>/ta-bort/", v.remove_busy, name="remove_busy"),
    path("<uuid:round_id>/intervjuer/hos/<uuid:participant_id>/", v.participant, name="participant"),
    path("<uuid:round_id>/intervjuer/<uuid:interview_id>/", v.interview, name="interview"),
    path("<uuid:round_id>/intervjuer/<uuid:interview_id>/tid/", v.place, name="place"),
    path("<uuid:round_id>/intervjuer/<uuid:interview_id>/steg/", v.step, name="step"),
]
