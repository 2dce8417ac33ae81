"""The one page before a dialogue: what is already known, so that nobody has to write it again.

Made anew each time until the dialogue is held; then it is frozen as it was. Only what both parties may see: findings
of the unit, and figures that are published. Figures stand as they are printed, year by year; nothing is ranked, and
nobody is compared with anybody.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from likvard.access.queries import Grants
from likvard.datasets.queries.units import UnitFigure, published_of_units
from likvard.intake.measures import by_code as measures
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Agreement, Dialogue
from likvard.reports.paper import Block, Bullets, Column, Heading, Paper, Paragraph, Table
from likvard.reviews.models import Finding
from likvard.reviews.queries import findings_visible_to
from likvard.reviews.queries.facts import SETTLED
from likvard.web.labels import label
from likvard.web.templatetags.lv import day, number

MOST = 8  # lines of one heading: the sheet is one page
MOST_UNITS = 3
YEARS = 3  # how many years back a sheet looks
SHOWN = (
    "pupils", "foreign_background_share", "parents_post_secondary_share", "year6_all_subjects_share",
    "year9_merit_value", "year9_all_subjects_share", "year9_eligible_share", "certified_teachers_share",
    "survey_index",
)  # fmt: skip
TOPICS = ("Trygghet", "Studiero")  # of the national survey: what every dialogue speaks of


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A heading's code and its lines; `more` is how many there was no room for."""

    code: str
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class SheetCell:
    year: int
    period: str
    value: float | None
    state: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One measure: `topic` and `year_group` tell a survey's rows apart."""

    measure: str
    topic: str
    year_group: str
    cells: tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class SheetFigures:
    """A unit's published figures. `sources` are (publisher, title, day fetched)."""

    unit: str
    rows: tuple[SheetRow, ...]
    sources: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    parts: tuple[SheetPart, ...] = ()
    figures: tuple[SheetFigures, ...] = ()
    units_more: int = 0  # units that there was no room for

    def __bool__(self) -> bool:
        return bool(self.parts or self.figures)


def sheet_for(dialogue: Dialogue, grants: Grants, *, today: date) -> Sheet:
    """What is known of the unit. Nothing about an independent actor's own cases."""
    units = _units(dialogue)
    figures = _figures(units[:MOST_UNITS], today)
    parts = [_findings(dialogue.party.school_unit, grants)] if dialogue.party.school_unit else []
    return Sheet(tuple(part for part in parts if part.lines), figures, max(0, len(units) - MOST_UNITS))


def _units(dialogue: Dialogue) -> list[SchoolUnit]:
    """The party's unit; of an independent actor those that lie in the organiser's municipality."""
    party = dialogue.party
    if party.school_unit:
        return [party.school_unit]
    units = SchoolUnit.objects.filter(organisation=party.organisation).exclude(status="UPPHORT")
    if party.series.holder.municipality_code:
        units = units.filter(municipality_code=party.series.holder.municipality_code)
    return list(units.order_by("name", "id"))


def _findings(unit: SchoolUnit, grants: Grants) -> SheetPart:
    """Those that live on."""
    findings = list(
        findings_visible_to(grants)
        .filter(school_unit=unit, case__merged_into=None)
        .exclude(state__in=SETTLED)
        .select_related("area", "case")
        .order_by("-state_since", "ordering", "id")
    )
    return _part("findings", [_of_finding(finding) for finding in findings])


def _of_finding(finding: Finding) -> str:
    return f"{finding.text} ({label('finding_state', finding.state)})"


def _part(code: str, lines: list[str]) -> SheetPart:
    return SheetPart(code, tuple(lines[:MOST]), max(0, len(lines) - MOST))


def _figures(units: list[SchoolUnit], today: date) -> tuple[SheetFigures, ...]:
    codes = {unit.school_unit_code for unit in units if unit.school_unit_code}
    found, sources = published_of_units(codes, SHOWN, since=today.year - 5)
    by_unit: dict[str, list[UnitFigure]] = defaultdict(list)
    for one in found:
        topic = _topic(one)
        if one.measure != "survey_index" or (one.group.startswith("who=pupils") and topic in TOPICS):
            by_unit[one.unit].append(one)
    made = []
    for unit in units:
        own = by_unit.get(unit.school_unit_code, [])
        last = max((one.year for one in own), default=0)
        own = [one for one in own if one.year > last - YEARS - 1]
        if own:
            used = sorted({one.source for one in own})
            of = tuple((sources[key].publisher, sources[key].title, sources[key].fetched_on) for key in used)
            made.append(SheetFigures(unit.name, _rows(own), of))
    return tuple(made)


def _topic(one: UnitFigure) -> str:
    return one.group.partition("topic=")[2] if one.measure == "survey_index" else ""


def _rows(figures: list[UnitFigure]) -> tuple[SheetRow, ...]:
    rows: dict[tuple[str, str, str], list[SheetCell]] = defaultdict(list)
    for one in figures:
        key = (one.measure, _topic(one), one.year_group if one.measure == "survey_index" else "")
        rows[key].append(SheetCell(one.year, one.period, one.value, one.state))
    order = {measure: n for n, measure in enumerate(SHOWN)}
    return tuple(
        SheetRow(*key, tuple(cells)) for key, cells in sorted(rows.items(), key=lambda r: (order[r[0][0]], r[0]))
    )


def frozen(sheet: Sheet, on: date) -> dict[str, Any]:
    """As it is kept with a dialogue that has been held: codes and figures, in no language."""
    return {"day": on.isoformat(), **asdict(sheet)}


def thawed(kept: dict[str, Any]) -> Sheet:
    """A sheet from before figures were kept has none."""
    parts = tuple(SheetPart(p["code"], tuple(p["lines"]), p["more"]) for p in kept.get("parts", ()))
    figures = tuple(
        SheetFigures(
            one["unit"],
            tuple(
                SheetRow(row["measure"], row["topic"], row["year_group"], tuple(SheetCell(**c) for c in row["cells"]))
                for row in one["rows"]
            ),
            tuple((source[0], source[1], source[2]) for source in one["sources"]),
        )
        for one in kept.get("figures", ())
    )
    return Sheet(parts, figures, kept.get("units_more", 0))


# --- as it is read ----------------------------------------------------------------------------------------------


def blocks(sheet: Sheet) -> tuple[Block, ...]:
    """The sheet in the reader's language, the same on the page and on paper."""
    made: list[Block] = []
    for part in sheet.parts:
        made += [Heading(2, heading_of(part.code)), Bullets(part.lines)]
        if part.more:
            made.append(
                Paragraph(ngettext("and %(n)d more", "and %(n)d more", part.more) % {"n": part.more}, quiet=True)
            )
    for one in sheet.figures:
        made += [Heading(2, _("Published figures: %(unit)s") % {"unit": one.unit}), _table(one)]
        made.append(Paragraph(_said_of(one), quiet=True))
    if sheet.units_more:
        made.append(
            Paragraph(
                ngettext(
                    "%(n)d more unit of the party is not shown here.",
                    "%(n)d more units of the party are not shown here.",
                    sheet.units_more,
                )
                % {"n": sheet.units_more},
                quiet=True,
            )
        )
    return tuple(made)


def heading_of(code: str) -> str:
    return {"findings": _("What reviews have found, and is not remedied")}.get(code, code)


def _table(one: SheetFigures) -> Table:
    years = sorted({cell.year for row in one.rows for cell in row.cells})
    periods = {
        year: max((cell.period for row in one.rows for cell in row.cells if cell.year == year), key=len)
        for year in years
    }
    rows = []
    for row in one.rows:
        cells = {cell.year: cell for cell in row.cells}
        rows.append((_measure(row), *(_cell(row, cells.get(year), periods[year]) for year in years)))
    columns = (Column(_("Figure"), 4), *(Column(periods[year], 1, numeric=True) for year in years))
    return Table("", columns, tuple(rows))


def _measure(row: SheetRow) -> str:
    known = measures()[row.measure]
    words = known.swedish if (get_language() or "sv").startswith("sv") else known.english
    if row.measure == "survey_index":
        return _("Survey, pupils of year %(year)s: %(topic)s (0–10)") % {
            "year": row.year_group,
            "topic": row.topic.lower(),
        }
    return words


def _cell(row: SheetRow, cell: SheetCell | None, period: str) -> str:
    if cell is None:
        return pgettext("figure", "no figure")
    unit = measures()[row.measure].unit
    if cell.value is None:
        said = {
            "approximate": pgettext("figure", "close to 100"),
            "withheld": pgettext("figure", "withheld"),
            "none": pgettext("figure", "not counted"),
            "missing": pgettext("figure", "missing"),
        }.get(cell.state, pgettext("figure", "missing"))
    else:
        said = number(cell.value, 0 if unit == "count" else 1) + ("\N{NO-BREAK SPACE}%" if unit == "share" else "")
        if cell.state == "approximate":
            said = _("about %(figure)s") % {"figure": said}
    return said if cell.period == period else f"{said} ({cell.period})"


def _said_of(one: SheetFigures) -> str:
    """What the words in the table mean, and where the figures come from."""
    states = {cell.state for row in one.rows for cell in row.cells if cell.value is None}
    said = [_("Small schools move by chance from year to year; the figures say nothing of why.")]
    if "withheld" in states:
        said.append(_("Withheld: the source hides the figure because it rests on too few pupils."))
    sources = "; ".join(
        f"{publisher}: {title}" + (f" ({fetched})" if fetched else "") for publisher, title, fetched in one.sources
    )
    return " ".join([*said, _("Source: %(sources)s.") % {"sources": sources}])


def sheet_paper(dialogue: Dialogue, sheet: Sheet, carried: tuple[Agreement, ...], *, on: date) -> Paper:
    """The sheet to bring along: what is known, what was agreed before, and what the dialogue is to be about."""
    series = dialogue.party.series
    agreed = tuple(
        f"{one.what} ({one.who}, {_('last day')} {day(one.until)})" + (f": {one.outcome}" if one.outcome else "")
        for one in carried
    )
    when = _("Dialogue on %(day)s") % {"day": day(dialogue.held_on or dialogue.day)}
    made: list[Block] = [Paragraph(when), *blocks(sheet)]
    made.append(Heading(2, _("From last time")))
    made.append(Bullets(agreed) if agreed else Paragraph(_("Nothing agreed on earlier is waiting.")))
    made += [Heading(2, _("Agenda")), Bullets(tuple(topic["heading"] for topic in dialogue.agenda))]
    return Paper(
        title=_("Before the dialogue: %(name)s") % {"name": dialogue.party.name},
        language="sv" if (get_language() or "sv").startswith("sv") else "en",
        sender=(series.holder.name, series.title),
        receiver=(),
        case_number="",
        dated=dialogue.held_on or on,
        blocks=tuple(made),
        subject=when,
    )
