"""The pages of causes, goals and measures for the country's largest organiser over the whole country's figures.

    python benchmarks/quality_pages.py [--times 8]

Makes a database of its own in a temporary folder: Stockholm's schools with their real codes, each with analyses,
causes, goals and measures of three years, and hundreds of good examples. `first` is
the first time after a start, `then` the median of later ones (processor time, so that what else the machine does is
not counted), with database queries, which must not grow with the number of rows.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "likvard.config.settings")
os.environ["LIKVARD_DATA_DIR"] = tempfile.mkdtemp(prefix="likvard-benchmark-")

import django  # noqa: E402 - the data folder must be set first

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from likvard.access.models import Membership, User  # noqa: E402
from likvard.datasets.queries.state import units_of_municipality  # noqa: E402
from likvard.organisations.models import Organisation, SchoolUnit  # noqa: E402
from likvard.quality.models import (  # noqa: E402
    Analysis,
    AnalysisFigure,
    Cause,
    CauseUnit,
    Check,
    Comparison,
    Effect,
    Goal,
    Hypothesis,
    Measure,
    PinnedFigure,
)
from likvard.quality.queries.effects import indicators_of  # noqa: E402

BOUND = 150  # milliseconds
EACH = 5  # analyses, goals and causes of a unit; measures are three of each goal
SHARED = 400  # good examples
ALL = "year9_all_subjects_share|compulsory|9|||"


def figure_of(holder: Organisation, unit: SchoolUnit | None, number: int) -> PinnedFigure:
    points = [
        {"period": f"{year}/{year % 100 + 1}", "year": year, "value": 60.0 + number % 9, "low": 52.0, "high": 69.0,
         "n": 90, "state": "value"} for year in range(2018, 2025)
    ]  # fmt: skip
    return PinnedFigure(
        holder=holder, unit=unit, about_code=f"unit:{unit.school_unit_code}" if unit else f"organisation:{holder.pk}",
        about_name=unit.name if unit else holder.name, measure="year9_all_subjects_share", period="2024/25", year=2024,
        value=61.0, low=52.0, high=69.0, n=118, state="value", points=points,
        sentence_sv="61 % uppfyllde kriterierna i alla ämnen.", sentence_en="61% met the criteria in all subjects.",
        source={"title": "Slutbetyg", "publisher": "Skolverket", "serie": ALL}, pinned_at=timezone.now(),
    )  # fmt: skip


def fill(holder: Organisation, units: list[SchoolUnit], person: User) -> dict[str, object]:
    now, today = timezone.now(), timezone.localdate()
    who = {"created_at": now, "created_by": person}
    figures, analyses, hypotheses, checks, causes, goals, measures = [], [], [], [], [], [], []
    shared, seen, comparisons, effects = [], [], [], []
    for number, unit in enumerate(unit for unit in units for _ in range(EACH)):
        figure = figure_of(holder, unit, number)
        cause = Cause(holder=holder, kind="teaching", what=f"Lästiden skiljer sig mellan klasserna ({number})", **who)
        concluded = {"state": "concluded", "concluded_on": today, "conclusion": "Lästiden."} if number % 3 < 2 else {}
        ended = {"state": "reached", "ended_on": today, "outcome_words": "72 %"} if number % 3 < 2 else {}
        about = ("low", "high", "change")[number % 3] if number % 3 < 2 else "low"
        analysis = Analysis(
            holder=holder, unit=unit, question=f"Varför når färre elever målen? ({number})", about=about,
            school_year=2024 + number % 3, owner=person if number % 50 == 0 else None, changed_at=now, **who,
            **concluded,
        )  # fmt: skip
        for at in range(2):
            hypothesis = Hypothesis(
                analysis=analysis, kind="teaching", what="Lästiden skiljer sig", cause=cause if at == 0 else None,
                judgement="supported" if at == 0 else "", step=1 if at == 0 else None, created_at=now, changed_at=now,
            )  # fmt: skip
            hypotheses.append(hypothesis)
            checks += [
                Check(hypothesis=hypothesis, how="observation", looked_at="Fyra scheman", found="Två till fem timmar",
                      points="for", on=today, created_at=now) for _ in range(2)
            ]  # fmt: skip
        goal = Goal(
            holder=holder, unit=unit, school_year=2024 + number % 3, what=f"Fler når kriterierna ({number})",
            indicator="Andel som uppfyllt kriterierna", baseline=figure, target="70 %", pupils="Årskurs 9",
            due_on=date(2027, 6, 15), **who, **ended,
        )  # fmt: skip
        for at in range(3):
            measure = Measure(
                holder=holder, origin=f"goal:{goal.pk}", what=f"Läsgrupper ({number}.{at})", goal=goal, cause=cause,
                starts_on=today + timedelta(days=30 - at * 60), seen_from=today + timedelta(days=60), created_at=now,
                **({"decided_by": "Nämnden", "decided_on": today, "paragraph": "§ 5"} if number % 20 == at else {}),
            )  # fmt: skip
            measures.append(measure)
            others = units[:12] if unit not in units[:12] else units[12:24]
            comparisons.append(Comparison(
                measure=measure, indicator=ALL, start_year=2024, why="Lika", before_start=True, chosen_at=now,
                treated=[{"code": unit.school_unit_code, "name": unit.name}],
                units=[{"code": one.school_unit_code, "name": one.name} for one in others],
            ))  # fmt: skip
            effects.append(Effect(measure=measure, answer="activity_only", seen="Igång", on=today, at=now))
        figures.append(figure)
        analyses.append(analysis)
        causes.append(cause)
        goals.append(goal)
        seen.append(AnalysisFigure(analysis=analysis, figure=figure, added_at=now))
        shared.append(CauseUnit(cause=cause, school_unit=unit, added_at=now))
    for model, rows in (
        (PinnedFigure, figures), (Analysis, analyses), (Cause, causes), (Hypothesis, hypotheses), (Check, checks),
        (Goal, goals), (Measure, measures), (AnalysisFigure, seen), (CauseUnit, shared), (Comparison, comparisons),
        (Effect, effects),
    ):  # fmt: skip
        model.objects.bulk_create(rows, batch_size=500)
    at = next(
        at
        for at, goal in enumerate(goals)
        if ALL in {str(one.key) for one in indicators_of([goal.unit.school_unit_code], on=today)}
    )
    return {
        "analysis": analyses[at], "cause": causes[at], "goal": goals[at], "measure": measures[3 * at],
        "rows": len(measures),
    }  # fmt: skip


def share(holder: Organisation, person: User) -> None:
    """What colleagues have learnt from high results."""
    now, rows, figures, seen = timezone.now(), [], [], []
    for number in range(SHARED):
        row = Analysis(
            holder=holder, question=f"Varför når så många målen? ({number})", about="high", school_year=2025,
            conclusion="Lärarna planerar ihop.", lesson="Planera ihop varje vecka.", state="concluded",
            concluded_on=timezone.localdate(), shared_at=now, created_at=now, changed_at=now, created_by=person,
        )  # fmt: skip
        rows.append(row)
        figures.append(figure_of(holder, None, number))
        seen.append(AnalysisFigure(analysis=row, figure=figures[-1], added_at=now))
    for model, made in ((PinnedFigure, figures), (Analysis, rows), (AnalysisFigure, seen)):
        model.objects.bulk_create(made, batch_size=500)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--times", type=int, default=8)
    times = parser.parse_args().times
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    now = timezone.now()
    person = User.objects.create(email="bench@example.org", name="Bench", created_at=now)
    holder = Organisation.objects.create(name="Stockholms stad", kind="municipality", municipality_code="0180")
    Membership.objects.create(user=person, role="editor", organisation=holder, valid_from=now.date())
    units = [
        SchoolUnit(organisation=holder, school_unit_code=code, name=name, municipality_code="0180")
        for code, name in sorted(units_of_municipality("0180").items())
    ]
    SchoolUnit.objects.bulk_create(units, batch_size=500)
    held = fill(holder, units, person)
    share(holder, person)
    print(f"{len(units)} units, {len(units) * EACH} analyses, goals and causes, {held['rows']} measures")
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    above = 0
    example = Analysis.objects.filter(shared_at__isnull=False).first()
    for name, address in {
        "To do": "/",
        "analyses": "/orsaker/",
        "a new analysis": "/orsaker/ny/",
        "one analysis": f"/orsaker/{held['analysis'].pk}/",
        "causes": "/orsaker/orsaker/",
        "one cause": f"/orsaker/orsaker/{held['cause'].pk}/",
        "good examples": "/orsaker/goda-exempel/",
        "one good example": f"/orsaker/goda-exempel/{example.pk}/",
        "goals": "/mal/",
        "a new goal": "/mal/nytt/",
        "decided": "/mal/beslutat/",
        "one goal": f"/mal/{held['goal'].pk}/",
        "a new measure": "/mal/atgarder/ny/",
        "one measure": f"/mal/atgarder/{held['measure'].pk}/",
        "choose a comparison": f"/mal/atgarder/{held['measure'].pk}/jamforelse/",
        "choose the units of one": f"/mal/atgarder/{held['measure'].pk}/jamforelse/?indicator={ALL}&start_year=2027",
        "has it had effect": f"/mal/atgarder/{held['measure'].pk}/effekt/",
    }.items():
        taken = []
        for _turn in range(times + 1):
            start = time.process_time()
            with CaptureQueriesContext(connection) as asked:
                response = client.get(address)
            taken.append(1000 * (time.process_time() - start))
            if response.status_code != 200:
                raise SystemExit(f"{address} answered {response.status_code}")
        then = statistics.median(taken[1:])
        above += then > BOUND
        mark = "" if then <= BOUND else "  ABOVE THE BOUND"
        kb = len(response.content) / 1000
        print(
            f"{name:<24} first {taken[0]:>6.0f} ms   then {then:>5.0f} ms (≤ {BOUND})   {len(asked):>3} queries "
            f"{kb:>5.0f} kB{mark}"
        )
    raise SystemExit(1 if above else 0)


if __name__ == "__main__":
    main()
