"""From what a review found to what came of it: causes, goals, measures and their effect as one thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from likvard.access.queries import Grants
from likvard.analysis.results import Text
from likvard.quality.models import Analysis, Cause, Effect, Goal, Measure

from .analyses import analyses_visible_to
from .causes import causes_visible_to
from .goals import goals_visible_to
from .judged import on_step
from .measures import MeasureLine, measure_lines, measures_visible_to


@dataclass(frozen=True, slots=True)
class CauseInThread:
    cause: Cause
    sentence: Text


@dataclass(frozen=True, slots=True)
class Thread:
    """What hangs together with one origin ("finding:<id>"), as far as the person may see it."""

    origin: str
    analyses: tuple[Analysis, ...]
    causes: tuple[CauseInThread, ...]
    goals: tuple[Goal, ...]
    measures: tuple[MeasureLine, ...]

    @property
    def empty(self) -> bool:
        return not (self.analyses or self.causes or self.goals or self.measures)

    @property
    def effects(self) -> tuple[Effect, ...]:
        return tuple(line.effect for line in self.measures if line.effect)


def threads_of(origins: Iterable[str], grants: Grants, *, today: date) -> dict[str, Thread]:
    """A thread for each origin, in eight queries however many. Measures are the origin's own and those of its goals
    and causes."""
    wanted = list(dict.fromkeys(origins))
    analyses = list(analyses_visible_to(grants).filter(origin__in=wanted))
    causes = list(causes_visible_to(grants).filter(links__origin__in=wanted).distinct().prefetch_related("links"))
    goals = list(goals_visible_to(grants).filter(origin__in=wanted).prefetch_related("causes"))
    known = {goal.pk for goal in goals}
    goals += [
        goal
        for goal in goals_visible_to(grants).filter(causes__in=causes).distinct().prefetch_related("causes")
        if goal.pk not in known
    ]
    measures = list(measures_visible_to(grants).filter(origin__in=wanted))
    seen = {one.pk for one in measures}
    for more in (
        measures_visible_to(grants).filter(goal__in=goals),
        measures_visible_to(grants).filter(cause__in=causes),
    ):
        measures += [one for one in more if one.pk not in seen]
        seen |= {one.pk for one in measures}
    lines = measure_lines(measures, today=today)
    made = {}
    for origin in wanted:
        own_causes = [cause for cause in causes if any(link.origin == origin for link in cause.links.all())]
        keys = {cause.pk for cause in own_causes}
        own_goals = [
            goal for goal in goals if goal.origin == origin or any(cause.pk in keys for cause in goal.causes.all())
        ]
        goal_keys = {goal.pk for goal in own_goals}
        made[origin] = Thread(
            origin,
            tuple(one for one in analyses if one.origin == origin),
            tuple(CauseInThread(cause, on_step(cause.step)) for cause in own_causes),
            tuple(own_goals),
            tuple(
                line
                for line in lines
                if line.measure.origin == origin
                or line.measure.goal_id in goal_keys
                or (line.measure.cause_id is not None and line.measure.cause_id in keys)
            ),
        )
    return made


def as_measures(thread: Thread, language: str = "sv") -> str:
    """What the thread says about causes, goals and measures, as a text for an answer to the authority."""
    parts = []
    if thread.causes:
        head = "Orsaker som vi har prövat:" if language == "sv" else "Causes that we have tested:"
        parts.append(
            "\n".join([head, *(f"- {one.cause.what.strip()} {one.sentence.said(language)}" for one in thread.causes)])
        )
    if thread.goals:
        head = "Mål:" if language == "sv" else "Goals:"
        lines = [f"- {goal.what.strip()} {_from_to(goal, language)}" for goal in thread.goals]
        parts.append("\n".join([head, *lines]))
    own = [line for line in thread.measures if line.measure.state != Measure.State.DROPPED]
    directed = [_directed(line, language) for line in own]
    if any(directed):
        head = "Vem åtgärderna riktar sig till:" if language == "sv" else "Whom the measures are directed to:"
        parts.append("\n".join([head, *(f"- {words}" for words in directed if words)]))
    return "\n\n".join(parts)


def as_result(thread: Thread, language: str = "sv") -> str:
    """What the follow-ups have shown, in the words that each carries."""
    return "\n".join(
        f"- {line.measure.what.strip()}: {effect_said(line.effect, language)}"
        for line in thread.measures
        if line.effect
    )


def effect_said(effect: Effect, language: str) -> str:
    sv = {
        Effect.Answer.EFFECT: "Vi ser en förändring.",
        Effect.Answer.NO_EFFECT: "Vi ser ingen förändring.",
        Effect.Answer.ACTIVITY_ONLY: "Åtgärden är genomförd, men någon effekt är inte visad.",
        Effect.Answer.TOO_EARLY: "Det är för tidigt att säga.",
    }
    en = {
        Effect.Answer.EFFECT: "We see a change.",
        Effect.Answer.NO_EFFECT: "We see no change.",
        Effect.Answer.ACTIVITY_ONLY: "The measure is carried out, but no effect is shown.",
        Effect.Answer.TOO_EARLY: "It is too early to say.",
    }
    words = (sv if language == "sv" else en)[Effect.Answer(effect.answer)]
    parts = [words]
    if effect.result:
        parts.append(effect.result["sentence"][language])
    parts.append(effect.seen.strip())
    return " ".join(part for part in parts if part)


def _from_to(goal: Goal, language: str) -> str:
    start = ""
    if goal.baseline is not None:
        start = (goal.baseline.sentence_sv if language == "sv" else goal.baseline.sentence_en).strip()
    start = start or goal.baseline_words.strip()
    if language == "sv":
        return (
            f"(Utgångsläge: {start.rstrip('.')}. Målet: {goal.target.rstrip('.')}. Gäller: {goal.pupils.rstrip('.')}.)"
        )
    return f"(Baseline: {start.rstrip('.')}. Target: {goal.target.rstrip('.')}. Pupils: {goal.pupils.rstrip('.')}.)"


def _directed(line: MeasureLine, language: str) -> str:
    measure = line.measure
    whom = [measure.pupils.strip(), ", ".join(unit.name for unit in line.units), measure.intensity.strip()]
    words = "; ".join(part for part in whom if part)
    return f"{measure.what.strip()}: {words}" if words else ""
