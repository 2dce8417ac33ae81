"""The plan: asked for on a page, made by the worker, written as proposed times."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.planning.interviews import Effort, Plan, Unplaced, Violation, plan
from likvard.reviews.actions.rounds.guard import RoundRefuses, require_open
from likvard.reviews.models import Interview, InterviewSlot, PlanRun, Round
from likvard.reviews.queries.interviews import aware, local, task_of

from .rules import RUNNING, NotNow, Overlaps, require_free

S = PlanRun.State
STALE = 15 * 60  # seconds after which a run whose worker has died no longer stands in the way


@transaction.atomic
def ask_for_plan(*, round_: Round, by: User | None, at: datetime, seed: int = 1) -> PlanRun:
    """A run in line for the worker. Raises `NotNow` while another is on its way."""
    stored = require_open(round_)
    for other in PlanRun.objects.filter(round=stored, state__in=[S.QUEUED, S.RUNNING]).order_by("id"):
        if (at - (other.started_at or other.queued_at)).total_seconds() < STALE:
            raise NotNow(RUNNING)
        other.state, other.error, other.finished_at = S.FAILED, "stopped", at
        other.save(update_fields=["state", "error", "finished_at"])
    run = PlanRun.objects.create(round=stored, seed=seed, queued_by=by, queued_at=at)
    _tell("interview_plan_asked_for", run, by=by, at=at)
    return run


def make_plan(*, run_id: UUID, clock: Callable[[], datetime], effort: Effort | None = None) -> PlanRun | None:
    """Make the plan of a run that waits; None when it does not (any more).

    The computation runs outside any transaction. What changed meanwhile wins: a time that has become impossible is
    left out and told of.
    """
    run = _begin(run_id, at=clock())
    if run is None:
        return None
    effort = effort or Effort(seed=run.seed)

    def progress(done: int, of: int) -> None:
        PlanRun.objects.filter(pk=run.pk).update(done=done, of=of)

    try:
        result = plan(task_of(run.round, at=run.started_at), effort=effort, progress=progress)
    except Exception as error:
        _fail(run, type(error).__name__, at=clock())
        raise
    return _keep(run, result, at=clock())


@transaction.atomic
def _begin(run_id: UUID, *, at: datetime) -> PlanRun | None:
    run = PlanRun.objects.select_for_update(of=("self",)).select_related("round").get(pk=run_id)
    if run.state != S.QUEUED:
        return None
    run.state, run.started_at = S.RUNNING, at
    run.save(update_fields=["state", "started_at"])
    return run


@transaction.atomic
def _fail(run: PlanRun, error: str, *, at: datetime) -> None:
    PlanRun.objects.filter(pk=run.pk).update(state=S.FAILED, error=error[:60], finished_at=at)
    _tell("interview_plan_failed", run, by=None, at=at)


@transaction.atomic
def _keep(run: PlanRun, result: Plan, *, at: datetime) -> PlanRun:
    try:
        require_open(run.round)
    except RoundRefuses:
        PlanRun.objects.filter(pk=run.pk).update(state=S.FAILED, error="closed", finished_at=at)
        return PlanRun.objects.get(pk=run.pk)
    stored = PlanRun.objects.select_for_update(of=("self",)).select_related("round").get(pk=run.pk)
    proposed = InterviewSlot.objects.filter(
        interview__participant__round=stored.round, state=InterviewSlot.State.PROPOSED, pinned=False
    )
    proposed.update(state=InterviewSlot.State.CANCELLED)
    interviews = {
        str(i.pk): i
        for i in Interview.objects.filter(participant__round=stored.round, state=Interview.State.NEEDED)
        .prefetch_related("people")
        .order_by("id")
    }
    taken = set(
        InterviewSlot.objects.filter(interview__participant__round=stored.round, state__in=InterviewSlot.LIVE)
        .order_by("id")
        .values_list("interview_id", flat=True)
    )
    staff = {str(u.pk): u for u in User.objects.filter(pk__in={p.investigator for p in result.placed}).order_by("pk")}
    # What has been held, or is to be today, is no longer anybody's to move.
    past = {p.need for p in result.placed if p.starts.date() <= local(at).date()}
    changed = []
    for one in result.placed:
        if one.pinned:
            continue
        interview = interviews.get(one.need)
        if interview is None or interview.pk in taken:
            changed.append(one.need)
            continue
        starts, ends = aware(one.starts), aware(one.ends)
        try:
            require_free(interview, staff[one.investigator], starts, ends)
        except Overlaps:
            changed.append(one.need)
            continue
        InterviewSlot.objects.create(
            interview=interview, run=stored, investigator=staff[one.investigator], starts=starts, ends=ends,
            created_at=at,
        )  # fmt: skip
    stored.state, stored.finished_at = S.DONE, at
    stored.objective, stored.bound, stored.gap = result.objective, result.bound, result.gap
    stored.result = {
        "placed": len(result.placed),
        "unplaced": [_of_unplaced(u) for u in result.unplaced],
        "broken": [_of_violation(v) for v in result.broken_by_pins if not set(v.needs) <= past],
        "changed": changed,
        "parts": dict(result.parts),
    }
    stored.save()
    _tell(
        "interview_plan_made", stored, by=None, at=at,
        after={"placed": len(result.placed), "unplaced": len(result.unplaced), "gap": round(result.gap, 3)},
    )  # fmt: skip
    return stored


def _of_unplaced(one: Unplaced) -> dict:
    return {
        "need": one.need, "reason": one.reason, "rules": list(one.rules), "investigator": one.investigator,
        "nearest": one.nearest.isoformat() if one.nearest else "", "beside": list(one.beside),
    }  # fmt: skip


def unplaced_of(values: dict) -> Unplaced:
    """What `PlanRun.result` says of one interview, as the planner said it."""
    return Unplaced(
        need=values["need"], reason=values["reason"], rules=tuple(values["rules"]), investigator=values["investigator"],
        nearest=datetime.fromisoformat(values["nearest"]) if values["nearest"] else None,
        beside=tuple(values["beside"]),
    )  # fmt: skip


def _of_violation(one: Violation) -> dict:
    return {"rule": one.rule, "needs": list(one.needs)}


def _tell(action: str, run: PlanRun, *, by: User | None, at: datetime, after: dict | None = None) -> None:
    record(
        action=action,
        subject_kind="plan_run",
        subject_id=run.pk,
        by=by,
        at=at,
        organisation=run.round.holder_id,
        after=after,
    )
