from django.urls import path

from likvard.web.views import history as v

app_name = "history"
urlpatterns = [
    path("", v.index, name="index"),
    path("arende/<uuid:case_id>/", v.case, name="case"),
]
