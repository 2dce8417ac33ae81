"""The vault's key exchanged: everything that is sealed becomes the newest key's, all of it or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.signals.queries.sealed import SEALED
from likvard.signals.vault import keys_held, reseal

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Resealed:
    people: int
    texts: int
    measures: int


def _rows(model: type[models.Model], field: str) -> Iterator[Any]:
    """Every row, locked until the transaction ends."""
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), AT_A_TIME):
        some = model._default_manager.select_for_update().filter(pk__in=keys[at : at + AT_A_TIME])
        yield from some.order_by("pk").only("pk", field)


@transaction.atomic
def reseal_all(*, by: User | None, at: datetime) -> Resealed:
    """Raises `VaultIsShut` when one of them is opened by no key, and then nothing has changed."""
    counts = []
    for model, field in SEALED:
        done = 0
        for row in _rows(model, field):
            if token := getattr(row, field).token:
                model._default_manager.filter(pk=row.pk).update(**{field: reseal(token)})
                done += 1
        counts.append(done)
    made = Resealed(*counts)
    record(
        action="vault_resealed", subject_kind="vault", subject_id="signals", by=by, at=at,
        after={"people": made.people, "texts": made.texts, "measures": made.measures, "keys": keys_held()},
    )  # fmt: skip
    return made
