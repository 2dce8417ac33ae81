"""The last days of a document, each once."""

from __future__ import annotations

from datetime import date

from likvard.reading.document import Document
from likvard.reading.fields.deadlines.counted import relative, weekdays
from likvard.reading.fields.deadlines.printed import printed
from likvard.reading.record import Area, Deadline, Read

WITHOUT_DEADLINES = ("other", "report_page", "statistics_page", "register_line")


def read(document: Document, areas: list[Area], received: Read | None) -> list[Deadline]:
    """Each deadline once, by date."""
    if document.kind in WITHOUT_DEADLINES:
        return []
    found: dict[tuple[str, str], Deadline] = {}
    for deadline in [*printed(document, received), *weekdays(document), *relative(document)]:
        _keep(found, deadline)
    for area in areas:
        # A table's last day is a day to report by; it is usually in the text of the order as well.
        if area.deadline is not None:
            day = date.fromisoformat(str(area.deadline.value))
            if document.day is None or day >= document.day:
                _keep(found, Deadline(area.deadline, Read("response", area.deadline.start, area.deadline.end, 0.9)))
    return sorted(found.values(), key=lambda d: (str(d.date.value), str(d.what.value)))


def _keep(found: dict[tuple[str, str], Deadline], deadline: Deadline) -> None:
    key = str(deadline.date.value), str(deadline.what.value)
    same_day = [k for k in found if k[0] == key[0] and found[k].date.sure]
    # The same day said twice, once without telling what for: the telling one stays.
    if key[1] == "other" and same_day:
        return
    if (str(deadline.date.value), "other") in found and deadline.date.sure:
        del found[key[0], "other"]
    known = found.get(key)
    if known is None or known.date.confidence < deadline.date.confidence:
        found[key] = deadline
