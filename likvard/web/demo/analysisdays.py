"""The demo's analysis days: three schools with packages of their own figures, one report sent and one begun."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from likvard.quality.actions.analysisdays import plan_days, send_report, write_answer
from likvard.quality.actions.editing import fingerprint
from likvard.quality.models import UnitReport
from likvard.quality.queries.analysisdays.packages import packages_for

from .stage import Stage

EDITOR, PRINCIPAL = "elsa.bergkvist@example.org", "johan.ek@example.org"
BJORK, HAMN, STRAND = "99000011", "99000012", "99000014"
EMPTY = dict.fromkeys(("why", "known", "next_step"), "")
SENT = (
    "Lektionerna börjar på samma sätt i alla ämnen sedan två år, och det beror på att arbetslagen planerar starten "
    "tillsammans.",
    "Resultaten är högre än förra året och ligger över de andra skolorna.",
    "Vi vet inte vad skillnaden mellan klasserna beror på.",
)
BEGUN = "Vikarier har haft matematiken i två av tre klasser sedan februari, vilket gjort att stödet inte kommit igång."


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed, oldest first; days count from the day on which the demo is loaded."""
    base = stage.days.base

    def plan(at: datetime) -> None:
        holder, by = stage.organisations["almvik"], stage.people[EDITOR]
        year = base.year if base.month >= 7 else base.year - 1
        units = [stage.units[code] for code in (BJORK, HAMN, STRAND)]
        days = plan_days(
            holder=holder, title="Analysdagar", school_year=year - 1, day=base - timedelta(days=2),
            answer_by=base + timedelta(days=12),
            guidance=(
                "Börja med frågorna. Leta orsaker i hur undervisningen görs och i de förutsättningar ni har fått, "
                "också till höga resultat. Att siffran föll är ingen orsak."
            ),
            questions=["Vilka elever når stödet inte fram till, och vad är det som hindrar?"],
            packages=packages_for(holder, units, school_year=year - 1, on=at.date()), by=by, at=at,
        )  # fmt: skip
        for report in days.reports.select_related("unit", "days__holder"):
            if report.unit.school_unit_code == HAMN:
                _write(report, list(SENT), None, at)
                send_report(report=report, gaps_known=True, by=by, at=at)
            elif report.unit.school_unit_code == BJORK:
                _write(report, [BEGUN], stage.people[PRINCIPAL], at)

    return [(base - timedelta(days=3), plan)]


def _write(report: UnitReport, texts: list[str], by, at: datetime) -> None:
    seen = {name: fingerprint("") for name in EMPTY}
    for question, text in zip(report.package["questions"], texts, strict=False):
        write_answer(report=report, question=question["key"], texts=EMPTY | {"why": text}, seen=seen, by=by, at=at)
