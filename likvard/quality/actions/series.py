"""A series of dialogues: proposed from a model, decided by a board, its parties, ended with grounds."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Mandate, Series, SeriesParty
from likvard.rulebook.dialogues import dialogue_models

from .editing import locked, write_changes
from .telling import tell


class ModelIsDecided(Exception):  # noqa: N818 - read aloud where it is raised
    """Purposes, agenda and how often were decided by a board; another model is a new series."""


MODEL = frozenset({"purposes", "agenda", "times_a_year"})
FIELDS = MODEL | {"title", "led_by", "mandate", "evaluation_due"}


@transaction.atomic
def propose_series(
    *,
    holder: Organisation,
    template: str,
    title: str,
    mandate: Mandate | None = None,
    evaluation_due: date | None = None,
    by: User | None,
    at: datetime,
) -> Series:
    """A series that waits for its decision, with purposes and agenda copied from the model `template`.

    Raises `KeyError` for an unknown model.
    """
    model = dialogue_models()[template]
    series = Series.objects.create(
        holder=holder,
        title=title,
        template=template,
        mandate=mandate,
        purposes=list(model.purposes),
        agenda=[{"key": t.key, "heading": t.heading, "questions": list(t.questions)} for t in model.topics],
        times_a_year=model.times_a_year,
        led_by=model.led_by,
        evaluation_due=evaluation_due,
        created_at=at,
    )
    tell(series, "dialogue_series_proposed", by=by, at=at, after={"template": template, "mandate": mandate})
    return series


@transaction.atomic
def change_series(*, series: Series, version: int, by: User | None, at: datetime, **fields: Any) -> Series:
    """Changes the given fields (see `FIELDS`). Raises `ModelIsDecided` for what the decision fixed, and
    `ChangedMeanwhile`."""
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"a series has no {sorted(unknown)[0]}")
    stored, changes = locked(series, version=version, mine=fields)
    if stored.state != Series.State.PROPOSED and set(changes) & MODEL:
        raise ModelIsDecided
    if not changes:
        return stored
    write_changes(stored, changes)
    tell(stored, "dialogue_series_changed", by=by, at=at, after={"fields": sorted(changes)})
    return stored


@transaction.atomic
def decide_series(
    *,
    series: Series,
    decided_on: date,
    paragraph: str,
    trial_until: date | None,
    evaluation_due: date | None,
    version: int,
    by: User | None,
    at: datetime,
) -> Series:
    """The board approved the model, for good or on trial. Raises `ChangedMeanwhile`."""
    mine = {
        "state": Series.State.DECIDED.value, "decided_on": decided_on, "paragraph": paragraph,
        "trial_until": trial_until, "evaluation_due": evaluation_due,
    }  # fmt: skip
    stored, changes = locked(series, version=version, mine=mine)
    if not changes:
        return stored
    write_changes(stored, changes)
    tell(
        stored, "dialogue_series_decided", by=by, at=at,
        after={"decided_on": decided_on, "paragraph": paragraph, "trial_until": trial_until},
    )  # fmt: skip
    return stored


@transaction.atomic
def end_series(*, series: Series, ended_on: date, grounds: str, version: int, by: User | None, at: datetime) -> Series:
    """No more dialogues by this model. What was agreed lives on. Raises `ChangedMeanwhile`."""
    if not grounds.strip():
        raise ValueError("a series ends with grounds")
    stored, changes = locked(
        series,
        version=version,
        mine={"state": Series.State.ENDED.value, "ended_on": ended_on, "ending_grounds": grounds.strip()},
    )
    if not changes:
        return stored
    if stored.decided_on is None:
        stored.decided_on = ended_on  # a proposal that was turned down: the day of that decision
    for field, (_, new) in changes.items():
        setattr(stored, field, new)
    stored.version += 1
    stored.save(update_fields=[*changes, "decided_on", "version"])
    tell(
        stored, "dialogue_series_ended", by=by, at=at,
        after={"closed_on": ended_on, "grounds": Text.of(stored.ending_grounds)},
    )  # fmt: skip
    return stored


@transaction.atomic
def add_party(
    *,
    series: Series,
    organisation: Organisation,
    school_unit: SchoolUnit | None = None,
    by: User | None,
    at: datetime,
) -> SeriesParty:
    """A unit, or a whole independent actor. The same party twice is one; one that had left is back."""
    party, made = SeriesParty.objects.get_or_create(
        series=series, organisation=organisation, school_unit=school_unit, defaults={"added_at": at}
    )
    if made or party.left_on is not None:
        party.left_on, party.left_reason = None, ""
        party.save(update_fields=["left_on", "left_reason"])
        tell(series, "dialogue_party_added", by=by, at=at, after={"party": party.id, "units": school_unit})
    return party


@transaction.atomic
def leave_series(*, party: SeriesParty, left_on: date, reason: str, by: User | None, at: datetime) -> SeriesParty:
    """The party takes no more part: it has closed, or an independent actor declines, which is its right."""
    if not reason.strip():
        raise ValueError("a party leaves with a reason")
    party.left_on, party.left_reason = left_on, reason.strip()
    party.save(update_fields=["left_on", "left_reason"])
    tell(
        party.series, "dialogue_party_left", by=by, at=at,
        after={"party": party.id, "closed_on": left_on, "reason": Text.of(party.left_reason)},
    )  # fmt: skip
    return party
