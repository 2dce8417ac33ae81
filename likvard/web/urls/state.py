"""The state of play: what the figures say of an organiser, its units and groups."""

from django.urls import path

from likvard.web.views import state as v

app_name = "state"
urlpatterns = [
    path("", v.index, name="index"),
    path("<slug:place>/", v.place, name="place"),
    path("<slug:place>/omrade/<slug:area>/", v.area, name="area"),
    path("<slug:place>/sticker-ut/", v.stands_out, name="stands_out"),
    path("<slug:place>/faller-tillsammans/", v.falling, name="falling"),
    path("<slug:place>/siffra/", v.figure, name="figure"),
    path("<slug:place>/siffra/fil/<slug:form>/", v.file, name="file"),
    path("<slug:place>/siffra/fast/", v.pin, name="pin"),
]
