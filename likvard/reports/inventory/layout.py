"""How an inventory is laid out: the main point first, then areas, circles, pairs, ties and what was found."""

from typing import Any

from likvard.reports.paper import Block, Bullets, Column, Heading, Paper, Paragraph, Table, typed

from .content import InventoryContent, names_in
from .ring import chart_of, first_up
from .words import WORDS


def inventory_paper(content: InventoryContent, *, language: str = "sv") -> Paper:
    w, names = WORDS[language], names_in(content, language)
    places = w["places"][content.places]
    blocks: list[Block] = [
        Paragraph(
            w["scope"].format(
                n=content.sorted, of=content.of, places=places, begins=content.begins.isoformat(),
                ends=content.ends.isoformat(), left_out=content.left_out,
            )
        ),
        Paragraph(w["chance"], quiet=True),
    ]  # fmt: skip
    if content.unsorted:
        blocks.append(Paragraph(w["unsorted"].format(n=content.unsorted)))
    for heading, text in ((w["question"], content.question), (w["summary"], content.summary)):
        if text.strip():
            blocks += [Heading(2, heading), *typed(text)]
    blocks.append(Heading(2, w["areas"]))
    if not content.areas:
        blocks.append(Paragraph(w["none_found"]))
    else:
        blocks += [_areas(content, w, names, places), Paragraph(w["note"], quiet=True)]
        blocks += _spirals(content, w, names, places, language)
        blocks += _pairs(content, w, names)
        blocks += _ties(content, w, names)
        blocks += _found(content, w, names)
    for heading, text in ((w["handling"], content.handling), (w["next"], content.next_step)):
        if text.strip():
            blocks += [Heading(2, heading), *typed(text)]
    return Paper(
        title=content.title, language=language, sender=(content.holder,), receiver=(), case_number="",
        dated=content.issued_on, blocks=tuple(blocks), subject=w["subject"],
        status="" if content.issued_on else w["draft"],
    )  # fmt: skip


def _count(count: int | None, w: dict[str, Any]) -> str:
    return w["withheld"] if count is None else str(count)


def _areas(content: InventoryContent, w: dict[str, Any], names: dict[str, str], places: str) -> Table:
    columns = (
        Column(w["area"], 5), Column(w["with"].format(of=content.of, places=places), 3, numeric=True),
        Column(w["still"], 3, numeric=True), Column(w["dev"], 3, numeric=True), Column(w["def"], 2, numeric=True),
    )  # fmt: skip
    rows = tuple(
        (first_up(names[one.code]), _count(one.places, w), _count(one.still, w), str(one.development_areas),
         str(one.deficiencies))
        for one in content.areas
    )  # fmt: skip
    return Table(w["areas"], columns, rows)


def _spirals(
    content: InventoryContent, w: dict[str, Any], names: dict[str, str], places: str, language: str
) -> list[Block]:  # fmt: skip
    blocks: list[Block] = [Heading(2, w["spirals"]), Paragraph(w["spirals_lead"])]
    if content.spirals:
        blocks.append(
            Bullets(
                tuple(
                    w["spiral"].format(
                        areas=first_up(" – ".join(names[code] for code in one.areas)), n=_count(one.places, w),
                        of=content.of, places=places, still=_count(one.still, w),
                    )
                    for one in content.spirals
                )
            )
        )  # fmt: skip
    else:
        blocks.append(Paragraph(w["no_spirals"]))
    if chart := chart_of(content, language):
        blocks.append(chart)
    return blocks


def _pairs(content: InventoryContent, w: dict[str, Any], names: dict[str, str]) -> list[Block]:
    if not content.pairs:
        return []
    comma = "," if w is WORDS["sv"] else "."
    rows = tuple(
        (
            first_up(f"{names[one.first]} + {names[one.second]}"),
            _count(one.both, w),
            w["withheld"] if one.expected is None else f"{one.expected:.1f}".replace(".", comma),
            w["yes"] if one.clear else "",
        )
        for one in content.pairs
    )
    columns = (Column(w["pair"], 7), Column(w["both"], 2, numeric=True), Column(w["expected"], 3, numeric=True),
               Column(w["clear"], 2))  # fmt: skip
    return [Heading(2, w["pairs"]), Table(w["pairs"], columns, rows), Paragraph(w["pairs_note"], quiet=True)]


def _ties(content: InventoryContent, w: dict[str, Any], names: dict[str, str]) -> list[Block]:
    if not content.ties:
        return []
    rows = tuple(
        (
            first_up(f"{names[one.start]} {'↔' if one.both_ways else '→'} {names[one.end]}"),
            w["strengths"][one.strength],
            w["levels"][one.level],
            " ".join(
                part
                for part in (one.grounds, f"{one.source}{f' ({one.year})' if one.year else ''}." if one.source else "")
                if part
            ),
            _count(one.both, w),
        )
        for one in content.ties
    )
    columns = (Column(w["tie"], 5), Column(w["how"], 2), Column(w["level"], 2), Column(w["said"], 6),
               Column(w["both"], 1, numeric=True))  # fmt: skip
    return [Heading(2, w["ties"]), Table(w["ties"], columns, rows)]


def _found(content: InventoryContent, w: dict[str, Any], names: dict[str, str]) -> list[Block]:
    blocks: list[Block] = []
    for heading, chosen in (
        (w["found"], [(one.code, one.texts) for one in content.areas]),
        (w["beside"], [(one.code, tuple(w["from"].format(text=t, source=s) for t, s in one.beside))
                       for one in content.areas]),
        (w["goods"], [(one.code, one.goods) for one in content.areas]),
    ):  # fmt: skip
        there = [(code, texts) for code, texts in chosen if texts]
        if there:
            blocks.append(Heading(2, heading))
        for code, texts in there:
            blocks += [Heading(3, first_up(names[code])), Bullets(texts)]
    return blocks
