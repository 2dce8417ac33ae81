"""What became of the money: what was paid, and the measures that it paid for."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.quality.models import AllocatedUnit, Allocation, Measure, PaidMeasure, Payment


@transaction.atomic
def note_payments(*, allocation: Allocation, paid: Mapping[str, tuple[int, str]], by: User | None, at: datetime) -> int:
    """`paid`: a unit's code → kronor that it was given, and why they are not those decided. What is noted already and
    is the same stays; gives the number noted anew. Raises `ValueError` for a unit that has no share."""
    units = {one.code: one for one in allocation.units.select_for_update().order_by("code")}
    if unknown := sorted(set(paid) - set(units)):
        raise ValueError(f"no share in this allocation: {unknown[0]}")
    there = {one.allocated_id: one for one in Payment.objects.filter(allocated__allocation=allocation)}
    noted = 0
    for code, (kronor, note) in sorted(paid.items()):
        unit = units[code]
        old = there.get(unit.pk)
        if old is not None and (old.paid, old.note) == (kronor, note):
            continue
        row = old or Payment(allocated=unit)
        before = {"paid": old.paid} if old else None
        row.paid, row.note, row.changed_at, row.changed_by = kronor, note, at, by
        row.version += 1 if old else 0
        row.save()
        noted += 1
        record(
            action="payment_noted", subject_kind="allocation", subject_id=allocation.pk, by=by, at=at,
            organisation=allocation.holder_id, before=before,
            after={"unit": code, "paid": kronor, "note": Text.of(note)},
        )  # fmt: skip
    return noted


@transaction.atomic
def tie_measure(
    *, allocated: AllocatedUnit, measure: Measure, amount: int | None, by: User | None, at: datetime
) -> PaidMeasure:
    """Tied already: the amount is changed. Raises `ValueError` for a measure of another organisation."""
    if measure.holder_id != allocated.allocation.holder_id:
        raise ValueError("that belongs to another organisation")
    tie, _ = PaidMeasure.objects.update_or_create(
        allocated=allocated, measure=measure, defaults={"amount": amount, "tied_at": at, "tied_by": by}
    )
    record(
        action="payment_tied", subject_kind="allocation", subject_id=allocated.allocation_id, by=by, at=at,
        organisation=allocated.allocation.holder_id,
        after={"unit": allocated.code, "measure": measure, "amount": amount},
    )  # fmt: skip
    return tie


@transaction.atomic
def untie_measure(*, tie: PaidMeasure, by: User | None, at: datetime) -> None:
    record(
        action="payment_untied", subject_kind="allocation", subject_id=tie.allocated.allocation_id, by=by, at=at,
        organisation=tie.allocated.allocation.holder_id,
        before={"unit": tie.allocated.code, "measure": tie.measure_id, "amount": tie.amount},
    )  # fmt: skip
    PaidMeasure.objects.filter(pk=tie.pk).delete()
