"""The overall report straight from the judgements, and one participant's result beside the others. Reads only."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from likvard.reports.overall import AreaResult, Developed, LevelCount, OverallContent, Success
from likvard.reviews.models import (
    LEVELS,
    Decision,
    Draw,
    JudgedFinding,
    Judgement,
    OverallText,
    Participant,
    ParticipantUnit,
    Round,
)
from likvard.terms.scales import JUDGEMENTS

from .facts import definition_of_round
from .judged_figures import count_and_state, distribution, share_of
from .judgements import judgement_status, scale_of

RANDOM = frozenset({"simple", "stratified", "size"})


def overall_content(
    round_: Round, *, without: Iterable[UUID] = (), published_on: date | None = None, number: int = 0
) -> OverallContent:
    """What the round's finished judgements say together. `without` = participants that the reader is still to judge
    blind; they are left out of a draft, never of what is published."""
    left_out = set(without)
    definition = definition_of_round(round_)
    text = OverallText.objects.filter(round=round_).first()
    status = {pk: one for pk, one in judgement_status(round_).items() if pk not in left_out}
    selected = Participant.objects.filter(round=round_, state=Participant.State.SELECTED).exclude(pk__in=left_out)
    units = (
        ParticipantUnit.objects.filter(participant__in=selected, replaced_reason="").count()
        if _has_units(round_)
        else 0
    )
    made = Counter(
        unit is None
        for unit in Decision.objects.filter(
            participant__in=selected, kind=Decision.Kind.DECISION, state=Decision.State.ISSUED, replaced_by=None
        ).values_list("unit_id", flat=True)
    )
    levels = _levels(round_, left_out)
    found = _findings(round_, left_out)
    areas, totals = _areas(round_, levels, found)
    draw = Draw.objects.filter(round=round_).order_by("-number").first()
    names = [name for name in definition.names if name.held_on(round_.opened_on)] or list(definition.names)
    return OverallContent(
        title=round_.title,
        review=names[-1].words.sv,
        language=definition.language,
        authority=round_.holder.name,
        case_number=round_.case_number,
        theme=round_.theme,
        summary=text.summary if text else "",
        method=(text.method if text else "") or round_.method,
        method_changed=text.method_changed if text else "",
        sample=_sample(draw, selected.count()),
        random=bool(draw) and draw.plan.get("method") in RANDOM,
        organisers=selected.values("organiser").distinct().count(),
        units=units,
        judged=sum(one.complete for one in status.values()),
        decisions_of_organisers=made[True],
        decisions_of_units=made[False],
        decisions=made.total(),
        areas=areas,
        totals=totals,
        developed=tuple(_developed(round_, found, levels)),
        successes=tuple(_successes(round_, found)),
        published_on=published_on,
        number=number,
    )


def _has_units(round_: Round) -> bool:
    return any(area.get("level") == "unit" for area in round_.areas)


def _sample(draw: Draw | None, chosen: int) -> str:
    """How those who take part were chosen, as the draw itself says it."""
    if draw is None:
        return f"De {chosen} deltagarna valdes av granskningens ledning."
    kinds = {
        "simple": "ett obundet slumpmässigt urval",
        "stratified": "ett stratifierat slumpmässigt urval",
        "size": "ett slumpmässigt urval i proportion till storlek",
        "risk": "ett urval efter poäng för risk",
    }
    kind = kinds.get(str(draw.plan.get("method")), "ett urval")
    return (
        f"De {chosen} deltagarna kommer ur {kind} den {draw.drawn_on.isoformat()} bland {draw.frame_size} i ramen."
        f" {draw.left_out_size} lämnades utanför enligt regler som bestämdes före urvalet. Fröet är {draw.seed}."
    )


Where = tuple[UUID, int | None]  # participant and unit
Levels = dict[str, dict[Where, str]]  # area → who was judged → level


def _levels(round_: Round, left_out: set[UUID]) -> Levels:
    """Of finished first judgements of whole areas."""
    rows = (
        Judgement.objects.filter(
            participant__round=round_, participant__state=Participant.State.SELECTED, criterion_key="",
            reader=Judgement.Reader.FIRST, done_at__isnull=False,
        )
        .exclude(participant__in=left_out)
        .values_list("area_key", "participant_id", "unit_id", "unit__replaced_reason", "level")
    )  # fmt: skip
    found: dict[str, dict[Where, str]] = {}
    for area, participant, unit, replaced, level in rows:
        if not replaced:
            found.setdefault(area, {})[(participant, unit)] = level
    return found


def _findings(round_: Round, left_out: set[UUID]) -> list[JudgedFinding]:
    """What was found in finished first judgements."""
    return list(
        JudgedFinding.objects.filter(
            judgement__participant__round=round_, judgement__participant__state=Participant.State.SELECTED,
            judgement__reader=Judgement.Reader.FIRST, judgement__done_at__isnull=False, removed_at=None,
        )
        .exclude(judgement__participant__in=left_out)
        .select_related("judgement", "judgement__unit")
        .order_by("judgement__area_key", "judgement__criterion_key", "text", "pk")
    )  # fmt: skip


WEAK = (JudgedFinding.Kind.DEVELOPMENT_AREA, JudgedFinding.Kind.DEFICIENCY)


def level_words(level: str) -> str:
    """As the report says a level: `i hög utsträckning`; the older four steps are their own words."""
    one = JUDGEMENTS.get(level)  # type: ignore[call-overload]
    return one.swedish if one else level


def _areas(
    round_: Round, levels: Levels, found: list[JudgedFinding]
) -> tuple[tuple[AreaResult, ...], tuple[LevelCount, ...]]:
    """Every area's distribution and the one over all areas, as they may be shown."""
    scale = tuple(reversed(LEVELS.get(scale_of(round_), ())))
    shown, totals = distribution(_counted(round_, levels), scale)
    weak: dict[str, set[Where]] = {}
    for f in found:
        if f.kind in WEAK:
            where = (f.judgement.participant_id, f.judgement.unit_id)
            if where in levels.get(f.judgement.area_key, {}):
                weak.setdefault(f.judgement.area_key, set()).add(where)
    with_findings = share_of(
        {a["key"]: (len(weak.get(a["key"], ())), len(levels.get(a["key"], {}))) for a in round_.areas}
    )
    areas = tuple(
        AreaResult(
            key=area["key"],
            name=area["name"],
            of_units=area.get("level") == "unit",
            n=len(levels.get(area["key"], {})),
            levels=tuple(LevelCount(one, level_words(one), *count_and_state(shown[area["key"]][one])) for one in scale),
            with_findings=count_and_state(with_findings[area["key"]])[0],
        )
        for area in round_.areas
    )
    return areas, tuple(LevelCount(one, level_words(one), *count_and_state(totals[one])) for one in scale)


def _counted(round_: Round, levels: Levels) -> dict[str, Counter[str]]:
    return {area["key"]: Counter(levels.get(area["key"], {}).values()) for area in round_.areas}


def _developed(round_: Round, found: list[JudgedFinding], levels: Levels) -> Iterable[Developed]:
    """Per area and criterion how many have something to develop; their wordings only where the number is shown."""
    rows: dict[tuple[str, str], list[JudgedFinding]] = {}
    for f in found:
        if f.kind in WEAK:
            rows.setdefault((f.judgement.area_key, f.judgement.criterion_key), []).append(f)
    having = {
        "/".join(key): (
            len({(f.judgement.participant_id, f.judgement.unit_id) for f in mine}),
            len(levels.get(key[0], {})),
        )
        for key, mine in rows.items()
    }
    # Whoever is judged on a criterion but not yet on its whole area is not among those counted there.
    shown = share_of({key: (some, max(some, of)) if of else (0, 0) for key, (some, of) in having.items()})
    for area in round_.areas:
        for criterion in [*(area.get("criteria") or []), {"key": "", "text": area["name"]}]:
            mine = rows.get((area["key"], criterion["key"]))
            if mine:
                n, _state = count_and_state(shown[f"{area['key']}/{criterion['key']}"])
                texts = tuple(dict.fromkeys(f.text for f in mine)) if n is not None else ()
                yield Developed(area["name"], criterion["text"], n, texts)


def _successes(round_: Round, found: list[JudgedFinding]) -> Iterable[Success]:
    """Success factors first, then strengths; each wording once."""
    for area in round_.areas:
        seen = set()
        for kind in (JudgedFinding.Kind.SUCCESS_FACTOR, JudgedFinding.Kind.STRENGTH):
            for f in found:
                if f.kind == kind and f.judgement.area_key == area["key"] and f.text not in seen:
                    seen.add(f.text)
                    yield Success(area["name"], str(kind), f.text)


def own_result(round_: Round, participant: Participant) -> dict[str, Any]:
    """One participant's levels beside the others', as plain JSON. Nothing in it names or points to another."""
    levels = _levels(round_, set())
    scale = tuple(reversed(LEVELS.get(scale_of(round_), ())))
    elsewhere = {key: {w: one for w, one in judged.items() if w[0] != participant.pk} for key, judged in levels.items()}
    shown, _totals = distribution(_counted(round_, elsewhere), scale)
    areas = []
    names = {u.pk: u.school_unit.name for u in participant.units.select_related("school_unit")}
    for area in round_.areas:
        judged = levels.get(area["key"], {})
        mine = {unit: level for (pk, unit), level in judged.items() if pk == participant.pk}
        areas.append(
            {
                "name": area["name"],
                "own": [
                    {"unit": names.get(unit, "") if unit else "", "level": level, "words": level_words(level)}
                    for unit, level in sorted(mine.items(), key=lambda one: names.get(one[0], ""))
                ],
                "others": len(elsewhere.get(area["key"], {})),
                "levels": [
                    {"level": one, "words": level_words(one), "count": count, "state": state}
                    for one in scale
                    for count, state in [count_and_state(shown[area["key"]][one])]
                ],
            }
        )
    return {"schema": "likvard.own_result/1", "title": round_.title, "authority": round_.holder.name, "areas": areas}
