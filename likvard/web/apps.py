from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "likvard.web"
    label = "web"

    def ready(self) -> None:
        from likvard.web.backup import unfinished  # noqa: F401, PLC0415 - a check, registered once the apps are there
