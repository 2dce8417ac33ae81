"""The words that a quality report begins with: only what is recorded. In Swedish, for that is what a board reads."""

from django.db.models import Q, QuerySet

from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Agreement, Analysis, Cause, Dialogue, Effect, Goal, Measure, PinnedFigure
from likvard.quality.queries.analyses import analyses_visible_to
from likvard.quality.queries.causes import cause_lines
from likvard.quality.queries.goals import decided_not_done, goals_visible_to
from likvard.quality.queries.judged import on_step
from likvard.quality.queries.measures import MeasureLine, measure_lines, measures_visible_to
from likvard.quality.queries.pinned import pinned_visible_to
from likvard.quality.queries.state.places import place_of, reach_of
from likvard.quality.queries.state.said import number
from likvard.quality.queries.state.standout import stands_out
from likvard.quality.queries.threads import effect_said
from likvard.quality.queries.visibility import agreements_visible_to, dialogues_visible_to
from likvard.reports.boardreport import SECTIONS
from likvard.rulebook.schoolyear import said
from likvard.terms.dates import format_date

from .counted import absence, resources, signals, surveys
from .scope import Scope, bullets, number_of, parts

MOST_FIGURES = 12
KINDS = {
    "conditions": "förutsättningar som huvudmannen ger",
    "teaching": "hur undervisningen bedrivs",
    "hinder_support": "hinder för stöd",
    "hinder_challenge": "hinder för utmaning",
}
GOAL_STATES = {
    Goal.State.ACTIVE: "pågår",
    Goal.State.REACHED: "nått",
    Goal.State.NOT_REACHED: "inte nått",
    Goal.State.DROPPED: "avslutat utan att prövas",
}


def title_of(scope: Scope) -> str:
    return f"Kvalitetsrapport {said(scope.school_year)}: {scope.unit.name if scope.unit else scope.holder.name}"


def drafted(scope: Scope, *, inspection: str) -> dict[str, str]:
    """A text for each of `SECTIONS`. `inspection` is what the cases say: they are known above this room only."""
    told = {
        "state": _state(scope),
        "surveys": surveys(scope),
        "absence": absence(scope),
        "signals": signals(scope),
        "causes": _causes(scope),
        "goals": _goals(scope),
        "effects": _effects(scope),
        "dialogues": _dialogues(scope),
        "inspection": inspection or "Inga beslut från tillsyn eller granskning är registrerade för läsåret.",
        "resources": resources(scope),
    }
    return {key: told[key] for key in SECTIONS}


def figures_for(scope: Scope) -> list[PinnedFigure]:
    """The figures that the year's goals and analyses rest on, then others that were pinned in the year."""
    mine = pinned_visible_to(scope.grants).filter(holder=scope.holder)
    if scope.unit is not None:
        mine = mine.filter(unit=scope.unit)
    used = Q(pk__in=_goals_of(scope).exclude(baseline=None).order_by().values("baseline_id"))
    used |= Q(pk__in=_goals_of(scope).exclude(outcome=None).order_by().values("outcome_id"))
    kept = list(mine.filter(used)[:MOST_FIGURES])
    more = mine.filter(pinned_at__date__gte=scope.starts, pinned_at__date__lte=scope.ends)
    for one in more.exclude(pk__in=[figure.pk for figure in kept])[: MOST_FIGURES - len(kept)]:
        kept.append(one)
    return kept


def _state(scope: Scope) -> str:
    code = f"skola-{scope.unit.school_unit_code}" if scope.unit else f"huvudman-{scope.holder.pk}"
    place = place_of(code, scope.grants)
    if place is None or not place.units:
        return "Inga siffror finns för enheten." if scope.unit else "Inga siffror finns för organisationens enheter."
    found = stands_out(place, reach_of(scope.grants))
    if not found.looked_at:
        return "Det finns inga siffror att jämföra för läsåret."
    if not found.remarks:
        return (
            f"Ingen av {number_of(found.looked_at, 'jämförelse', 'jämförelser')} sticker ut mer än slumpen brukar ge. "
            "Det betyder inte att allt är bra, bara att siffrorna inte pekar ut något."
        )
    many = scope.unit is None
    low = [f"{one.name}: {one.sentence.sv}" if many else one.sentence.sv for one in found.worse]
    high = [f"{one.name}: {one.sentence.sv}" if many else one.sentence.sv for one in found.better]
    return parts(
        f"Av {number_of(found.looked_at, 'jämförelse', 'jämförelser')} med elevsammansättningen och med åren innan "
        f"sticker {len(found.remarks)} ut. Omkring {number(found.expected_false, 1, 'sv')} av dem väntas vara slump.",
        "Det här är lägre än väntat eller har försämrats:\n" + bullets(low, 8) if low else "",
        "Det här är högre än väntat eller har förbättrats:\n" + bullets(high, 8) if high else "",
    )


def _analyses_of(scope: Scope) -> QuerySet[Analysis]:
    found = analyses_visible_to(scope.grants).filter(holder=scope.holder, school_year=scope.school_year)
    return found.filter(unit=scope.unit) if scope.unit else found


def _causes(scope: Scope) -> str:
    filters: dict[str, object] = {"holder": scope.holder, "state": Cause.State.ACTIVE}
    if scope.unit is not None:
        filters["shared_by__school_unit"] = scope.unit
    lines = [
        f"{line.cause.what.strip().rstrip('.')} ({KINDS[line.cause.kind]}"
        + (f"; {number_of(line.shared_by, 'enhet', 'enheter')}" if line.shared_by and not scope.unit else "")
        + f"). {on_step(line.cause.step).sv}"
        for line in cause_lines(scope.grants, **filters)
    ]
    concluded = [
        f"{one.question} {one.conclusion.strip()}"
        for one in _analyses_of(scope).filter(state=Analysis.State.CONCLUDED)
        if one.conclusion.strip()
    ]
    ongoing = _analyses_of(scope).filter(state=Analysis.State.ONGOING).count()
    if not lines and not concluded and not ongoing:
        return "Ingen orsak är prövad. Utan orsaker går det inte att säga vad åtgärderna ska arbeta med."
    return parts(
        "Orsaker som gäller nu, med hur säkert det är:\n" + bullets(lines, 10) if lines else "",
        "Analyser som är klara:\n" + bullets(concluded, 8) if concluded else "",
        f"{number_of(ongoing, 'analys pågår', 'analyser pågår')}." if ongoing else "",
    )


def _goals_of(scope: Scope) -> QuerySet[Goal]:
    found = goals_visible_to(scope.grants).filter(holder=scope.holder, school_year=scope.school_year)
    return found.filter(unit=scope.unit) if scope.unit else found


def _goals(scope: Scope) -> str:
    goals = list(_goals_of(scope))
    if not goals:
        return "Inga mål är satta för läsåret."
    counts = {state: sum(one.state == state for one in goals) for state in GOAL_STATES}
    counted = ", ".join(f"{counts[state]} {words}" for state, words in GOAL_STATES.items() if counts[state])
    lines = []
    for one in goals:
        where = f"{one.unit.name}: " if one.unit and not scope.unit else ""
        line = f"{where}{one.what.strip().rstrip('.')}. Skulle nås: {one.target.rstrip('.')}. "
        line += f"Läget: {GOAL_STATES[Goal.State(one.state)]}"
        if one.outcome_words:
            line += f". {one.outcome_words.strip()}"
        elif one.state == Goal.State.ACTIVE and one.due_on < scope.today:
            line += f", och sista dagen {format_date(one.due_on)} har passerat"
        lines.append(line if line.endswith(".") else line + ".")
    return parts(f"{number_of(len(goals), 'mål', 'mål')} för läsåret: {counted}.", bullets(lines))


def measures_of(scope: Scope) -> QuerySet[Measure]:
    """Measures of the year's goals, and those under way in it."""
    found = measures_visible_to(scope.grants).filter(holder=scope.holder)
    if scope.unit is not None:
        found = found.filter(Q(units=scope.unit) | Q(goal__unit=scope.unit)).distinct()
    under_way = Q(state__in=[Measure.State.PLANNED, Measure.State.ONGOING])
    done = Q(state=Measure.State.DONE, done_on__gte=scope.starts)
    return found.filter(Q(goal__school_year=scope.school_year) | under_way | done).exclude(state=Measure.State.DROPPED)


def _effects(scope: Scope) -> str:
    lines = measure_lines(list(measures_of(scope)), today=scope.today)
    late = [] if scope.unit else list(decided_not_done(scope.grants, today=scope.today, late=True))
    if not lines and not late:
        return "Inga åtgärder är registrerade för läsåret."
    answered = [line for line in lines if line.effect]
    shown = sum(line.answer == Effect.Answer.EFFECT for line in lines)
    only = sum(line.answer == Effect.Answer.ACTIVITY_ONLY for line in lines)
    counted = f"{number_of(len(lines), 'åtgärd', 'åtgärder')}. "
    counted += f"Effekt är efterfrågad för {len(answered)}: {shown} med en förändring som syns"
    counted += f", {only} där bara aktiviteten är gjord." if only else "."
    asked = [line for line in lines if line.ask]
    return parts(
        counted if lines else "",
        bullets([f"{line.measure.what.strip().rstrip('.')}: {_answer(line)}" for line in lines], 10) if lines else "",
        f"För {number_of(len(asked), 'åtgärd', 'åtgärder')} är det dags att fråga efter effekten." if asked else "",
        "Beslutat men inte genomfört, och sent:\n"
        + bullets([f"{one.what.strip().rstrip('.')} ({one.decided_by}, {format_date(one.decided_on)}"
                   + (f", {one.paragraph}" if one.paragraph else "") + f"; {one.late_by} dagar sent)" for one in late])
        if late else "",
    )  # fmt: skip


def _answer(line: MeasureLine) -> str:
    if line.effect is not None:
        return effect_said(line.effect, "sv")
    if line.ask:
        return "ingen har sagt vad den har gett."
    return {"planned": "planerad.", "ongoing": "pågår."}.get(line.measure.state, "genomförd.")


def _dialogues(scope: Scope) -> str:
    found = dialogues_visible_to(scope.grants).filter(
        party__series__holder=scope.holder, day__gte=scope.starts, day__lte=scope.ends
    )
    agreed = agreements_visible_to(scope.grants).filter(
        dialogue__party__series__holder=scope.holder, dialogue__day__lte=scope.ends
    )
    agreed = agreed.filter(Q(dialogue__day__gte=scope.starts) | Q(state=Agreement.State.OPEN))
    if scope.unit is not None:
        found, agreed = _with(found, "party", scope.unit), _with(agreed, "dialogue__party", scope.unit)
    dialogues, agreements = list(found), list(agreed)
    if not dialogues and not agreements:
        return "Inga dialoger är registrerade för läsåret."
    held = [one for one in dialogues if one.state == Dialogue.State.HELD]
    planned = sum(one.state == Dialogue.State.PLANNED for one in dialogues)
    done = [one for one in agreements if one.state == Agreement.State.DONE]
    with_effect = sum(one.effect == Agreement.Effect.EFFECT for one in done)
    late = [one for one in agreements if one.state == Agreement.State.OPEN and one.until < scope.today]
    return parts(
        f"{number_of(len(held), 'dialog är hållen', 'dialoger är hållna')} med "
        f"{number_of(len({one.party_id for one in held}), 'part', 'parter')}"
        + (f", {planned} är planerade." if planned else "."),
        f"{number_of(len(agreements), 'överenskommelse', 'överenskommelser')}: {len(done)} genomförda, varav "
        f"{with_effect} med visad effekt"
        + (f", och {number_of(len(late), 'har', 'har')} passerat sin sista dag." if late else ".")
        if agreements else "",
        bullets([_agreement(one, scope) for one in agreements], 10) if agreements else "",
    )  # fmt: skip


def _with(found: QuerySet, path: str, unit: SchoolUnit) -> QuerySet:
    return found.filter(**{f"{path}__school_unit": unit})


def _agreement(one: Agreement, scope: Scope) -> str:
    effect = {
        Agreement.Effect.EFFECT: ", med effekt", Agreement.Effect.ACTIVITY_ONLY: ", men bara aktiviteten",
        Agreement.Effect.TOO_EARLY: ", för tidigt att se effekt",
    }.get(Agreement.Effect(one.effect), "")  # fmt: skip
    state = {
        Agreement.State.OPEN: f"ska vara klar {format_date(one.until)}", Agreement.State.DONE: f"genomförd{effect}",
        Agreement.State.DROPPED: "avslutad utan att genomföras",
    }[Agreement.State(one.state)]  # fmt: skip
    where = "" if scope.unit else f"{one.dialogue.party.name}: "
    outcome = f" {one.outcome.strip()}" if one.outcome else ""
    return f"{where}{one.what.strip().rstrip('.')} ({state}).{outcome}"
