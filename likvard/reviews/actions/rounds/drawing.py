"""A draw: the frame frozen as the register has it, the draw made from it, and the chosen taken in."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.planning.selection import Plan, Rules, keep
from likvard.reports.frozen import checksum_of
from likvard.reviews.models import Draw, Participant, ParticipantUnit, Round
from likvard.reviews.queries.draws import content_of, drawn_from, ids_of, latest_draw, plan_row
from likvard.reviews.queries.draws import result_row as as_kept
from likvard.reviews.queries.frames import Filters, frame_for, left_out_row
from likvard.rulebook.words import Words

from .guard import RoundRefuses, require_open

RUNNING = Words(
    "Granskningen är startad. De utvalda kan bytas ut en och en, med skäl.",
    "The round has been started. Those chosen can be replaced one by one, with a reason.",
)


def kept_rules(rules: Rules) -> dict[str, object]:
    return {
        "reviewed_within_years": rules.reviewed_within_years,
        "least_size": rules.least_size,
        "by_hand": dict(rules.by_hand),
    }


@transaction.atomic
def draw_sample(
    *,
    round_: Round,
    filters: Filters,
    rules: Rules,
    plan: Plan,
    seed: str,
    on: date,
    by: User | None,
    at: datetime,
    units_each: int = 0,
    reason: str = "",
) -> Draw:
    """Freezes the frame as the register has it, draws from it and makes the chosen the round's participants.

    A draw made again keeps the one before and needs a reason; those it does not choose are withdrawn with it. Only
    while the round is planned. Raises `RoundRefuses`, and `ValueError` when the plan cannot be carried out.
    """
    stored = require_open(round_)
    if stored.state != Round.State.PLANNED:
        raise RoundRefuses(RUNNING)
    before = latest_draw(stored)
    if before is not None and not reason.strip():
        raise ValueError("a draw made again needs a reason")
    frame = frame_for(stored, filters, on=on)
    kept, left_out = keep(frame.candidates, rules, on=on)
    with_units = filters.target == Draw.Target.ORGANISERS and units_each > 0
    rows = [frame.row(candidate, with_units=with_units) for candidate in kept]
    drawn, units = drawn_from(rows, plan, units_each if with_units else 0, seed)
    one = Draw(
        round=stored,
        number=before.number + 1 if before else 1,
        target=filters.target,
        seed=seed,
        filters=filters.kept(),
        rules=kept_rules(rules),
        plan=plan_row(plan),
        units_each=units_each if with_units else 0,
        frame=rows,
        left_out=[left_out_row(out, frame.ids[out.candidate.key]) for out in left_out],
        result=as_kept(drawn, units, ids_of(rows)),
        frame_size=len(rows),
        left_out_size=len(left_out),
        reason=reason.strip(),
        register_day=frame.register_day,
        drawn_on=on,
        drawn_by=by,
        drawn_at=at,
    )
    one.checksum = checksum_of(content_of(one))
    one.save(force_insert=True)
    _take_in(stored, one, at=at)
    record(
        action="round_drawn",
        subject_kind="round",
        subject_id=stored.pk,
        by=by,
        at=at,
        organisation=stored.holder_id,
        after={
            "draw": one.number, "method": plan.method, "seed": seed, "frame": one.frame_size,
            "chosen": len(drawn.chosen), "checksum": one.checksum,
        },
    )  # fmt: skip
    return one


def _take_in(round_: Round, one: Draw, *, at: datetime) -> None:
    """The chosen become participants; those of the earlier selection who were not chosen again are withdrawn."""
    organisers, units = _chosen(one)
    stored = {p.organiser_id: p for p in round_.participants.all()}
    again = f"Urvalet drogs om: {one.reason}" if one.reason else ""
    for organiser, participant in stored.items():
        if organiser not in organisers and participant.state == Participant.State.SELECTED and one.number > 1:
            participant.state, participant.reason = Participant.State.WITHDRAWN, again
            participant.save(update_fields=["state", "reason"])
    for organiser, drawn_as in organisers.items():
        participant = stored.get(organiser) or Participant(round=round_, organiser_id=organiser, added_at=at)
        participant.state, participant.reason, participant.drawn_as = Participant.State.SELECTED, "", drawn_as
        participant.replaced_by = None
        participant.save()
        _take_in_units(participant, units.get(organiser, {}), again)


def _take_in_units(participant: Participant, drawn: dict[UUID, dict], again: str) -> None:
    """The drawn units are reviewed; those of an earlier draw that are not among them keep why they went out. Units
    added by hand before the first draw stay."""
    rows = {row.school_unit_id: row for row in participant.units.all()}
    for unit, row in rows.items():
        if unit in drawn:
            row.drawn_as, row.replaced_reason = drawn[unit], ""
        elif again and not row.replaced_reason:
            row.replaced_reason = again
    ParticipantUnit.objects.bulk_update(rows.values(), ["drawn_as", "replaced_reason"])
    ParticipantUnit.objects.bulk_create(
        ParticipantUnit(participant=participant, school_unit_id=unit, drawn_as=how)
        for unit, how in drawn.items()
        if unit not in rows
    )


def _chosen(one: Draw) -> tuple[dict[UUID, dict], dict[UUID, dict[UUID, dict]]]:
    """Organiser → why it was chosen, and organiser → unit → why."""
    head = {"how": "draw", "draw": one.number}
    organisers: dict[UUID, dict] = {}
    units: dict[UUID, dict[UUID, dict]] = {}
    if one.target == Draw.Target.UNITS:
        owners = {row["id"]: UUID(row["organiser"]) for row in one.frame}
        for row in one.result["chosen"]:
            owner = owners[row["id"]]
            organisers.setdefault(owner, {**head, "part": "units"})
            units.setdefault(owner, {})[UUID(row["id"])] = {**head, **_why(row)}
        return organisers, units
    keys = {}
    for row in one.result["chosen"]:
        organisers[UUID(row["id"])] = {**head, **_why(row)}
        keys[row["key"]] = UUID(row["id"])
    for within in one.result["units"]:
        units[keys[within["organiser"]]] = {
            UUID(row["id"]): {
                **head, "part": "drawn", "probability": row["probability"], "overall": row["overall"],
                "of": within["units"], "number": row["number"],
            }
            for row in within["drawn"]
        }  # fmt: skip
    return organisers, units


def _why(row: dict) -> dict:
    return {name: row[name] for name in ("part", "stratum", "probability", "number", "score", "contributions")}
