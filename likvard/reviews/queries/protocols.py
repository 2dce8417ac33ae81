"""Protocols as the reviewer works with them and as the reviewed may check them: two doors, never one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from likvard.access.queries import Grants
from likvard.reports.protocol import ProtocolContent, StatementLine
from likvard.reviews.models import Case, Correction, Participant, Protocol, Round, Statement
from likvard.rulebook.permissions import Permission

from .rounds import rounds_visible_to
from .visibility import visible_to


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of a round as a form or a heading needs it."""

    key: str
    text: str
    area_key: str
    area_name: str


@dataclass(frozen=True, slots=True)
class ProtocolStatus:
    """A participant's protocols in the table of the round; counts of statements are of those that stand."""

    drafts: int = 0
    checking: int = 0
    checked: int = 0
    final: int = 0
    overdue: int = 0  # with the organiser past the last day
    unanswered: int = 0  # corrections that the reviewer has still to answer

    @property
    def all(self) -> int:
        return self.drafts + self.checking + self.checked + self.final


def protocols_visible_to(grants: Grants, permission: Permission = Permission.ROUND_READ) -> QuerySet[Protocol]:
    """The reviewer's own protocols, drafts too: of rounds that the person's organisations run."""
    return Protocol.objects.filter(participant__round__in=rounds_visible_to(grants, permission)).select_related(
        "participant__round__holder", "participant__organiser", "participant__case", "delivered_to"
    )


def protocols_to_check(grants: Grants, permission: Permission = Permission.CASE_READ) -> QuerySet[Protocol]:
    """What was sent to the person's own organisation for fact-check, and what became of it. Never a draft.

    A protocol tells of the whole organiser: who sees only own units does not see it.
    """
    whole = {g.organisation for g in grants.with_permission(permission) if g.organisation and g.units is None}
    return (
        Protocol.objects.exclude(state=Protocol.State.DRAFT)
        .filter(delivered_to__in=visible_to(grants, permission), delivered_to__holder_id__in=whole)
        .select_related("participant__round__holder", "participant__organiser", "delivered_to")
    )


def checked_by(case: Case) -> QuerySet[Protocol]:
    """The protocols that were delivered to an organiser's own case."""
    return Protocol.objects.filter(delivered_to=case).exclude(state=Protocol.State.DRAFT)


def standing(protocol: Protocol) -> QuerySet[Statement]:
    """The statements that stand, in their order."""
    return (
        protocol.statements.filter(removed_at__isnull=True)
        .select_related("interview__school_unit", "changed_by", "correction__decided_by")
        .order_by("ordering", "number")
    )


def removed(protocol: Protocol) -> QuerySet[Statement]:
    """Removed statements, kept with who, when and why."""
    return (
        protocol.statements.filter(removed_at__isnull=False)
        .select_related("removed_by")
        .order_by("removed_at", "number")
    )


def statements_for(participant: Participant, criterion_key: str = "") -> QuerySet[Statement]:
    """What was said at a participant about a criterion, for whoever judges it; all criteria when none is named.

    Drafts too: the judgement is in the making like the protocol. Removed statements are left out.
    """
    found = Statement.objects.filter(protocol__participant=participant, removed_at__isnull=True).exclude(text="")
    if criterion_key:
        found = found.filter(criterion_key=criterion_key)
    return found.select_related("protocol", "interview__school_unit").order_by(
        "criterion_key", "protocol__created_at", "protocol_id", "ordering", "number"
    )


def criteria_of(round_: Round) -> tuple[Criterion, ...]:
    """The round's criteria, in the order of its areas."""
    return tuple(
        Criterion(criterion["key"], criterion["text"], area["key"], area["name"])
        for area in round_.areas
        for criterion in area["criteria"]
    )


def criterion_of(round_: Round, key: str) -> Criterion | None:
    return next((c for c in criteria_of(round_) if c.key == key), None)


def open_corrections(protocol: Protocol) -> int:
    """Delivered corrections that the reviewer has not answered."""
    return Correction.objects.filter(
        statement__protocol=protocol, delivered_at__isnull=False, state=Correction.State.PROPOSED
    ).count()


def protocol_status(round_: Round, *, today: date) -> Mapping[UUID, ProtocolStatus]:
    """Participant → how its protocols stand; participants without any are not there. Two queries."""
    counts: dict[UUID, Counter[str]] = {}
    for row in (
        Protocol.objects.filter(participant__round=round_)
        .values("participant_id", "state")
        .annotate(n=Count("id"), late=Count("id", filter=Q(state="checking", check_until__lt=today)))
        .order_by("participant_id", "state")
    ):
        of = counts.setdefault(row["participant_id"], Counter())
        of[row["state"]] += row["n"]
        of["late"] += row["late"]
    waiting = (
        Correction.objects.filter(
            statement__protocol__participant__round=round_, delivered_at__isnull=False, state=Correction.State.PROPOSED
        )
        .values("statement__protocol__participant_id")
        .annotate(n=Count("id"))
        .order_by("statement__protocol__participant_id")
    )
    open_ = {row["statement__protocol__participant_id"]: row["n"] for row in waiting}
    return {
        participant: ProtocolStatus(
            drafts=of["draft"],
            checking=of["checking"],
            checked=of["checked"],
            final=of["final"],
            overdue=of["late"],
            unanswered=open_.get(participant, 0),
        )
        for participant, of in counts.items()
    }


def listed(round_: Round) -> QuerySet[Protocol]:
    """The round's protocols with counts: `count` of statements that stand, `proposed` corrections to answer."""
    return (
        Protocol.objects.filter(participant__round=round_)
        .select_related("participant__organiser")
        .annotate(
            count=Count("statements", filter=Q(statements__removed_at__isnull=True), distinct=True),
            proposed=Count(
                "statements__correction",
                filter=Q(statements__correction__state="proposed", statements__correction__delivered_at__isnull=False),
                distinct=True,
            ),
        )
        .order_by("participant__organiser__name", "created_at", "id")
    )


def silent_past(day: date) -> QuerySet[Protocol]:
    """Protocols still with the organiser whose last day lies before `day`."""
    return Protocol.objects.filter(state=Protocol.State.CHECKING, check_until__lt=day).order_by("check_until", "id")


def content_of(
    protocol: Protocol,
    *,
    role_words: Mapping[str, str],
    final_on: date | None = None,
    signed_by: str = "",
) -> ProtocolContent:
    """Everything a protocol says, with what was proposed and answered. `role_words` names the speakers' roles."""
    round_ = protocol.participant.round
    criteria = {c.key: c for c in criteria_of(round_)}
    lines = []
    delivered = Correction.objects.filter(statement__protocol=protocol, delivered_at__isnull=False)
    corrections = {c.statement_id: c for c in delivered.order_by("id")}
    rows = protocol.statements.select_related("interview__school_unit").order_by("ordering", "number")
    for row in rows:
        if row.removed_at is not None and not row.sent_text:
            continue  # the organiser never saw it
        correction = corrections.get(row.pk)
        criterion = criteria.get(row.criterion_key)
        unit = row.interview.school_unit if row.interview else None
        lines.append(
            StatementLine(
                number=row.number,
                text=row.text,
                sent_text=row.sent_text,
                role=role_words.get(row.speaker_role, row.speaker_role),
                unit=unit.name if unit else "",
                criterion_key=row.criterion_key,
                criterion=criterion.text if criterion else "",
                area=criterion.area_name if criterion else "",
                removed_reason=row.removed_reason if row.removed_at else "",
                proposed=correction.text if correction else "",
                proposed_grounds=correction.grounds if correction else "",
                answer=correction.state if correction else "",
                answer_reason=correction.reason if correction else "",
            )
        )
    return ProtocolContent(
        title=protocol.title,
        round_title=round_.title,
        authority=round_.holder.name,
        organiser=protocol.participant.organiser.name,
        case_number=protocol.participant.case.case_number if protocol.participant.case else round_.case_number,
        sent_on=_day(protocol.sent_at),
        check_until=protocol.check_until,
        answered_on=_day(protocol.answered_at),
        answered_by=protocol.answered_name or (protocol.answered_by.name if protocol.answered_by else ""),
        silent_on=_day(protocol.silent_at),
        final_on=final_on or protocol.final_on,
        signed_by=signed_by or (protocol.final_by.name if protocol.final_by else ""),
        statements=tuple(lines),
    )


def sent_content(protocol: Protocol, *, role_words: Mapping[str, str]) -> ProtocolContent:
    """The protocol as it was handed over, for the organiser until it is final: nothing of the reviewer's answers."""
    whole = content_of(protocol, role_words=role_words)
    lines = tuple(
        replace(line, text=line.sent_text, removed_reason="", proposed="", proposed_grounds="", answer="",
                answer_reason="")
        for line in whole.statements
    )  # fmt: skip
    return replace(whole, statements=lines)


def protocols_of_link(participant: Participant | OuterRef) -> QuerySet[Protocol]:
    """What was handed over to a participant, for whoever holds its link: the same as in its own case, never a draft."""
    return (
        Protocol.objects.filter(participant=participant, sent_at__isnull=False)
        .exclude(state=Protocol.State.DRAFT)
        .select_related("participant__round__holder", "participant__organiser", "participant__case")
        .order_by("-sent_at", "id")
    )


def handed_over(protocol: Protocol) -> QuerySet[Statement]:
    """The statements that the organiser was asked to check, removed ones too: it has them on paper."""
    return (
        protocol.statements.exclude(sent_text="")
        .select_related("interview__school_unit", "correction")
        .order_by("ordering", "number")
    )


def _day(moment: datetime | None) -> date | None:
    return localtime(moment).date() if moment else None
