"""What a judgement found: something to develop or a deficiency in the kind's own language, a strength."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.reviews.models import (
    JudgedFinding,
    Judgement,
)
from likvard.terms.statutes import format_references, parse_references

from .rules import open_judgement, refuse, tell


@transaction.atomic
def add_judged_finding(
    *, judgement: Judgement, kind: str, text: str, legal_basis: Iterable[str], by: User, at: datetime
) -> JudgedFinding:
    """What was found: an area to develop or a deficiency in the kind's own language, a strength, a success factor.

    `legal_basis` is kept as the normalised references that it names. Raises `ValueError` for the other language.
    """
    stored = open_judgement(judgement, by)
    if stored.reader != Judgement.Reader.FIRST:
        raise refuse("second_is_final")
    if kind not in kinds_of(stored.scale) or not text.strip():
        raise ValueError(f"a {kind!r} on the scale {stored.scale}")
    last = stored.findings.aggregate(last=Max("ordering"))["last"]
    found = JudgedFinding.objects.create(
        judgement=stored, scale=stored.scale, kind=kind, text=text.strip(), legal_basis=references(legal_basis),
        ordering=0 if last is None else last + 1, added_by=by, added_at=at,
    )  # fmt: skip
    tell(stored, "judged_finding_added", by, at, after={"kind": kind, "text": Text.of(found.text)})
    return found


def references(lines: Iterable[str]) -> list[str]:
    """The references that typed lines name, each once, sorted and in the form that decisions print."""
    return format_references(parse_references("; ".join(lines)))


def kinds_of(scale: str) -> tuple[str, ...]:
    """The kinds of finding that a judgement on `scale` may have."""
    own = {"deficiency": ("deficiency",), "four_steps": ("development_area", "deficiency")}
    return (*own.get(scale, ("development_area",)), "strength", "success_factor")


@transaction.atomic
def remove_judged_finding(*, found: JudgedFinding, by: User, at: datetime) -> None:
    stored = JudgedFinding.objects.select_for_update(of=("self",)).select_related("judgement").get(pk=found.pk)
    judgement = open_judgement(stored.judgement, by)
    if stored.removed_at is None:
        stored.removed_at = at
        stored.save(update_fields=["removed_at"])
        tell(judgement, "judged_finding_removed", by, at, after={"kind": stored.kind, "text": Text.of(stored.text)})
