"""Periods of visits, interviews, information and the rest: where days or weeks are printed, never months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from likvard.reading.document import Document
from likvard.reading.record import Period, Read
from likvard.terms.dates import find_date_ranges

WITHOUT_PERIODS = ("other", "statistics_page", "register_line", "press_release", "response")

_WHAT = (
    (
        "interviews",
        re.compile(
            r"\bintervju\w*|\bsamtal(?:en|ade|ar)?\b(?!\w)|\btelefonintervju\w*|\b(?:talar|träffar|samtalar)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "visit",
        re.compile(
            r"\bbesök(?:er|te|tes|s|et|en|a|as|t)?\b|\bpå\s+plats\b|\bskolbesök\w*|"
            r"\bverksamhetsbesök\w*|\bobservera\w*|\bföljde\s+(?:vi\s+)?(?:undervisning\w*|"
            r"lektioner\w*|\w+\s+lektioner)|\blektionsbesök\w*|\bbesåg(?:s)?\b|\bkommer\s+(?:vi\s+)?till\s+(?:skolan|er|verksamheten)\b|\bbesökt\b",
            re.IGNORECASE,
        ),
    ),
    ("evaluation", re.compile(r"\butvärder\w*", re.IGNORECASE)),
    (
        "information",
        re.compile(
            r"\båterkommer\b|\bmer\s+information\b|\binformation(?:smöte)?\b|\binformera\w*|"
            r"\bhör\s+av\s+(?:oss|sig)\b|\bkontaktar\b|\bskickar\b",
            re.I,
        ),
    ),
    (
        "review",
        re.compile(r"\b\w*granskning(?:en|sperioden)?\b|\btillsyn(?:en)?\b|\b\w*inspektion(?:en)?\b", re.IGNORECASE),
    ),
)
_OTHER = re.compile(
    r"\bbeslut\s+(?:fattas|väntas|kommer|meddelas|lämnas)|\bpreliminärt\b|\båterkopplingsmöte|"
    r"\bslutrapport|\bprotokoll\w*\s+skickas",
    re.I,
)
_NOT_PERIOD = re.compile(
    r"\bsenast\s*(?:den\s+)?$|\bsedan\s+(?:den\s+)?$|\bfrån\s+och\s+med\s+(?:den\s+)?$|"
    r"\bbeslut\s+(?:den\s+)?$|\bdaterad\w*\s+(?:den\s+)?$",
    re.I,
)
# The day of a decision, a response or a meeting that a sentence about a visit also names.
_DECIDED = re.compile(
    r"\b(?:beslut\w*|redovisa\w*|redovisning\w*|in(?:kom|kommit|kommen)|möte\w*|protokoll\w*|"
    r"skrivelse\w*|yttrande\w*|lämna\w*|skicka\w*|sände\w*|fatta\w*|förelade\w*)\s+"
    r"(?:\w+\s+){0,3}(?:den\s+)?$",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b\w+(?:des|ades|ades|erades)\b|\bbesökte\b|\bintervjuade\b|\bgenomfördes\b|\bhölls\b|"
    r"\bägde\s+rum\b|\bhar\s+\w+[at]t\b|\btalade\b|\bgjordes\b",
    re.I,
)
_CARRIED_OUT = re.compile(
    r"\bgenomför\w*|\bgjord\w*|\bpågår|\bpågick|\bäg(?:de|er)\s+rum|\bske(?:r|dde)\b|\bplanera\w*", re.IGNORECASE
)


# "Tillsynen genomfördes den 8–10 september": a few days are those of the visit.
_ON_DAYS = re.compile(
    r"\b(?:tillsynen|granskningen|inspektionen|besöket)\b[^.]{0,40}\b(?:genomfördes|gjordes|"
    r"ägde\s+rum|skedde)\s+(?:på\s+distans\s+|per\s+telefon\s+|digitalt\s+)?(?:den\s*)?$",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(r"\b(?:nämnden|förvaltningen|beslut\w*|möte\w*)\b[^.]{0,30}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Span:
    first: date
    last: date
    start: int
    end: int


def read(document: Document) -> list[Period]:
    """Each period once, in text order."""
    if document.kind in WITHOUT_PERIODS:
        return []
    found: list[Period] = []
    for span in _spans(document):
        what = _what(document, span)
        if what is None:
            continue
        if any(
            (p.first.value, p.last.value) == (span.first.isoformat(), span.last.isoformat()) and p.what.value == what
            for p in found
        ):
            continue
        place = span.start, span.end
        found.append(
            Period(
                Read(span.first.isoformat(), *place, 0.9),
                Read(span.last.isoformat(), *place, 0.9),
                Read(what, *place, 0.85),
            )
        )
    return found


def _is_past(document: Document, start: int, end: int) -> bool:
    return bool(_HAPPENED.search(document.text, start, end)) and not re.search(
        r"\b(?:kommer|planeras)\b", document.text[start:end]
    )


def _spans(document: Document) -> list[_Span]:
    """Days, joined days and weeks whose sentence speaks of the review."""
    spans: list[_Span] = []
    text = document.text
    written = document.dates
    used: set[int] = set()
    for index, here in enumerate(written):
        if index in used:
            continue
        start, end = document.flow.sentence_at(here.start)
        past = _is_past(document, start, end)
        group = [here]
        for before, after in pairwise(written[index:]):
            gap = text[before.end : after.start]
            if (
                len(gap) < 26
                and "\n" not in gap
                and re.fullmatch(
                    r"\s*(?:,|och|samt|[-–—]{1,2}|till(?:\s+och\s+med)?|respektive)?\s*(?:och\s+)?(?:den\s+)?", gap
                )
            ):
                group.append(after)
            else:
                break
        used.update(range(index, index + len(group)))
        year = next((g.value.year for g in reversed(group) if g.value.year is not None), None)
        days = [
            document.year_for(g.value, past=past) if year is None or g.value.year else g.value.in_year(year)
            for g in group
        ]
        if any(d is None for d in days):
            continue
        known = [d for d in days if d is not None]
        joined = bool(find_date_ranges(text[max(0, group[0].start - 12) : group[-1].end], year or known[0]))
        if len(known) == 1:
            spans.append(_Span(known[0], known[0], here.start, here.end))
        elif (joined and len(known) == 2) or all(b - a == timedelta(days=1) for a, b in pairwise(known)):
            spans.append(_Span(known[0], known[-1], group[0].start, group[-1].end))
        else:
            spans += [_Span(d, d, g.start, g.end) for d, g in zip(known, group, strict=True)]
    for week in document.weeks:
        start, end = document.flow.sentence_at(week.start)
        whole = document.weeks_for(week.value, past=_is_past(document, start, end))
        if whole is None:
            continue
        last, stop = whole[1], week.end
        other = re.compile(r"\s+eller\s+(\d{1,2})(?!\d)").match(text, week.end)
        if other and int(other.group(1)) == week.value.last + 1:
            last, stop = last + timedelta(days=7), other.end()
        if spans and spans[-1].last + timedelta(days=1) == whole[0] and week.start - spans[-1].end < 12:
            # "veckorna 39, 40 och 41" is one period.
            spans[-1] = _Span(spans[-1].first, last, spans[-1].start, stop)
        else:
            spans.append(_Span(whole[0], last, week.start, stop))
    return sorted(spans, key=lambda s: s.start)


def _what(document: Document, span: _Span) -> str | None:
    """What happens then, by the nearest word before the day in its sentence; `None` when it is nothing of ours."""
    start, end = document.flow.sentence_at(span.start)
    row = document.flow.block_at(span.start)
    if row.kind == "row":
        start, end = row.start, row.end
    if row.kind != "row" and len(document.text[start:end].strip("* .–-")) - (span.end - span.start) < 6:
        end = document.flow.sentence_at(min(end + 2, row.end - 1))[1]  # "Den 3 mars 2025. Två utredare besöker skolan."
    sentence = document.text[start:end]
    place = span.start - start
    if _NOT_PERIOD.search(sentence[:place]) or document.flow.block_at(span.start).kind == "heading":
        return None
    weeks = document.lower.startswith("v", span.start)
    if weeks and _OTHER.search(sentence):
        return "other"
    if document.review_kind == "quality_dialogue" and document.kind in ("board_memo", "minutes"):
        return (
            "other"
            if re.search(
                r"(?:dialog|samtal)\w*\b.*\b(?:hålls|förläggs|genomförs|genomförts|genomfördes|äger|"
                r"hölls|genomfört)|genomför\w*\b.*(?:dialog|samtal)",
                sentence,
                re.IGNORECASE,
            )
            and not _NOT_OURS.search(sentence[:place])
            else None
        )
    hits = [(m.start(), what) for what, pattern in _WHAT for m in pattern.finditer(sentence)]
    if not hits:
        return None
    strong = [h for h in hits if h[1] in ("interviews", "visit", "evaluation") or (h[1] == "information" and weeks)]
    if not strong and _ON_DAYS.search(sentence[:place]) and (span.last - span.first).days < 6 and not weeks:
        return "interviews" if "distans" in sentence or "telefon" in sentence else "visit"
    if not strong:
        if any(w == "review" for _, w in hits) and _CARRIED_OUT.search(sentence) and (weeks or span.first != span.last):
            return "review"
        return None
    if not weeks and _DECIDED.search(sentence[:place]):
        return None
    before = [h for h in strong if h[0] < place]
    return max(before)[1] if before else min(strong)[1]
