"""Summary tables of decisions: area, judgement or intervention, last day, follow-up; however the page was read.

Three shapes: rows whose cells stand apart, rows run together by a scan (name, then values), and tables read
column by column. A column-wise table is paired only when its counts agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from likvard.reading import area_names
from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields import findings
from likvard.reading.record import Read

_HEADER = re.compile(
    r"(?:(?:arbets|bedömnings|gransknings)?omr[åa]den?\b|typ av|redovisas\b|ingripande\b|"
    r"senaste datum|redovisas senast|"
    r"brist(?:en)? avhjälpt|kvaliteten (?:är|bedöms)|bedömning\b|antal utvecklingsområden|beslut\b|"
    r"redovisning|utveckling(?:somr|sb)|"
    r"sista dag|datum för)",
    re.IGNORECASE,
)
_FIRST_LABEL = re.compile(r"(?:\|\s*)?(?:arbets|bedömnings|gransknings)?omr[åa]de(?:n)?\b", re.IGNORECASE)
_LABEL_ALONE = re.compile(
    r"(?:arbetsområde|bedömningsområde|omr[åa]de|typ av ingripande|senaste datum för redovisning|redovisas(?: senast)?|"
    r"brist(?:en)? avhjälpt|bedömning|kvaliteten är uppnådd|beslut)$",
    re.IGNORECASE,
)
IN_LINE = re.compile(
    r"\bi\s+linje\s+med\b|\bmotsvarar\s+(?:de|det|den|vad)\b|\bpåbörjat\s+ett\s+(?:\w+\s+)?arbete\b", re.IGNORECASE
)
FURTHER = re.compile(
    r"\bytterligare\s+(?:[\w-]+\s+){0,2}(?:åtgärder|insatser|arbete|"
    r"utvecklingsarbete)\s+(?:\w+\s+){0,3}(?:behövs|krävs|behöver)|\b(?:behövs|krävs)\s+(?:det\s+)?ytterligare\b",
    re.IGNORECASE,
)
PARTLY = re.compile(
    r"\bkvarstår\s+(?:till\s+viss\s+del|delvis|i\s+del)|\bdelvis\s+(?:kvarst|avhjälpt|åtgärdad)", re.IGNORECASE
)
_YES = re.compile(r"^(?:ja|x|avhjälpt|åtgärdad)\b|\b(?:är|har|bedöms)\s+(?:\w+\s+)?avhjälpts?\b", re.IGNORECASE)
_REMEDIED_HEAD = re.compile(r"avhjälpt|åtgärdade\s+brister", re.IGNORECASE)
_REMAINING_HEAD = re.compile(r"kvarst[åa]|ej\s+avhjälpt|inte\s+avhjälpt", re.IGNORECASE)
_ISO = re.compile(r"\b((?:19|20)\d\d)-?(\d\d)-?(\d\d)\b")


@dataclass(slots=True)
class AreaRow:
    """One area's row; every part with its place."""

    name: Read
    judgement: Read | None = None
    intervention: Read | None = None
    deadline: Read | None = None
    follow_up: Read | None = None
    parts: list[tuple[int, int]] = field(default_factory=list)


def area_rows(document: Document) -> list[AreaRow]:
    """The rows of all tables of areas, in document order."""
    found: list[AreaRow] = []
    for first, last in _regions(document):
        blocks = document.flow.blocks[first:last]
        rows = (
            list(_ticked(document, blocks)) or list(_set_apart(document, blocks)) or list(_by_words(document, blocks))
        )
        follow_up = _heading_says(document, first)
        remedied = any("avhjälpt" in document.lower[b.start : b.end] for b in blocks[:3])
        for row in rows:
            if (
                row.follow_up is not None
                and row.follow_up.value == "remedied"
                and not (remedied or follow_up == "remedied")
            ):
                row.follow_up = None  # "Ja" answers another question
            if row.follow_up is None and follow_up is not None:
                row.follow_up = Read(follow_up, row.name.start, row.name.end, 0.9)
            if row.judgement or row.intervention or row.deadline or row.follow_up:
                found.append(row)
    return found


def _regions(document: Document) -> Iterator[tuple[int, int]]:
    """Runs of blocks that hold a table: from its header words to the first block of another kind."""
    blocks, flow = document.flow.blocks, document.flow
    index = 0
    while index < len(blocks):
        block = blocks[index]
        text = flow.of(block)
        is_header = (block.kind == "row" and _FIRST_LABEL.match(text) and len(_HEADER.findall(text)) > 1) or (
            block.kind != "row" and len(text) < 90 and _starts_table(document, index)
        )
        if not is_header:
            index += 1
            continue
        end = index + 1
        while (
            end < len(blocks)
            and _belongs(document, blocks[index:end], blocks[end])
            and not _opens_section(document, end)
        ):
            end += 1
        yield index, end
        index = end


_LEVEL_CELL = re.compile(r"(?:i\s+)?(?:(?P<high>hög)|(?P<some>flera)|(?P<low>låg))\b", re.IGNORECASE)


def _levels(document: Document, header: Block) -> list[tuple[int, str]]:
    """(column, level) of a header whose cells are the levels themselves, for tables that are ticked; else none."""
    found = []
    for (start, end), column in zip(header.cells, header.columns, strict=True):
        if hit := _LEVEL_CELL.match(document.text, start, end):
            found.append((column, hit.lastgroup or ""))
    return found if len({level for _, level in found}) == 3 else []


def _ticked(document: Document, blocks: list[Block]) -> Iterator[AreaRow]:
    """Rows in which an x stands under the level."""
    levels = _levels(document, blocks[0])
    for block in blocks[1:] if levels else []:
        if len(block.cells) < 2:
            continue
        start, end = block.cells[0]
        ticks = [
            (c, col)
            for c, col in zip(block.cells[1:], block.columns[1:], strict=True)
            if len(document.text[slice(*c)]) <= 2
        ]
        if len(ticks) == 1 and (name := document.text[start:end])[0].isupper():
            (tick, column) = ticks[0]
            level = min(levels, key=lambda one: abs(one[0] - column))[1]
            first, last = area_names.plain(name)
            yield AreaRow(
                Read(area_names.known(name) or name[first:last], start + first, start + last, 0.9),
                Read(level, *tick, 0.85),
            )


def _starts_table(document: Document, index: int) -> bool:
    text = document.flow.of(document.flow.blocks[index])
    if _LABEL_ALONE.fullmatch(text) or (_HEADER.match(text) and len(_HEADER.findall(text)) > 1 and "." not in text):
        near = [document.flow.of(b) for b in document.flow.blocks[index + 1 : index + 22]]
        first = bool(_FIRST_LABEL.match(text)) or any(_FIRST_LABEL.fullmatch(t.strip(" |")) for t in near)
        return first and any(len(t) < 100 and _has_value(t) for t in near)
    return False


def _has_value(text: str) -> bool:
    return bool(
        area_names.INTERVENTIONS.match(text.strip(" |"))
        or area_names.JUDGEMENTS.search(text)
        or _ISO.search(text)
        or area_names.NO_DEFICIENCY.search(text)
        or _YES.match(text)
    )


def _opens_section(document: Document, index: int) -> bool:
    """A line such as "Föreläggande" under which running text stands is a heading, not a cell."""
    block = document.flow.blocks[index]
    if block.kind != "heading":
        return False
    # Of the decision's own headings two may follow each other ("Beslut", "Föreläggande").
    reach = 3 if _NO_NAME.match(document.flow.of(block)) else 2
    for following in document.flow.blocks[index + 1 : index + reach]:
        if following.kind == "paragraph":
            return following.end - following.start > 130
        if following.kind != "heading":
            return False
    return False


def _belongs(document: Document, so_far: list[Block], block: Block) -> bool:
    if block.kind == "row":
        return True
    text = document.flow.of(block)
    if any(len(b.cells) > 1 for b in so_far[1:]) and block.gap and not _value_or_name(document, text):
        return False
    if all(b.kind == "row" for b in so_far) and len(so_far) > 1:
        return False
    return len(text) < 130 and (
        _value_or_name(document, text) or bool(_HEADER.match(text) and len(text) < 60 and not block.number)
    )


def _value_or_name(document: Document, text: str) -> bool:
    bare = text.strip(" |")
    if len(bare) < 32 and (bare[:1] == "(" or bare[:1].islower()) and bare[-1:] not in ".:":
        return True  # the rest of a name, or a remark on it
    if _HEADING_OF_DECISION.match(bare):
        return False
    return (
        _has_value(bare)
        or _name_prefix(document, bare) is not None
        or bare.lower() in ("vite", "utsträckning", "delar", "–", "-")
    )


_HEADING_OF_DECISION = re.compile(r"(?:skolinspektionens? |sammanfattning|föreläggande vid vite\s*[–-])", re.IGNORECASE)


def _heading_says(document: Document, index: int) -> str | None:
    """`remaining` or `remedied` when the table stands under such a heading or sentence."""
    for block in reversed(document.flow.blocks[max(0, index - 3) : index]):
        text = document.flow.of(block)
        if _REMAINING_HEAD.search(text):
            return "remaining"
        if _REMEDIED_HEAD.search(text):
            return "remedied"
    return None


# ---------------------------------------------------------------- rows whose cells stand apart


def _set_apart(document: Document, blocks: list[Block]) -> Iterator[AreaRow]:
    if sum(len(b.cells) > 1 for b in blocks[1:]) < 1 or blocks[0].kind != "row":
        return
    columns = blocks[0].columns
    rows: list[list[list[tuple[int, int]]]] = []
    for number, block in enumerate(blocks[1:], 1):
        if block.kind != "row":
            continue
        first = document.text[block.cells[0][0]]
        starts = abs(block.columns[0] - columns[0]) <= 3 and not first.islower() and first != "("
        if starts and len(block.cells) == 1 and number < len(blocks) - 1:
            # A name alone in its row: new when the row before has its values, else a wrapped header.
            starts = bool(rows) and block.gap
        if not rows and not (starts and len(block.cells) > 1):
            continue
        if len(block.cells) == 1 and document.text[slice(*block.cells[0])].lower() in (
            "utsträckning",
            "delar",
            "redovisning",
        ):
            continue  # the rest of a value, which its first words have told
        if starts:
            rows.append([[] for _ in columns])
        for cell, column in zip(block.cells, block.columns, strict=True):
            nearest = min(range(len(columns)), key=lambda n: abs(columns[n] - column))
            rows[-1][nearest].append(cell)
    for row in rows:
        if row[0]:
            yield _area_row(document, row[0], [part for cell in row[1:] for part in [cell] if part])


def _joined(document: Document, parts: list[tuple[int, int]]) -> str:
    return " ".join(document.text[a:b] for a, b in parts).replace("- ", "-")


def _area_row(document: Document, name: list[tuple[int, int]], cells: list[list[tuple[int, int]]]) -> AreaRow:
    text = _joined(document, name)
    hit = _name_prefix(document, document.text[slice(*name[0])])
    if hit and _value_follows(document.text[name[0][0] + hit[1] : name[0][1]].lstrip().lower()):
        # The scan ran the name and the first value together.
        cut = name[0][0] + hit[1]
        cells = [[(cut + 1, name[0][1])], *cells]
        name = [(name[0][0], cut), *name[1:]]
        text = _joined(document, name)
    start, end = area_names.plain(text)
    first, last = name[0][0] + start, name[0][1] if len(name) > 1 else name[0][0] + end
    row = AreaRow(Read(area_names.known(text[start:end]) or text[start:end], first, last, 0.9), parts=name)
    if PARTLY.search(text):
        row.follow_up = Read("partly_remaining", name[-1][0], name[-1][1], 0.9)
    for cell in cells:
        _fill(row, _joined(document, cell), cell[0][0], cell[0][1])
    return row


def _fill(row: AreaRow, text: str, start: int, end: int) -> None:
    """Put what one cell says into the row; what is set already stays."""
    if row.judgement is None and (hit := area_names.JUDGEMENTS.search(text)):
        row.judgement = Read(area_names.judgement_in(hit), start, end, 0.93)
    if row.follow_up is None:
        for value, pattern in (
            ("in_line", IN_LINE),
            ("further_needed", FURTHER),
            ("partly_remaining", PARTLY),
            ("remedied", _YES),
        ):
            if pattern.search(text):
                row.follow_up = Read(value, start, end, 0.9)
                break
    if row.judgement is None and area_names.NO_DEFICIENCY.search(text):
        row.judgement = Read("no_deficiency", start, end, 0.93)
    elif row.intervention is None and (hit := area_names.INTERVENTIONS.search(text)):
        row.intervention = Read(hit.lastgroup or "order", start, end, 0.93)
        if row.judgement is None:
            row.judgement = Read("deficiency", start, end, 0.9)
    elif (
        row.intervention is not None
        and row.intervention.value == "order"
        and re.match(r"(?:vid\s+)?vite\b", text, re.I)
    ):
        row.intervention = Read("order_with_fine", row.intervention.start, row.intervention.end, 0.85)
    if row.deadline is None and (day := _ISO.search(text)):
        row.deadline = Read("-".join(day.groups()), start, end, 0.93)


# ---------------------------------------------------------------- rows run together, and columns


def _name_prefix(document: Document, text: str) -> tuple[str, int] | None:
    """A known area's name (or its first words) that begins the text, and where it ends."""
    offset = area_names.plain(text)[0]
    low = text[offset:].lower().replace("  ", " ")
    best: tuple[str, int] | None = None
    for name in _names(document):
        wanted = name.lower()
        if low[:1] != wanted[:1]:
            continue
        if low.startswith(wanted) and not low[len(wanted) : len(wanted) + 1].isalpha():
            if best is None or len(wanted) > best[1] - offset:
                best = (name, offset + len(wanted))
        elif best is None and wanted.count(" ") >= 2:
            words = wanted.split()
            for count in range(len(words) - 1, 1, -1):
                head = " ".join(words[:count])
                if (
                    len(head) > 0.45 * len(wanted)
                    and low.startswith(head + " ")
                    and _value_follows(low[len(head) + 1 :])
                ):
                    best = (name, offset + len(head))
                    break
    return best


_NO_NAME = re.compile(
    r"(?:beslut|föreläggande|anmärkning|skolinspektionens|avst|sammanfattning|motivering|skäl|"
    r"åtgärder|brister|bakgrund)",
    re.IGNORECASE,
)


def _names(document: Document) -> tuple[str, ...]:
    """Names that a row can begin with: the closed list and the document's own headings."""
    if document.row_names is None:
        own = {
            text[slice(*area_names.plain(text))]
            for number, block in enumerate(document.flow.blocks)
            if block.kind == "heading"
            and number > 5
            and _heads_section(document, number, text := document.flow.of(block))
        }
        document.row_names = (*area_names.KNOWN_AREAS, *sorted(own))
    return document.row_names


def _heads_section(document: Document, number: int, text: str) -> bool:
    """Whether a heading heads an area's text, which a requirement, a judgement or its statutes begin."""
    if (
        not 5 < len(text) < 80
        or _NO_NAME.match(text)
        or _HEADER.match(text)
        or _has_value(text)
        or re.search(r"\d{3}", text)
    ):
        return False
    for block in document.flow.blocks[number + 1 : number + 3]:
        body = document.flow.of(block)
        hit = findings.trigger(document, block) if block.kind != "row" else None
        if (hit and hit.kind) or body.lower().startswith(("författningsst", "inga brister", "ingen brist")):
            return True
    return False


def _value_follows(rest: str) -> bool:
    return bool(
        area_names.INTERVENTIONS.match(rest)
        or area_names.JUDGEMENTS.match(rest)
        or _ISO.match(rest)
        or area_names.NO_DEFICIENCY.match(rest)
    )


def _by_words(document: Document, blocks: list[Block]) -> Iterator[AreaRow]:
    """Name, then values, until the next name; or all names and all values, paired when the counts agree."""
    rows: list[AreaRow] = []
    loose: list[tuple[str, int, int]] = []
    order = ""
    for block in blocks:
        for start, end in block.cells or [(block.start, block.end)]:
            text = document.text[start:end].strip(" |")
            start = document.text.index(text, start) if text else start
            if _LABEL_ALONE.fullmatch(text):
                continue
            hit = _name_prefix(document, text)
            if hit:
                offset = area_names.plain(text)[0]
                rows.append(AreaRow(Read(hit[0], start + offset, start + hit[1], 0.85)))
                order += "N"
                if PARTLY.search(text):
                    rows[-1].follow_up = Read("partly_remaining", start, end, 0.85)
                text, start = text[hit[1] :], start + hit[1]
            if text in ("-", "–", "—"):
                order += "v"
                loose.append(("-", start, end))
                continue
            if rows and PARTLY.search(text):
                rows[-1].follow_up = Read("partly_remaining", start, end, 0.85)
                continue
            if not text or not (_has_value(text) or text.lower().startswith("vite")):
                continue
            order += "v"
            loose.append((text, start, end))
            if rows:
                _fill(rows[-1], text, start, end)
    if len(rows) > 1 and "NN" in order and ("vv" in order or order.count("v") == 1) and re.fullmatch(r"v*N+v*", order):
        _pair_columns(rows, loose)
    yield from rows


def _pair_columns(rows: list[AreaRow], loose: list[tuple[str, int, int]]) -> None:
    for row in rows:
        row.judgement = row.intervention = row.deadline = None
        if row.follow_up and row.follow_up.value != "partly_remaining":
            row.follow_up = None
    dates = [v for v in loose if _ISO.search(v[0]) or v[0] == "-"]
    others = [v for v in loose if not _ISO.search(v[0]) and v[0] != "-"]
    # A day belongs to an intervention: as many days as interventions are theirs, whatever the empty cells were.
    for values, mine in ((others, rows), (dates, rows)):
        if len(values) != len(mine) and values is dates:
            mine = [row for row in rows if row.intervention is not None]
            values = [v for v in dates if v[0] != "-"]
        if len(values) == len(mine):
            for row, (text, start, end) in zip(mine, values, strict=True):
                _fill(row, text, start, end)
