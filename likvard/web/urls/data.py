from django.urls import path

from likvard.web.views import data as views

app_name = "data"
urlpatterns = [
    path("", views.index, name="index"),
    path("ny/", views.add, name="add"),
    path("publicera/", views.publish, name="publish"),
    path("skolor/", views.schools, name="schools"),
    path("kolumner/<uuid:waiting_id>/", views.mapping, name="mapping"),
    path("arbete/<uuid:run_id>/", views.run, name="run"),
    path("arbete/<uuid:run_id>/lage/", views.progress, name="progress"),
    path("arbete/<uuid:run_id>/igen/", views.again, name="again"),
    path("<uuid:version_id>/", views.version, name="version"),
]
