"""What is known of a case, as the rulebook's guards ask for it."""

from collections.abc import Iterable
from datetime import date

from likvard.reviews.models import Case, CaseDocument, Deadline, Finding, FindingState, Round
from likvard.rulebook.guards import Facts
from likvard.rulebook.kinds import Definition
from likvard.rulebook.loading import rulebook

from .own_definitions import published

# The authority, or the organiser with grounds, has said that nothing more is needed.
SETTLED = (FindingState.IN_LINE, FindingState.REMEDIED, FindingState.CLOSED)


def definition_of(case: Case | Round) -> Definition:
    """The version that the case (or the round) began with: the rulebook's, or one that an organisation has published
    itself, known by its checksum; when it is gone, the rulebook's of the first day."""
    book = rulebook()
    kind = case.kind if case.kind in book.by_kind else "other"
    found = book.version(kind, case.kind_version)
    if found is not None and case.kind_checksum in ("", found.checksum):
        return found
    return published(case.kind_checksum) or found or book.on(kind, case.opened_on)


def definition_of_round(round_: Round) -> Definition:
    """The definition that every case of the round is judged by."""
    return definition_of(round_)


def answer_is_sent(
    documents: Iterable[CaseDocument], *, answers: Iterable[date | None], received: Iterable[date]
) -> bool:
    """An answer has gone out, or is known to have come in, after the last follow-up decision. `answers` are the days
    the answers of the case were sent (None = not yet), `received` the days the authority says that it got one."""
    documents = list(documents)
    followed_up = [row.dated for row in documents if row.part == CaseDocument.Part.FOLLOWUP]
    sent = [day for day in answers if day]
    sent += [row.dated or row.added_at.date() for row in documents if row.part == CaseDocument.Part.RESPONSE]
    sent += list(received)
    if not followed_up:
        return bool(sent)
    last = max((day for day in followed_up if day), default=None)
    return last is not None and any(day > last for day in sent)


def facts_of(case: Case) -> Facts:
    """Everything that a guard may ask of a stored case; what a person adds (day, grounds) comes from `move`."""
    return facts_among(
        case,
        documents=case.documents.all(),
        answers=case.answers.values_list("sent_on", flat=True),
        received=case.timeline.filter(what="received").values_list("day", flat=True),
        deadlines=case.deadlines.all(),
        findings=case.findings.all(),
    )


def facts_among(
    case: Case,
    *,
    documents: Iterable[CaseDocument],
    answers: Iterable[date | None],
    received: Iterable[date],
    deadlines: Iterable[Deadline],
    findings: Iterable[Finding],
) -> Facts:
    """The facts of a case whose parts have been read already."""
    documents = list(documents)
    parts = {row.part for row in documents}
    owed = [one.day for one in deadlines if one.what == "response" and one.met_on is None]
    return Facts(
        decision_known=bool(parts & {CaseDocument.Part.DECISION, CaseDocument.Part.FOLLOWUP})
        or case.decided_on is not None
        or case.outcome in ("open", "closed"),
        answer_sent=answer_is_sent(documents, answers=answers, received=received),
        followup_known=CaseDocument.Part.FOLLOWUP in parts,
        closed_by_authority=case.outcome == "closed",
        owed_answers=tuple(sorted(owed)),
        remaining=sum(one.state not in SETTLED for one in findings),
    )
