"""What everybody may read without an account."""

from django.urls import path

from likvard.web.views import public as v

app_name = "public"
urlpatterns = [
    path("", v.index, name="index"),
    path("nyheter/", v.news_list, name="news_list"),
    path("statistik/", v.statistics, name="statistics"),
    path("statistik.csv", v.statistics_csv, name="statistics_csv"),
    path("siffror/", v.figures, name="figures"),
    path("siffror/<slug:place>/", v.figures_of, name="figures_of"),
    path("siffror/<slug:place>/siffra/", v.figure, name="figure"),
    path("siffror/<slug:place>/siffra.csv", v.figure_csv, name="figure_csv"),
    path("flode.atom", v.feed, name="feed"),
    path("beslut.csv", v.decisions_csv, name="decisions_csv"),
    path("beslut.json", v.decisions_json, name="decisions_json"),
    path("<uuid:published_code>/", v.publication, name="publication"),
    path("<uuid:published_code>/nyhet/", v.news, name="news"),
    path("<uuid:published_code>/beslut.pdf", v.pdf, name="pdf"),
]
