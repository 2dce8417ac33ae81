"""The draft: statements written by several people at once, moved, removed with their reasons and put back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.reviews.actions.conflicts import merge
from likvard.reviews.actions.rounds.guard import require_open
from likvard.reviews.actions.wordings import keep_wording
from likvard.reviews.models import Interview, Participant, Protocol, Statement

from .rules import NOT_DRAFT, REASON_MISSING, NotNow, locked, tell

DRAFT = Protocol.State.DRAFT
TEXTS = ("text", "criterion_key", "speaker_role")


@transaction.atomic
def begin_protocol(
    *, participant: Participant, title: str, by: User | None, at: datetime, interviews: Iterable[Interview] = ()
) -> Protocol:
    """A draft for one or several of the participant's interviews."""
    require_open(participant.round)
    of = list(interviews)
    if any(i.participant_id != participant.pk for i in of):
        raise ValueError("the interview is another participant's")
    protocol = Protocol.objects.create(participant=participant, title=title, created_at=at, created_by=by)
    protocol.interviews.set(of)
    tell("protocol_begun", protocol, by=by, at=at, after={"interviews": len(of)})
    return protocol


@transaction.atomic
def add_statement(
    *,
    protocol: Protocol,
    by: User | None,
    at: datetime,
    text: str = "",
    criterion_key: str = "",
    speaker_role: str = "",
    interview: Interview | None = None,
) -> Statement:
    """The next number, last in order. A number is never used again, not even a removed one's."""
    stored = locked(protocol.pk, DRAFT, otherwise=NOT_DRAFT)
    _known(stored, criterion_key, interview)
    last = stored.statements.aggregate(number=Max("number"), ordering=Max("ordering"))
    statement = Statement.objects.create(
        protocol=stored,
        number=(last["number"] or 0) + 1,
        ordering=(last["ordering"] or 0) + 1,
        text=text,
        criterion_key=criterion_key,
        speaker_role=speaker_role or (interview.role if interview else ""),
        interview=interview,
        changed_by=by,
        changed_at=at,
        created_at=at,
    )
    tell("statement_added", stored, by=by, at=at, after={"number": statement.number})
    return statement


def _known(protocol: Protocol, criterion_key: str, interview: Interview | None = None) -> None:
    keys = {c["key"] for area in protocol.participant.round.areas for c in area["criteria"]}
    if criterion_key and criterion_key not in keys:
        raise ValueError(f"the round has no criterion {criterion_key!r}")
    if interview is not None and interview.participant_id != protocol.participant_id:
        raise ValueError("the interview is another participant's")


@transaction.atomic
def write_statement(
    *, statement: Statement, texts: dict[str, str], seen: dict[str, str], by: User | None, at: datetime
) -> Statement:
    """Write some or all of `TEXTS`; `seen` has the fingerprints that the person's page showed.

    Raises `ChangedMeanwhile` when somebody else has changed the same text, and `NotNow` when it is no draft.
    """
    if unknown := set(texts) - set(TEXTS):
        raise TypeError(f"a statement has no {sorted(unknown)[0]}")
    protocol = locked(statement.protocol_id, DRAFT, otherwise=NOT_DRAFT)  # also holds two who write the same one
    stored = Statement.objects.select_related("changed_by").get(pk=statement.pk, removed_at__isnull=True)
    _known(protocol, texts.get("criterion_key", ""))
    changes = merge(stored, mine=texts, seen=seen)
    if not changes:
        return stored
    before = {name: _told(name, getattr(stored, name)) for name in changes}
    if "text" in changes:
        _keep(protocol, stored, stored.text, by=by, at=at)
    for name, text in changes.items():
        setattr(stored, name, text)
    stored.version += 1
    stored.changed_by, stored.changed_at = by, at
    stored.save(update_fields=[*changes, "version", "changed_by", "changed_at"])
    after = {"number": stored.number} | {name: _told(name, text) for name, text in changes.items()}
    tell("statement_written", protocol, by=by, at=at, before=before, after=after)
    return stored


@transaction.atomic
def set_aside(*, statement: Statement, text: str, by: User | None, at: datetime) -> None:
    """A person lets somebody else's wording stand: her own is kept among the old wordings."""
    protocol = locked(statement.protocol_id, DRAFT, otherwise=NOT_DRAFT)
    stored = Statement.objects.get(pk=statement.pk)
    if text.strip() and text != stored.text:
        _keep(protocol, stored, text, by=by, at=at)
        after = {"number": stored.number, "text": Text.of(text)}
        tell("statement_wording_set_aside", protocol, by=by, at=at, after=after)


def _keep(protocol: Protocol, statement: Statement, text: str, *, by: User | None, at: datetime) -> None:
    if protocol.participant.case is not None:
        keep_wording(
            case=protocol.participant.case,
            subject_kind="statement",
            subject_id=statement.pk,
            field="text",
            text=text,
            by=by,
            at=at,
            written_by=statement.changed_by if text == statement.text else None,
        )


@transaction.atomic
def move_statement(*, statement: Statement, step: int, by: User | None, at: datetime) -> Statement:
    """One place up (-1) or down (1) among the statements that stand; at the end nothing happens."""
    protocol = locked(statement.protocol_id, DRAFT, otherwise=NOT_DRAFT)
    rows = list(protocol.statements.filter(removed_at__isnull=True).order_by("ordering", "number"))
    place = next(k for k, row in enumerate(rows) if row.pk == statement.pk)
    to = place + (1 if step > 0 else -1)
    if not 0 <= to < len(rows):
        return rows[place]
    rows[place], rows[to] = rows[to], rows[place]
    for k, row in enumerate(rows, start=1):
        row.ordering = k
    Statement.objects.bulk_update(rows, ["ordering"])
    tell("statement_moved", protocol, by=by, at=at, after={"number": rows[to].number, "place": to + 1})
    return rows[to]


@transaction.atomic
def remove_statement(*, statement: Statement, reason: str, by: User | None, at: datetime) -> Statement:
    """Taken out with who, when and why; its number is not used again. Also after the fact-check, before it is final."""
    if not reason.strip():
        raise NotNow(REASON_MISSING)
    protocol = locked(statement.protocol_id, DRAFT, Protocol.State.CHECKED, otherwise=NOT_DRAFT)
    stored = Statement.objects.get(pk=statement.pk)
    if stored.removed_at is None:
        stored.removed_at, stored.removed_by, stored.removed_reason = at, by, reason.strip()
        stored.version += 1
        stored.save(update_fields=["removed_at", "removed_by", "removed_reason", "version"])
        after = {"number": stored.number, "reason": Text.of(stored.removed_reason)}
        tell("statement_removed", protocol, by=by, at=at, after=after)
    return stored


@transaction.atomic
def restore_statement(*, statement: Statement, by: User | None, at: datetime) -> Statement:
    """Put back where it stood."""
    protocol = locked(statement.protocol_id, DRAFT, Protocol.State.CHECKED, otherwise=NOT_DRAFT)
    stored = Statement.objects.get(pk=statement.pk)
    if stored.removed_at is not None:
        stored.removed_at, stored.removed_by, stored.removed_reason = None, None, ""
        stored.version += 1
        stored.save(update_fields=["removed_at", "removed_by", "removed_reason", "version"])
        tell("statement_restored", protocol, by=by, at=at, after={"number": stored.number})
    return stored


def _told(name: str, text: str) -> object:
    return Text.of(text) if name == "text" else text
