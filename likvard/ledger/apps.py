from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "likvard.ledger"
    label = "ledger"
