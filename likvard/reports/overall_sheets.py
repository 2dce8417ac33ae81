"""The overall report as a workbook: figures as numbers, a native chart, and the words that belong to them."""

import io
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from .overall import WORDS, OverallContent, control, sentence

_STILL = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_sheets(content: OverallContent, *, language: str = "sv") -> bytes:
    """The bytes of an .xlsx file. What people have typed is always text, never a formula."""
    w: Any = WORDS[language]
    book = Workbook()
    book.properties.title, book.properties.creator = content.title, content.authority
    book.properties.created = book.properties.modified = _STILL
    sheet: Worksheet = book.active
    sheet.title = "Fördelning" if language == "sv" else "Distribution"
    _distribution(sheet, content, w, language)
    found = book.create_sheet("Fynd" if language == "sv" else "Findings")
    _row(found, [w["area"], "", "", ""], bold=True)
    for one in content.developed:
        for text in one.texts or ("",):
            _row(found, [one.area, one.criterion, w["withheld"] if one.n is None else one.n, text])
    for success in content.successes:
        _row(found, [success.area, w[success.kind].split(":")[0], "", success.text])
    about = book.create_sheet("Metod" if language == "sv" else "Method")
    for text in (
        content.title, content.theme, content.method, content.sample,
        w["random" if content.random else "not_random"],
        w["method_changed"].format(text=content.method_changed) if content.method_changed.strip() else "",
        w["control_ok"] if not control(content) else w["control"],
    ):  # fmt: skip
        if text:
            _row(about, [text])
    for one_sheet, widths in ((sheet, (42, 10, 22, 22, 22, 24)), (found, (36, 46, 10, 90)), (about, (110,))):
        for place, width in enumerate(widths):
            one_sheet.column_dimensions["ABCDEF"[place]].width = width
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _row(sheet: Worksheet, values: list[Any], *, bold: bool = False) -> None:
    sheet.append([f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA) else v for v in values])
    for cell in sheet[sheet.max_row]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if bold:
            cell.font = Font(bold=True)


def _distribution(sheet: Worksheet, content: OverallContent, w: Any, language: str) -> None:
    levels = [one.words for one in content.areas[0].levels] if content.areas else []
    with_word = w["with"].get(content.language, w["with"]["audit"])
    _row(sheet, [w["area"], w["judged"], *levels, with_word], bold=True)
    for area in content.areas:
        # None is the number 0 here, to be counted with; withheld and missing are words and never numbers.
        why = w["missing"] if area.missing else w["withheld"]
        counts = [why if one.count is None else one.count for one in area.levels]
        _row(sheet, [area.name, area.n, *counts, why if area.with_findings is None else area.with_findings])
    sheet.freeze_panes = "B2"
    rows = len(content.areas) + 1
    if content.areas and any(not area.withheld for area in content.areas):
        chart = BarChart()
        chart.type, chart.grouping, chart.overlap = "bar", "percentStacked", 100
        chart.title, chart.height, chart.width = w["chart"], 4 + 1.6 * len(content.areas), 24
        chart.add_data(
            Reference(sheet, min_col=3, max_col=2 + len(levels), min_row=1, max_row=rows), titles_from_data=True
        )
        chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows))
        sheet.add_chart(chart, f"A{rows + 3 + len(content.areas)}")
    for area in content.areas:
        _row(sheet, [sentence(area, language)])
    _row(sheet, [w["marks_note"]])
