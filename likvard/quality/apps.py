from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig


def _ahead(store: Path, versions: Sequence) -> None:
    # Numbers are loaded by those who reckon, not by every command.
    from likvard.quality.queries.state.nation import prepare_ahead  # noqa: PLC0415

    prepare_ahead(store, versions)


class QualityConfig(AppConfig):
    name = "likvard.quality"
    label = "quality"

    def ready(self) -> None:
        from likvard.datasets.actions.publishing import make_ready  # noqa: PLC0415 - needs every room's models

        make_ready(_ahead)
