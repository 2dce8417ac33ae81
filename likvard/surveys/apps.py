from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "likvard.surveys"
    label = "surveys"
