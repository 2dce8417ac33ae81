"""One dialogue: planned, prepared by both sides, held with what was agreed, or cancelled with a reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.quality.models import Agreement, Dialogue, DialogueText, Series, SeriesParty

from .editing import locked, merge, write_changes
from .telling import tell


class ModelIsNotDecided(Exception):  # noqa: N818 - read aloud where it is raised
    """Dialogues are held by a decided model; this one is only proposed, or has ended."""


class NothingAgreed(Exception):  # noqa: N818 - read aloud where it is raised
    """A dialogue ends in agreements with owner and day, or says why none was needed."""


class DialogueIsOver(Exception):  # noqa: N818 - read aloud where it is raised
    """The dialogue is held or cancelled; its words stay as they were."""


@transaction.atomic
def plan_dialogue(
    *, party: SeriesParty, day: date, place: str = "", held_by: User | None = None, by: User | None, at: datetime
) -> Dialogue:
    """A dialogue on a day, with the series' agenda as it stands now. Raises `ModelIsNotDecided`."""
    if party.series.state != Series.State.DECIDED:
        raise ModelIsNotDecided
    dialogue = Dialogue.objects.create(
        party=party, day=day, place=place, held_by=held_by, agenda=party.series.agenda, created_at=at
    )
    tell(dialogue, "dialogue_planned", by=by, at=at, after={"day": day, "party": party.id})
    return dialogue


@transaction.atomic
def move_dialogue(
    *, dialogue: Dialogue, day: date, place: str, version: int, by: User | None, at: datetime
) -> Dialogue:
    """Another day or place. Raises `ChangedMeanwhile` and `DialogueIsOver`."""
    stored, changes = locked(dialogue, version=version, mine={"day": day, "place": place})
    _still_planned(stored)
    if changes:
        before = {"day": stored.day}
        stored.day, stored.place = day, place
        stored.version += 1
        stored.save(update_fields=["day", "place", "version"])
        tell(stored, "dialogue_moved", by=by, at=at, before=before, after={"day": day})
    return stored


@transaction.atomic
def write_text(
    *, dialogue: Dialogue, topic: str, side: str, text: str, seen: str, by: User | None, at: datetime
) -> DialogueText:
    """What a side prepares on a topic, or the notes. `seen` is the fingerprint of what the person's page showed.

    Raises `ChangedMeanwhile`, `DialogueIsOver` and `ValueError` for a topic that is not on the agenda.
    """
    stored = Dialogue.objects.select_for_update(of=("self",)).select_related("party__series").get(pk=dialogue.pk)
    _still_planned(stored)
    if topic not in {t["key"] for t in stored.agenda}:
        raise ValueError(f"{topic!r} is not on the agenda")
    row = DialogueText.objects.select_related("changed_by").filter(dialogue=stored, topic=topic, side=side).first()
    row = row or DialogueText(dialogue=stored, topic=topic, side=side)
    changes = merge(row, mine={"text": text}, seen={"text": seen})
    if changes:
        row.text, row.changed_by, row.changed_at = text, by, at
        row.save()
        tell(stored, "dialogue_text_written", by=by, at=at, after={"topic": topic, "side": side, "text": Text.of(text)})
    return row


@transaction.atomic
def share_preparation(*, dialogue: Dialogue, side: str, by: User | None, at: datetime) -> int:
    """The other side may read what this side has prepared. Returns how many topics it had written on."""
    if side not in (DialogueText.Side.HOLDER, DialogueText.Side.PARTY):
        raise ValueError(f"{side!r} has no preparation")
    shared = dialogue.texts.filter(side=side, shared_at=None).exclude(text="").update(shared_at=at)
    if shared:
        tell(dialogue, "dialogue_preparation_shared", by=by, at=at, after={"side": side, "number": shared})
    return shared


@transaction.atomic
def hold_dialogue(
    *,
    dialogue: Dialogue,
    held_on: date,
    present: str,
    sheet: dict[str, Any] | None,
    no_agreement_reason: str = "",
    version: int,
    by: User | None,
    at: datetime,
) -> Dialogue:
    """It has been held. The sheet that both had before them is frozen, and both sides' preparations are open.

    Raises `NothingAgreed` unless something was agreed, something from before still runs, or a reason is given;
    `ChangedMeanwhile`; `DialogueIsOver`.
    """
    mine = {
        "state": Dialogue.State.HELD.value, "held_on": held_on, "present": present.strip(),
        "no_agreement_reason": no_agreement_reason.strip(),
    }  # fmt: skip
    stored, changes = locked(dialogue, version=version, mine=mine)
    _still_planned(stored)
    if not stored.agreements.exists() and not no_agreement_reason.strip():
        raise NothingAgreed
    write_changes(stored, changes, sheet=sheet)
    stored.texts.filter(shared_at=None).update(shared_at=at)
    tell(
        stored, "dialogue_held", by=by, at=at,
        after={"day": held_on, "agreements": stored.agreements.count()},
    )  # fmt: skip
    return stored


@transaction.atomic
def cancel_dialogue(*, dialogue: Dialogue, reason: str, version: int, by: User | None, at: datetime) -> Dialogue:
    """It will not be held; the reason stays. Raises `ChangedMeanwhile` and `DialogueIsOver`."""
    if not reason.strip():
        raise ValueError("a dialogue is cancelled with a reason")
    stored, changes = locked(
        dialogue, version=version, mine={"state": Dialogue.State.CANCELLED.value, "cancelled_reason": reason.strip()}
    )
    _still_planned(stored)
    write_changes(stored, changes)
    tell(stored, "dialogue_cancelled", by=by, at=at, after={"reason": Text.of(stored.cancelled_reason)})
    return stored


@transaction.atomic
def agree(
    *,
    dialogue: Dialogue,
    what: str,
    until: date,
    owner: User | None = None,
    owner_named: str = "",
    expected_change: str = "",
    by: User | None,
    at: datetime,
) -> Agreement:
    """Something to be done, by whom and until when. Raises `ValueError` without an owner."""
    if owner is None and not owner_named.strip():
        raise ValueError("an agreement has an owner")
    agreement = Agreement.objects.create(
        dialogue=dialogue, what=what, until=until, owner=owner, owner_named=owner_named.strip(),
        expected_change=expected_change, created_at=at,
    )  # fmt: skip
    tell(
        dialogue, "agreement_made", by=by, at=at,
        after={"agreement": agreement.id, "what": Text.of(what), "until": until, "owner": owner},
    )  # fmt: skip
    return agreement


@transaction.atomic
def end_agreement(
    *,
    agreement: Agreement,
    state: str,
    outcome: str,
    effect: str,
    ended_on: date,
    version: int,
    by: User | None,
    at: datetime,
) -> Agreement:
    """Done or dropped, with what came of it. Done asks for the effect too: shown, activity only, or too early.

    Raises `ChangedMeanwhile` and `ValueError` without an outcome, or without a word on the effect of what is done.
    """
    if state not in (Agreement.State.DONE, Agreement.State.DROPPED):
        raise ValueError(f"an agreement does not end as {state!r}")
    if not outcome.strip() or (state == Agreement.State.DONE and not effect):
        raise ValueError("an agreement ends with its outcome and effect")
    mine = {"state": state, "outcome": outcome.strip(), "effect": effect, "ended_on": ended_on}
    stored, changes = locked(agreement, version=version, mine=mine)
    if not changes:
        return stored
    before = {"state": stored.state}
    write_changes(stored, changes)
    tell(
        stored.dialogue, "agreement_ended", by=by, at=at, before=before,
        after={"agreement": stored.id, "state": state, "effect": effect, "outcome": Text.of(stored.outcome)},
    )  # fmt: skip
    return stored


@transaction.atomic
def move_agreement(*, agreement: Agreement, until: date, version: int, by: User | None, at: datetime) -> Agreement:
    """Another last day; the old one stays in the history. Raises `ChangedMeanwhile`."""
    stored, changes = locked(agreement, version=version, mine={"until": until})
    if changes:
        before = {"until": stored.until}
        stored.until = until
        stored.version += 1
        stored.save(update_fields=["until", "version"])
        tell(
            stored.dialogue, "agreement_moved", by=by, at=at, before=before,
            after={"agreement": stored.id, "until": until},
        )  # fmt: skip
    return stored


def _still_planned(dialogue: Dialogue) -> None:
    if dialogue.state != Dialogue.State.PLANNED:
        raise DialogueIsOver
