"""Causes, goals and measures of the demo: a fall that is analysed, a high result that is shared, effects asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from likvard.quality.actions import add_measure, update_measure
from likvard.quality.actions.analyses import (
    add_check,
    add_hypothesis,
    begin_analysis,
    change_analysis,
    conclude_analysis,
    judge,
    share_example,
)
from likvard.quality.actions.causes import keep_as_cause, link_cause, share_cause
from likvard.quality.actions.effects import choose_comparison, note_effect
from likvard.quality.actions.goals import move_goal, set_goal
from likvard.quality.actions.pinned import pin_figure
from likvard.quality.models import Analysis, Cause, Goal, Hypothesis, Measure, PinnedFigure
from likvard.quality.queries.effects import Answered, answer_to, school_year_of, values_of
from likvard.reviews.models import Finding

from .stage import Stage

DIRECTOR, EDITOR = "karin.holmstrand@example.org", "elsa.bergkvist@example.org"
BJORK, STRAND = "johan.ek@example.org", "amina.warsame@example.org"
BOARD = "Barn- och utbildningsnämnden"
ALL_SUBJECTS = "year9_all_subjects_share|compulsory|9|||"


@dataclass(slots=True)
class Told:
    """What has come into being, for the later steps of the same story."""

    reading: Measure | None = None
    figure: PinnedFigure | None = None
    causes: list[Cause] = field(default_factory=list)
    goal: Goal | None = None


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed, oldest first; days count from the day on which the demo is loaded."""
    base, told = stage.days.base, Told()
    return [
        (base - timedelta(days=800), lambda at: _reading_measure(stage, told, at)),
        (base - timedelta(days=40), lambda at: _analyse_the_fall(stage, told, at)),
        (base - timedelta(days=36), lambda at: _analyse_the_rise(stage, at)),
        (base - timedelta(days=30), lambda at: _goals(stage, told, at)),
        (base - timedelta(days=20), lambda at: _ask_for_effect(stage, told, at)),
        (base - timedelta(days=12), lambda at: _begin_another(stage, at)),
        (base - timedelta(days=1), lambda at: _tie(told, stage, at)),
    ]


def school_year(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def _pin(stage: Stage, code: str, sv: str, en: str, at: datetime) -> PinnedFigure:
    """The last figure of a school with the years that led to it; the sentences take `{value}`."""
    holder, unit = stage.organisations["almvik"], stage.units[code]
    rows = values_of(ALL_SUBJECTS, [code], holders=[holder.pk])
    last = rows[-1]
    points = [{"period": school_year(r.year), "year": r.year, "value": r.value, "state": "value"} for r in rows]
    return pin_figure(
        holder=holder, unit=unit, about_code=f"unit:{code}", about_name=unit.name,
        measure=ALL_SUBJECTS.partition("|")[0], period=school_year(last.year), year=last.year, value=last.value,
        points=points,
        sentence_sv=sv.format(value=f"{last.value:.0f}"), sentence_en=en.format(value=f"{last.value:.0f}"),
        cannot_say_sv="Siffran säger inte varför, och inget om enskilda elever.",
        cannot_say_en="The figure does not say why, and nothing of single pupils.",
        source={"title": "Resultat årskurs 9 (påhittade)", "publisher": "Almviks kommun", "licence": "",
                "fetched_on": str(at.date()), "file": "Påhittade resultat årskurs 9.csv", "checksum": "",
                "rows": "", "serie": ALL_SUBJECTS, "function": "quality.queries.effects.values_of"},
        by=stage.people[EDITOR], at=at,
    )  # fmt: skip


def _reading_measure(stage: Stage, told: Told, at: datetime) -> None:
    """Two years ago: a measure with its comparison chosen the day before it began."""
    holder, by = stage.organisations["almvik"], stage.people[EDITOR]
    begins = at.date() + timedelta(days=1)
    told.reading = add_measure(
        holder=holder, origin="measure:", what="Två vuxna i varje läslektion och samtal om texterna, årskurs 7–9",
        owner=stage.people[DIRECTOR], units=[stage.units["99000012"]], pupils="Elever i årskurs 7–9 på Hamnskolan",
        intensity="Fyra lektioner i veckan under två läsår", reach=140, concerned=150, starts_on=begins,
        seen_from=begins + timedelta(days=640), until=begins + timedelta(days=640), cost=1_450_000,
        expected_change="Fler läser så bra att de klarar alla ämnen.", seen_by="Slutbetygen i årskurs 9.",
        by=by, at=at,
    )  # fmt: skip
    choose_comparison(
        measure=told.reading, indicator=ALL_SUBJECTS, start_year=school_year_of(begins),
        treated=[{"code": "99000012", "name": "Hamnskolan"}],
        units=[{"code": "99000011", "name": "Björkbackens skola"},
               {"code": "99000014", "name": "Strandängsskolan 7–9"}],
        why="Kommunens två andra skolor med årskurs 9.", by=by, at=at,
    )  # fmt: skip


def _analyse_the_fall(stage: Stage, told: Told, at: datetime) -> None:
    holder, unit = stage.organisations["almvik"], stage.units["99000011"]
    editor, principal, day = stage.people[EDITOR], stage.people[BJORK], at.date()
    told.figure = _pin(
        stage, "99000011",
        "Björkbackens skola: andelen som når kriterierna i alla ämnen i årskurs 9 har fallit fem år i rad, "
        "till {value} %.",
        "Björkbackens skola: the share who meet the criteria in all subjects in year 9 has fallen five years in a row, "
        "to {value}%.",
        at,
    )  # fmt: skip
    analysis = begin_analysis(
        holder=holder, unit=unit, question="Varför når färre elever på Björkbacken kriterierna i alla ämnen?",
        about=Analysis.About.CHANGE, school_year=school_year_of(day), owner=principal, figures=[told.figure],
        by=editor, at=at,
    )  # fmt: skip
    analysis = change_analysis(
        analysis=analysis, version=1, by=principal, at=at,
        seen="Fallet är störst i matematik och bland pojkarna. Svenska och engelska har knappt ändrats. Studieron i "
        "den egna enkäten faller samma år.",
    )  # fmt: skip
    possible = [
        ("conditions", "Var tredje lektion i matematik hålls av någon utan behörighet",
         "Då faller matematiken mer än svenskan, och mest i de klasser som bytt lärare.",
         "Klasserna som bytt lärare kan ha haft det svårare redan innan.", "supported", 3,
         "Matematiken föll samma år som andelen behöriga, i samma klasser."),
        ("hinder_support", "Stödet i matematik ligger efter skoldagens slut, när skolbussen går",
         "Då går de som bor långt bort mer sällan på stödet.",
         "De som bor långt bort kan ha andra skäl att avstå.", "supported", 1,
         "Elva av fjorton som vi talade med säger att bussen avgör."),
        ("teaching", "Bedömningen har blivit strängare",
         "Då sjunker betygen mer än resultaten på de nationella proven.",
         "Proven kan ha blivit lättare.", "not_supported", None, "Proven har fallit lika mycket som betygen."),
    ]  # fmt: skip
    checks = {
        0: [("figure", "Andel behöriga lärare och resultat i matematik, fem läsår",
             "De två följs åt: båda faller mest de två senaste åren.", "for", 3),
            ("dialogue", "Samtal med matematiklärarna i årskurs 8 och 9",
             "Fyra vikarier på två läsår i två av klasserna.", "for", 1)],
        1: [("observation", "Närvaron vid stödet under fyra veckor, jämförd med busstiderna",
             "Av dem som åker buss kom var femte, av de andra varannan.", "for", 1)],
        2: [("figure", "Nationella proven i matematik samma år", "De faller lika mycket som betygen.", "against", 1)],
    }  # fmt: skip
    for number, (kind, what, expected, rival, judgement, step, grounds) in enumerate(possible):
        at += timedelta(minutes=7)
        hypothesis = add_hypothesis(
            analysis=analysis, kind=kind, what=what, expected=expected, rival=rival, by=principal, at=at
        )
        for how, looked_at, found, points, reaches in checks[number]:
            add_check(
                hypothesis=hypothesis, how=how, looked_at=looked_at, found=found, points=points, step=reaches, on=day,
                figure=told.figure if how == "figure" else None, by=principal, at=at,
            )  # fmt: skip
        hypothesis = judge(
            hypothesis=hypothesis, judgement=judgement, step=step, grounds=grounds, version=1, by=principal, at=at
        )
        if judgement == Hypothesis.Judgement.SUPPORTED:
            told.causes.append(keep_as_cause(hypothesis=hypothesis, by=principal, at=at))
    share_cause(cause=told.causes[0], units=[stage.units["99000014"]], by=editor, at=at)
    conclude_analysis(
        analysis=analysis, concluded_on=day, version=2, by=principal, at=at,
        conclusion="Behörigheten i matematik samvarierar med fallet och är den orsak vi prövar först. Stödets tid är "
        "ett hinder som vi kan ta bort själva. Vi vet inte varför pojkarna faller mest.",
    )  # fmt: skip


def _analyse_the_rise(stage: Stage, at: datetime) -> None:
    """A high result analysed in the same way, and shared."""
    holder, unit, by = stage.organisations["almvik"], stage.units["99000012"], stage.people[EDITOR]
    figure = _pin(
        stage, "99000012",
        "Hamnskolan: andelen som når kriterierna i alla ämnen i årskurs 9 har stigit till {value} %.",
        "Hamnskolan: the share who meet the criteria in all subjects in year 9 has risen to {value}%.", at,
    )  # fmt: skip
    analysis = begin_analysis(
        holder=holder, unit=unit, question="Vad gör Hamnskolan som får fler att klara alla ämnen?",
        about=Analysis.About.HIGH, school_year=school_year_of(at.date()), owner=by, figures=[figure], by=by, at=at,
    )  # fmt: skip
    hypothesis = add_hypothesis(
        analysis=analysis, kind="teaching", what="Samma två lärare planerar, undervisar och bedömer läsningen ihop",
        expected="Då läser klasser som haft dem hela högstadiet bättre än de som börjat sent.",
        rival="Hamnskolans elever kan ha blivit andra än förr.", by=by, at=at,
    )  # fmt: skip
    add_check(
        hypothesis=hypothesis, how="observation", looked_at="Sex lektionsbesök och tre klassers läsprov",
        found="Klasserna med paret hela tiden läser bättre; elevsammansättningen är densamma som för fem år sedan.",
        points="for", on=at.date(), by=by, at=at,
    )  # fmt: skip
    hypothesis = judge(hypothesis=hypothesis, judgement="supported", step=1, version=1, by=by, at=at)
    keep_as_cause(hypothesis=hypothesis, by=by, at=at)
    done = conclude_analysis(
        analysis=analysis, concluded_on=at.date(), version=1, by=by, at=at,
        conclusion="Det vi såg talar för lärarparet. Vi har inte kunnat jämföra med en skola som saknar det.",
    )  # fmt: skip
    share_example(
        analysis=done, version=2, by=by, at=at,
        lesson="Lägg lärarparen fast i tre år och ge dem en gemensam planeringstimme i veckan. Börja i årskurs 7.",
    )  # fmt: skip


def _goals(stage: Stage, told: Told, at: datetime) -> None:
    holder, unit = stage.organisations["almvik"], stage.units["99000011"]
    editor, principal, day = stage.people[EDITOR], stage.people[BJORK], at.date()
    year = school_year_of(day)
    told.goal = set_goal(
        holder=holder, unit=unit, school_year=year, what="Fler elever på Björkbacken når kriterierna i alla ämnen",
        indicator="Andel som uppfyllt kriterierna i alla ämnen, årskurs 9", target="70 % i juni",
        pupils="Elever i årskurs 8 och 9 som inte har godkänt i matematik", baseline=told.figure,
        due_on=date(year + 1, 6, 15), causes=told.causes, owner=principal, decided_by=BOARD,
        decided_on=day - timedelta(days=2), paragraph="§ 73", by=editor, at=at,
    )  # fmt: skip
    told.goal = move_goal(
        goal=told.goal, target="65 % i juni, 70 % nästa år", version=1, by=principal, at=at,
        reason="Årskurs 9 har bara en termin kvar. Målet delas på två år.",
    )  # fmt: skip
    common = {"holder": holder, "origin": f"goal:{told.goal.pk}", "goal": told.goal, "by": editor, "at": at}
    support = add_measure(
        what="Stöd i matematik på skoldagen, fyra timmar i veckan med behörig lärare", cause=told.causes[1],
        units=[unit], pupils="Elever i årskurs 8 och 9 utan godkänt i matematik", compensatory=True, concerned=58,
        reach=44, intensity="Fyra timmar i veckan i två terminer, grupper om högst sex", cost=620_000,
        starts_on=day + timedelta(days=7), until=date(year + 1, 6, 15), seen_from=date(year + 1, 6, 20),
        expected_change="Fler klarar matematiken utan att någon missar bussen.",
        seen_by="Kursprov i februari, slutbetyg i juni, närvaro vid stödet varje vecka.", owner=principal, **common,
    )  # fmt: skip
    choose_comparison(
        measure=support, indicator=ALL_SUBJECTS, start_year=year,
        treated=[{"code": "99000011", "name": "Björkbackens skola"}],
        units=[{"code": "99000012", "name": "Hamnskolan"}, {"code": "99000014", "name": "Strandängsskolan 7–9"}],
        why="Kommunens två andra skolor med årskurs 9.", by=editor, at=at,
    )  # fmt: skip
    add_measure(
        what="Förstelärare i matematik handleder obehöriga en dag i veckan", cause=told.causes[0],
        units=[unit, stage.units["99000014"]], pupils="Klasser i årskurs 7–9 vars lärare saknar behörighet",
        concerned=190, reach=60, intensity="En dag i veckan i ett läsår", starts_on=day + timedelta(days=60),
        until=date(year + 1, 6, 15), owner=stage.people[DIRECTOR], **common,
    )  # fmt: skip
    add_measure(
        holder=holder, origin="measure:", what="Plan för att fler lärare i matematik ska vara behöriga",
        pupils="Elever på skolor med låg behörighet", decided_by=BOARD, decided_on=day - timedelta(days=400),
        paragraph="§ 44", until=day - timedelta(days=25), owner=stage.people[DIRECTOR], by=editor, at=at,
    )  # fmt: skip
    set_goal(
        holder=holder, school_year=year, what="Alla elever har studiero på lektionerna",
        indicator="Egen elevenkät: ”Jag har studiero på lektionerna”", target="75 % på varje skola",
        pupils="Elever i årskurs 4–9", baseline_words="51 till 79 procent på kommunens fyra skolor i vårens enkät",
        due_on=date(year + 1, 5, 31), owner=stage.people[DIRECTOR], by=editor, at=at,
    )  # fmt: skip


def _ask_for_effect(stage: Stage, told: Told, at: datetime) -> None:
    """The measure of two years ago is asked for its effect, and what stands against the answer stays beside it."""
    reading, by = told.reading, stage.people[DIRECTOR]
    reading = update_measure(measure=reading, version=1, state=Measure.State.DONE, by=by, at=at)
    comparison = reading.comparisons.get()
    answered = answer_to(comparison, holders=[reading.holder_id], on=at.date())
    note_effect(
        measure=reading, answer="effect", comparison=comparison,
        result=answered.result if isinstance(answered, Answered) else None,
        seen="Fler når kriterierna i alla ämnen än för två år sedan, och skillnaden mellan klasserna är mindre.",
        observation="Sex lektionsbesök våren och hösten, samtal med tjugo elever i årskurs 9.", on=at.date(), by=by,
        at=at,
    )  # fmt: skip


def _begin_another(stage: Stage, at: datetime) -> None:
    """An analysis that waits to be finished."""
    holder, unit, by = stage.organisations["almvik"], stage.units["99000014"], stage.people[STRAND]
    analysis = begin_analysis(
        holder=holder, unit=unit, question="Varför undviker elever på Strandängsskolan omklädningsrummen?",
        about=Analysis.About.LOW, school_year=school_year_of(at.date()), owner=by,
        due_on=at.date() + timedelta(days=18), by=by, at=at,
    )  # fmt: skip
    analysis = change_analysis(
        analysis=analysis, version=1, by=by, at=at,
        seen="I vårens enkät pekar var fjärde elev ut omklädningsrummen. Flickor mer än pojkar.",
    )  # fmt: skip
    add_hypothesis(
        analysis=analysis, kind="conditions", what="Ingen vuxen finns i närheten mellan lektionerna",
        expected="Då är platserna med vuxna tryggare, också i samma korridor.",
        rival="Rummen själva: trånga och utan insyn.", by=by, at=at,
    )  # fmt: skip


def _tie(told: Told, stage: Stage, at: datetime) -> None:
    """What was found explains a finding of the audit as well."""
    finding = (
        Finding.objects.filter(
            case__holder=stage.organisations["almvik"], text__startswith="Huvudmannen behöver ta reda på varför"
        )
        .order_by("ordering", "id")
        .first()
    )
    if finding is not None:
        for cause in told.causes:
            link_cause(cause=cause, origin=f"finding:{finding.pk}", by=stage.people[EDITOR], at=at)
