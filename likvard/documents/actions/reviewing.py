"""What people say of the values of a reading."""

from datetime import datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.documents.fields import Field, field_of, sound
from likvard.documents.models import Reading, ValueReview
from likvard.documents.queries import latest_of, rows_of
from likvard.documents.values import Said, next_key, to_review
from likvard.ledger import actions as ledger

from .reading import settle

Verdict = ValueReview.Verdict
_PLAIN = ("date", "code", "codes")  # what the ledger may hold as it is: days and codes, never words


class SaidMeanwhileError(Exception):
    """Another person has said something of the value since the page was shown; `said` is what."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__("another person has reviewed the value meanwhile")


def review_value(
    *,
    reading: Reading,
    field: str,
    verdict: str,
    value: Any = None,
    seen: int | None,
    by: User | None,
    at: datetime,
) -> ValueReview:
    """Confirm, correct, dismiss, or take the last verdict back (`withdrawn`).

    `field` is the value's key (`values.Row.key`), or a list's path and "[+]" for a value added to it by hand.
    `seen` is the id of the last row that the person saw of this value, 0 for none; None = do not ask.
    Raises `SaidMeanwhileError` when somebody else said something after that, `KeyError` for a key that the reading
    does not have, `ValueError` for a confirmation of nothing.
    """
    with transaction.atomic():
        reading = _locked(reading)
        laid_out = rows_of(reading)
        if field.endswith("[+]") and verdict == Verdict.CORRECTED:
            field, seen = next_key(laid_out, field.removesuffix("[+]")), None
        last = latest_of(reading).get(field)
        if seen is not None and last is not None and last.id != seen and last.by_id != str(getattr(by, "id", "")):
            raise SaidMeanwhileError(last)
        row = {r.key: r for r in laid_out}.get(field)
        kind = row.field if row else field_of(field)
        if kind is None or (row is None and seen is not None):
            raise KeyError(field)
        if verdict == Verdict.CONFIRMED:
            value = row.value if row else None
            if not sound(kind, value):
                raise ValueError("there is no whole value to confirm")
        elif verdict != Verdict.CORRECTED:
            value = None
        said = ValueReview(reading=reading, field=field, verdict=verdict, value=value, by=by, at=at)
        said.save(force_insert=True)
        _settle(reading)
        ledger.record(
            action=f"reading_value_{verdict}",
            subject_kind="document",
            subject_id=reading.document_id,
            by=by,
            at=at,
            organisation=reading.document.holder,
            before={"value": _for_ledger(kind, row.value if row else None)},
            after={"field": field, "value": _for_ledger(kind, value)},
        )
    return said


def confirm_sure(*, reading: Reading, by: User | None, at: datetime) -> int:
    """Confirm every value that the reader was sure of and nobody has touched; how many there were."""
    with transaction.atomic():
        reading = _locked(reading)
        sure = [row for row in to_review(rows_of(reading)) if not row.doubt]
        ValueReview.objects.bulk_create(
            ValueReview(reading=reading, field=row.key, verdict=Verdict.CONFIRMED, value=row.value, by=by, at=at)
            for row in sure
        )
        _settle(reading)
        if sure:
            ledger.record(
                action="reading_values_confirmed",
                subject_kind="document",
                subject_id=reading.document_id,
                by=by,
                at=at,
                organisation=reading.document.holder,
                after={"fields": [row.key for row in sure]},
            )
    return len(sure)


def _locked(reading: Reading) -> Reading:
    return Reading.objects.select_for_update(of=("self",)).select_related("document__holder").get(pk=reading.pk)


def _settle(reading: Reading) -> None:
    settle(reading)
    reading.save(update_fields=["left", "doubts_left", "state"])


def _for_ledger(kind: Field, value: Any) -> Any:
    """Days and codes as they are; anything with words in it as digests."""
    if value is None:
        return None
    if kind.shape in _PLAIN:
        return value
    if kind.parts:
        return {part.name: _digest(part, value.get(part.name)) for part in kind.parts}
    return _digest(kind, value)


def _digest(kind: Field, value: Any) -> Any:
    if value is None or kind.shape in (*_PLAIN, "number"):
        return value
    text = ledger.Text.of(value if isinstance(value, str) else "\n".join(value))
    return {"sha256": text.sha256, "length": text.length}
