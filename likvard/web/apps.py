from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "likvard.web"
    label = "web"
