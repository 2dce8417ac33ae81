from django.apps import AppConfig


class Datasets(AppConfig):
    name = "likvard.datasets"
    label = "datasets"
