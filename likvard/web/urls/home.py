"""What one person has to do, and her calendar."""

from django.urls import path

from likvard.web.views import calendar, home

app_name = "home"
urlpatterns = [
    path("", home.index, name="index"),
    path("sista-dagar/<uuid:deadline_id>/klar/", home.finish_deadline, name="finish_deadline"),
    path("sista-dagar/<uuid:deadline_id>/oppna/", home.reopen_deadline, name="reopen_deadline"),
    path("atgarder/<uuid:measure_id>/klar/", home.finish_measure, name="finish_measure"),
    path("atgarder/<uuid:measure_id>/oppna/", home.reopen_measure, name="reopen_measure"),
    path("kalender/", calendar.settings, name="calendar"),
    path("kalender/ny/", calendar.open_feed, name="open_calendar"),
    path("kalender/stang/", calendar.close_feed, name="close_calendar"),
    path("kalender/<str:secret>.ics", calendar.feed, name="feed"),
]
