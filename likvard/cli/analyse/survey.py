"""Survey indices by organiser and school unit, with intervals and response rates: Skolenkäten and others.

The estimator is `likvard.analysis.survey`, the workbook's reader `likvard.intake.skolenkaten`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

import click

from likvard.cli.answering import Answer, Shown, analysis, data_argument

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.survey import Answered, Survey
    from likvard.analysis.table import Source
    from likvard.intake.skolenkaten import SurveyWorkbook, Value

# What stands in the workbooks instead of a number: withheld, or a rule that is not met.
MARKS = frozenset({"*", "**", "***", "-", "–", ".", ".."})


@click.command()
@data_argument()
@click.option("--rules", required=True, help="The rule set: skolenkaten-2022, or a TOML file of one's own.")
@click.option("--unit", help="For one row per respondent: the column of schools.")
@click.option("--population", help="For one row per respondent: the column with how many were asked at the school.")
@analysis
def command(data: Path, rules: str, unit: str | None, population: str | None) -> Answer:
    """What did pupils, guardians or staff answer, school by school, and how sure is it?

    DATA is a Skolenkäten workbook with raw counts, or a table with one row per respondent (then the rules name the
    questions of each index). One row for each organiser and unit and index: value 0-10, the interval for a finite
    group, response rate and the share of "don't know". What the rules withhold stays withheld.

    \b
    Examples:
      likvard analyse survey excelrapport-elever-grundskola-ak-8-2022.xlsx --rules skolenkaten-2022 --json
      likvard analyse survey answers.csv --rules own.toml --unit school --population asked
    """
    from likvard.analysis.errors import DataError, bad_question  # noqa: PLC0415 - not for `--help`
    from likvard.analysis.survey import load, survey  # noqa: PLC0415 - as above
    from likvard.analysis.survey.answers import counted  # noqa: PLC0415 - as above
    from likvard.analysis.table import Source, read  # noqa: PLC0415 - as above

    chosen = load(rules)
    if unit is not None:
        table = read(data)
        groups = counted(table, chosen, unit=unit, population=population)
        return _answered(survey(groups, chosen, source=table.source))
    from likvard.intake import skolenkaten  # noqa: PLC0415 - as above
    from likvard.intake.opening import RefusedFileError  # noqa: PLC0415 - as above

    if not data.exists():
        raise DataError("not_found", file=data.name)
    try:
        workbook = skolenkaten.read(data)
    except RefusedFileError as error:
        if error.code != "broken":
            raise bad_question(error.sentence("sv"), error.sentence("en")) from None
        if data.suffix.lower() in (".xlsx", ".xlsm") and not is_zipfile(data):
            raise DataError("broken", file=data.name, reason=str(error)) from None
        raise bad_question(
            f"{data.name} är ingen arbetsbok från Skolenkäten. Ange --unit för en tabell med en rad per svarande.",
            f"{data.name} is no Skolenkäten workbook. Give --unit for a table with one row per respondent.",
        ) from None
    source: Source = Source(workbook.file, workbook.checksum, len(workbook.rows))
    return _answered(survey(answered(workbook), chosen, year=workbook.year, source=source))


def answered(workbook: SurveyWorkbook, levels: Collection[str] = ("organiser", "unit")) -> Iterator[Answered]:
    """The workbook's organisers and units (or rows of other levels) as the estimator takes them."""
    from likvard.analysis.survey import Answered, Item  # noqa: PLC0415 - not for `--help`
    from likvard.intake.skolenkaten import short  # noqa: PLC0415 - as above

    names = [short(index) for index in workbook.indices]
    for row in workbook.rows:
        if row.level not in levels:
            continue
        yield Answered(
            level=row.level,
            code=row.code or row.organisation_number,
            name=row.name,
            organiser=row.organiser,
            municipality=row.municipality,
            population=_number(row.population, "Antal i gruppen", row.line),
            respondents=_number(row.respondents, "Antal", row.line),
            items=tuple(
                Item(
                    question=question.text,
                    index=short(question.index),
                    options=question.options,
                    counts=tuple(
                        _number(count, f"{question.text}: {option}", row.line)
                        for option, count in zip(question.options, counts, strict=True)
                    ),
                    printed=_number(mean, question.text, row.line, 10),
                    answered=any(count is not None for count in counts) or mean is not None,
                )
                for question, counts, mean in zip(workbook.questions, row.answers, row.means, strict=True)
            ),
            printed={name: _number(value, name, row.line, 10) for name, value in zip(names, row.indices, strict=True)},
        )


def _number(value: Value, column: str, row: int, most: float = inf) -> float | None:
    """The number of a cell, None where it is empty or marked. Raises `DataError` for anything else."""
    from likvard.analysis.errors import DataError  # noqa: PLC0415 - not for `--help`

    if isinstance(value, str) and value not in MARKS:
        raise DataError("not_a_number", column=column, row=row, value=value[:40])
    if isinstance(value, str) or value is None:
        return None
    if not 0 <= value <= most:
        raise DataError(
            "out_of_range", column=column, row=row, value=f"{value:g}", low=0, high="∞" if most == inf else f"{most:g}"
        )
    return float(value)


def _answered(result: Survey) -> Answer:
    return Answer(result, lambda language: _tables(result, language))


STATUS = {
    "sv": {"shown": "", "withheld": "dold", "missing": "inga svar", "none": "bildar ej index"},
    "en": {"shown": "", "withheld": "withheld", "missing": "no answers", "none": "forms no index"},
}


def _tables(result: Survey, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield Shown(
        "Index" if swedish else "Indices",
        ("Kod", "Namn", "Index", "Svar", "Andel", "Värde", "95 % från", "till", "")
        if swedish
        else ("Code", "Name", "Index", "n", "Rate", "Value", "95 % from", "to", ""),
        [
            (r.code, r.name, r.index, r.n, _short(r.response_rate, 2), _short(r.value, 1), _short(r.low, 1),
             _short(r.high, 1), STATUS[language][r.status])
            for r in result.rows
        ],
    )  # fmt: skip


def _short(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
