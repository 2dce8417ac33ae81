"""What is known of a case, as the rulebook's guards ask for it."""

from likvard.reviews.models import Case, CaseDocument, FindingState, Round
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


def answer_is_sent(case: Case) -> bool:
    """An answer has gone out, or is known to have come in, after the last follow-up decision."""
    rows = list(case.documents.values_list("part", "dated", "added_at"))
    followed_up = [dated for part, dated, _ in rows if part == CaseDocument.Part.FOLLOWUP]
    sent = [day for day in case.answers.values_list("sent_on", flat=True) if day]
    sent += [dated or added.date() for part, dated, added in rows if part == CaseDocument.Part.RESPONSE]
    sent += list(case.timeline.filter(what="received").values_list("day", flat=True))
    if not followed_up:
        return bool(sent)
    last = max((day for day in followed_up if day), default=None)
    return last is not None and any(day > last for day in sent)


def facts_of(case: Case) -> Facts:
    """Everything that a guard may ask of a stored case; what a person adds (day, grounds) comes from `move`."""
    parts = set(case.documents.values_list("part", flat=True))
    owed = case.deadlines.filter(what="response", met_on__isnull=True).values_list("day", flat=True)
    return Facts(
        decision_known=bool(parts & {CaseDocument.Part.DECISION, CaseDocument.Part.FOLLOWUP})
        or case.decided_on is not None
        or case.outcome in ("open", "closed"),
        answer_sent=answer_is_sent(case),
        followup_known=CaseDocument.Part.FOLLOWUP in parts,
        closed_by_authority=case.outcome == "closed",
        owed_answers=tuple(sorted(owed)),
        remaining=case.findings.exclude(state__in=SETTLED).count(),
    )
