from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "likvard.organisations"
    label = "organisations"
