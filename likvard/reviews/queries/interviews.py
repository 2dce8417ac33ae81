"""Interviews as the reviewer plans them and as the reviewed are offered them; the planner's task from the rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import get_default_timezone, localtime, make_aware

from likvard.access.models import Membership, User
from likvard.access.queries import Grants
from likvard.planning.interviews import Busy, Closed, Need, ParticipantBusy, Pin, Rules, Task
from likvard.reviews.models import (
    BusyTime,
    Case,
    Interview,
    InterviewSettings,
    InterviewSlot,
    Participant,
    PlanRun,
    Round,
)
from likvard.rulebook.permissions import PERMISSIONS, Permission

from .rounds import rounds_visible_to
from .visibility import visible_to

LIVE = InterviewSlot.LIVE
TOLD = ("offered", "accepted", "counter_proposed")  # states that the interviewed know of

# Whom a participant's interviews are with, when the round says nothing else. "unit" = one for each unit drawn.
DEFAULT_TEMPLATE: tuple[dict[str, Any], ...] = (
    {"role": "pupils", "level": "unit", "minutes": 45, "mode": "visit"},
    {"role": "teachers", "level": "unit", "minutes": 60, "mode": "visit"},
    {"role": "student_health", "level": "unit", "minutes": 45, "mode": "visit"},
    {"role": "principal", "level": "unit", "minutes": 60, "mode": "visit"},
    {"role": "administration", "level": "organiser", "minutes": 60, "mode": "video"},
    {"role": "director", "level": "organiser", "minutes": 60, "mode": "video"},
    {"role": "presidium", "level": "organiser", "minutes": 45, "mode": "video"},
)
# Those who live with the work are heard before those who lead it.
DEFAULT_ORDER = (
    ("pupils", "teachers"), ("teachers", "principal"), ("pupils", "principal"), ("student_health", "principal"),
    ("principal", "director"), ("principal", "presidium"),
)  # fmt: skip
ROLES = (
    "presidium", "administration", "director", "area_manager", "principal", "pupils", "teachers", "student_health",
    "guardians", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InterviewStatus:
    """A participant's interviews in the table of the round, by how far each has come."""

    unplanned: int = 0
    proposed: int = 0
    offered: int = 0
    counter_proposed: int = 0
    accepted: int = 0
    held: int = 0

    @property
    def all(self) -> int:
        return self.unplanned + self.proposed + self.offered + self.counter_proposed + self.accepted + self.held


def interviews_visible_to(grants: Grants, permission: Permission = Permission.ROUND_READ) -> QuerySet[Interview]:
    """Interviews of rounds that the person's own organisations run."""
    return with_slots(Interview.objects.filter(participant__round__in=rounds_visible_to(grants, permission)))


def with_slots(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """With the time in force as `live` (a list of none or one), the people and what a row names."""
    slots = InterviewSlot.objects.filter(state__in=LIVE).select_related("investigator").order_by("starts")
    return interviews.select_related(
        "participant__round__holder", "participant__organiser", "participant__case", "participant__investigator",
        "school_unit", "investigator",
    ).prefetch_related(Prefetch("slots", slots, to_attr="live"), "people")  # fmt: skip


def interviews_of(round_: Round) -> QuerySet[Interview]:
    """The round's interviews that are not cancelled, of participants that are still in it."""
    return (
        with_slots(Interview.objects.filter(participant__round=round_))
        .exclude(state=Interview.State.CANCELLED)
        .filter(participant__state=Participant.State.SELECTED)
        .order_by("participant__organiser__name", "school_unit__name", "role", "id")
    )


def slots_offered_to(grants: Grants, permission: Permission = Permission.CASE_READ) -> QuerySet[InterviewSlot]:
    """Times that were offered to the person's own organisation. A principal sees those of own units.

    Never a time that is only proposed by the plan, and none of another participant.
    """
    reach = Q(pk__in=[])
    for grant in grants.with_permission(permission):
        if grant.organisation is None:
            continue
        within = Q(interview__participant__case__counterpart__holder_id=grant.organisation)
        if grant.units is not None:
            within &= Q(interview__school_unit_id__in=grant.units)
        reach |= within
    return _offered(InterviewSlot.objects.filter(reach)).filter(
        interview__participant__case__counterpart__in=visible_to(grants, permission)
    )


def slots_of_link(participant: Participant | OuterRef) -> QuerySet[InterviewSlot]:
    """The times offered to a participant, for whoever holds its link."""
    return _offered(InterviewSlot.objects.filter(interview__participant=participant))


def _offered(slots: QuerySet[InterviewSlot]) -> QuerySet[InterviewSlot]:
    return (
        slots.filter(state__in=TOLD, offered_at__isnull=False)
        .exclude(interview__state=Interview.State.CANCELLED)
        .select_related(
            "interview__participant__round__holder", "interview__participant__organiser",
            "interview__participant__case__counterpart", "interview__school_unit", "investigator",
        )
        .order_by("starts", "id")
    )  # fmt: skip


def interview_status(round_: Round) -> Mapping[UUID, InterviewStatus]:
    """Participant → how its interviews stand; participants without any are not there. Two queries."""
    counts: dict[UUID, Counter[str]] = {}
    state_of = dict(
        InterviewSlot.objects.filter(interview__participant__round=round_, state__in=LIVE)
        .order_by("id")
        .values_list("interview_id", "state")
    )
    rows = Interview.objects.filter(participant__round=round_).exclude(state=Interview.State.CANCELLED)
    for pk, participant, state in rows.order_by("id").values_list("pk", "participant_id", "state"):
        word = "held" if state == Interview.State.HELD else state_of.get(pk, "unplanned")
        counts.setdefault(participant, Counter())[word] += 1
    return {participant: InterviewStatus(**dict(of)) for participant, of in counts.items()}


def settings_of(round_: Round) -> InterviewSettings:
    """The round's, or what holds until somebody has said something (not saved)."""
    found = InterviewSettings.objects.filter(round=round_).first()
    return found or InterviewSettings(round=round_, template=list(DEFAULT_TEMPLATE), version=0)


def staff_of(round_: Round, on: date) -> QuerySet[User]:
    """Those who may hold interviews in the round: who work with rounds at its holder on that day."""
    roles = [role.value for role, held in PERMISSIONS.items() if Permission.ROUND_WORK in held]
    held = Membership.objects.filter(organisation=round_.holder_id, role__in=roles, valid_from__lte=on).exclude(
        valid_to__lt=on
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "email")


def investigators_of(round_: Round, chosen: Iterable[str]) -> tuple[str, ...]:
    """Keys of those whom the plan may use: the chosen, and everybody who has a participant or an interview."""
    of_participants = Participant.objects.filter(round=round_, investigator__isnull=False).order_by("id")
    of_interviews = Interview.objects.filter(participant__round=round_, investigator__isnull=False).order_by("id")
    keys = [
        *chosen,
        *(str(pk) for pk in of_participants.values_list("investigator_id", flat=True)),
        *(str(pk) for pk in of_interviews.values_list("investigator_id", flat=True)),
    ]
    return tuple(sorted(set(keys)))


def local(moment: datetime) -> datetime:
    """The wall-clock time in Sweden, without zone, as the planner counts."""
    return localtime(moment, get_default_timezone()).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """The moment of a wall-clock time in Sweden."""
    return make_aware(moment, get_default_timezone())


def rules_of(settings: InterviewSettings) -> Rules:
    """The planner's rules from what is stored; what is not stored is as the planner has it."""
    stored = settings.rules
    plain: dict[str, Any] = {}
    for name in ("day_starts", "day_ends"):
        if stored.get(name):
            plain[name] = time.fromisoformat(stored[name])
    if "lunch" in stored:
        plain["lunch"] = tuple(time.fromisoformat(t) for t in stored["lunch"]) if stored["lunch"] else None
    for name in ("step", "pause", "day_minutes", "same_investigator"):
        if name in stored:
            plain[name] = stored[name]
    return Rules(
        order=tuple((a, b) for a, b in stored.get("order", DEFAULT_ORDER)),
        closed=tuple(
            Closed(date.fromisoformat(c["first"]), date.fromisoformat(c["last"]), c.get("participant", ""))
            for c in stored.get("closed", ())
        ),
        travel=_travel(settings),
        **plain,
    )


def _travel(settings: InterviewSettings) -> dict[str, int]:
    """Days of travel by place: the participant's own (its units lie where it lies), else those of the round."""
    by_participant, for_all = settings.rules.get("own_travel", {}), settings.rules.get("travel_days", 0)
    if not by_participant and not for_all:
        return {}
    rows = Interview.objects.filter(participant__round=settings.round_id, mode="visit").order_by("id")
    return {
        str(unit or participant): by_participant.get(str(participant), for_all)
        for participant, unit in rows.values_list("participant_id", "school_unit_id")
    }


def task_of(round_: Round, *, at: datetime) -> Task:
    """Everything the planner needs. Times that the interviewed know of, or that somebody fixed, are pinned.

    Interviews that are held, or whose time has passed, are pinned too: they have taken their investigator's time.
    """
    settings = settings_of(round_)
    interviews = list(interviews_of(round_))
    needs, pins, busy_again = [], [], []
    for one in interviews:
        slot = one.live[0] if one.live else None
        if slot and (slot.pinned or slot.state in TOLD or slot.starts <= at or one.state == Interview.State.HELD):
            pins.append(Pin(str(one.pk), str(slot.investigator_id), local(slot.starts)))
        elif one.state == Interview.State.HELD:
            continue
        needs.append(_need(one, settings))
    investigators = investigators_of(round_, settings.rules.get("investigators", ()))
    for slot in InterviewSlot.objects.filter(
        interview__participant__round=round_, state=InterviewSlot.State.DECLINED, starts__gt=at
    ).select_related("interview").order_by("starts"):  # fmt: skip
        busy_again.append(
            ParticipantBusy(
                str(slot.interview.participant_id), local(slot.starts), local(slot.ends),
                unit=str(slot.interview.school_unit_id or ""), role=slot.interview.role,
            )
        )  # fmt: skip
    rows = BusyTime.objects.filter(Q(round=round_) | Q(user__in=investigators)).order_by("starts", "id")
    busy = [Busy(str(b.user_id), local(b.starts), local(b.ends)) for b in rows if b.user_id]
    busy += _elsewhere(round_, investigators)
    # Nothing is planned for a day that has passed, nor for today: people are to be asked first.
    rules = rules_of(settings)
    rules = replace(rules, closed=(*rules.closed, Closed(date(2000, 1, 1), local(at).date())))
    return Task(
        needs=tuple(needs),
        investigators=investigators,
        rules=rules,
        busy=tuple(busy),
        participants_busy=(
            *busy_again,
            *(
                ParticipantBusy(
                    str(b.participant_id), local(b.starts), local(b.ends),
                    unit=str(b.school_unit_id or ""), role=b.role,
                )
                for b in rows if b.participant_id
            ),
        ),
        pins=tuple(pins),
    )  # fmt: skip


def _need(one: Interview, settings: InterviewSettings) -> Need:
    holder = one.investigator_id or one.participant.investigator_id
    participant = str(one.participant_id)
    return Need(
        key=str(one.pk),
        participant=participant,
        role=one.role,
        minutes=one.minutes,
        mode=one.mode,  # type: ignore[arg-type]
        weeks=tuple(one.weeks or settings.weeks),
        unit=str(one.school_unit_id or ""),
        people=tuple(f"{participant}/{p.email.lower()}" for p in one.people.all() if p.email),
        investigators=(str(holder),) if holder else (),
    )


def _elsewhere(round_: Round, investigators: tuple[str, ...]) -> list[Busy]:
    """Times of the same people in other rounds: only that they are busy is known here."""
    rows = InterviewSlot.objects.filter(investigator__in=investigators, state__in=LIVE).exclude(
        interview__participant__round=round_
    )
    return [Busy(str(s.investigator_id), local(s.starts), local(s.ends)) for s in rows.order_by("starts", "id")]


def free_against(slots: QuerySet[InterviewSlot], starts: datetime, ends: datetime) -> QuerySet[InterviewSlot]:
    """Those of the slots that overlap [starts, ends)."""
    return slots.filter(state__in=LIVE, starts__lt=ends, ends__gt=starts)


def latest_run(round_: Round) -> PlanRun | None:
    return PlanRun.objects.filter(round=round_).order_by("-queued_at", "id").first()


def meetings_of(user: User, grants: Grants, *, since: datetime) -> list[InterviewSlot]:
    """The interviews in a person's calendar: those she holds, and those offered to her own organisation."""
    held = InterviewSlot.objects.filter(
        investigator=user, state__in=LIVE, interview__participant__round__in=rounds_visible_to(grants)
    )
    related = (
        "interview__participant__round__holder", "interview__participant__organiser", "interview__school_unit",
        "interview__participant__case__counterpart", "investigator",
    )  # fmt: skip
    mine = list(held.filter(starts__gte=since).select_related(*related).order_by("starts", "id"))
    seen = {slot.pk for slot in mine}
    theirs = [s for s in slots_offered_to(grants).filter(starts__gte=since) if s.pk not in seen]
    return sorted([*mine, *theirs], key=lambda s: (s.starts, str(s.pk)))


def own_interviews(case: Case, grants: Grants) -> QuerySet[InterviewSlot]:
    """The times of an organiser's own case that the person may see."""
    return slots_offered_to(grants).filter(interview__participant__case__counterpart=case)
