"""A decided allocation as a paper, in Swedish or English: the formula to work out by hand, every unit's amount, and
what would change if something in it were a little other."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from .allocation_words import (
    change_words,
    formula_lines,
    kronor,
    moved_from_equal,
    need_sentence,
    number,
    picture_sentence,
    remark,
    say,
    signed,
)
from .paper import Block, Bullets, Chart, Column, Heading, Paper, Paragraph, Table, written_date

SCHEMA = "likvard.allocation/1"


def _facts(content: Mapping[str, Any], language: str) -> tuple[str, ...]:
    units = len(content["units"])
    share, moved = number(100 * content["share"], language, 1), moved_from_equal(content)
    told = [
        say(
            (
                f"{kronor(content['pot'], language)} till {units} enheter med {number(content['pupils'], language)} "
                f"elever, i medeltal {kronor(content['mean'], language)} per elev.",
                f"{kronor(content['pot'], language)} to {units} units with {number(content['pupils'], language)} "
                f"pupils, on average {kronor(content['mean'], language)} per pupil.",
            ),
            language,
        ),
        say(
            (
                f"{share} % av summan följer behovet. Jämfört med lika belopp per elev får andra enheter "
                f"{kronor(moved, language)}.",
                f"{share} % of the pot goes by need. Against the same amount per pupil, {kronor(moved, language)} go "
                f"to other units.",
            ),
            language,
        ),
        need_sentence(content, language),
    ]
    return tuple(told)


def _units(content: Mapping[str, Any], language: str) -> Table:
    had = any(row["before"] is not None for row in content["units"])
    heads = [(say(("Skolenhet", "School unit"), language), 4, False)]
    heads += [(say(("Elever", "Pupils"), language), 2, True), (say(("Behovsindex", "Need index"), language), 2, True)]
    heads += [(say(("Per elev", "Per pupil"), language), 2, True), (say(("Belopp", "Amount"), language), 3, True)]
    heads += [(say(("Mot lika belopp", "Against equal"), language), 3, True)]
    heads += [(say(("Mot i dag", "Against today"), language), 3, True)] if had else []
    rows = []
    for row in content["units"]:
        cells = [
            row["name"], number(row["pupils"], language),
            "–" if row["index"] is None else number(row["index"], language), number(row["per_pupil"], language),
            number(row["amount"], language), signed(row["amount"] - row["equal"], language),
        ]  # fmt: skip
        if had:
            cells.append("–" if row["before"] is None else signed(row["amount"] - row["before"], language))
        rows.append(tuple(cells))
    total = [say(("Summa", "Sum"), language), number(content["pupils"], language), "", "",
             number(content["pot"], language), ""]  # fmt: skip
    caption = say(
        ("Belopp i kronor, i bokstavsordning. Index 100 är medelbehovet.",
         "Amounts in SEK, in alphabetical order. Index 100 is the mean need."), language,
    )  # fmt: skip
    return Table(
        caption, tuple(Column(*head) for head in heads), (*rows, tuple([*total, ""] if had else total))
    )  # fmt: skip


def _sensitivity(content: Mapping[str, Any], language: str) -> Table | None:
    rows = tuple(
        (
            change_words(one["what"], language), number(one["moved"], language),
            number(100 * one["share"], language, 2) + "\N{NO-BREAK SPACE}%",
            f"{number(one['largest'], language, 1)}\N{NO-BREAK SPACE}% ({one['unit']})" if one["unit"] else "–",
        )
        for one in content["sensitivity"]
    )  # fmt: skip
    if not rows:
        return None
    heads = (
        Column(say(("Ändring", "Change"), language), 4),
        Column(say(("Kronor som flyttas", "SEK moved"), language), 2, numeric=True),
        Column(say(("Del av summan", "Part of the pot"), language), 2, numeric=True),
        Column(say(("Störst ändring för en enhet", "Largest change of a unit"), language), 3),
    )
    return Table(say(("Hur känslig fördelningen är", "How sensitive the allocation is"), language), heads, rows)


def allocation_paper(content: Mapping[str, Any], *, checksum: str, language: str, picture: str = "") -> Paper:
    """The decided allocation. `picture`: the chart of need and money as SVG. Raises `ValueError` on another schema."""
    if content.get("schema") != SCHEMA:
        raise ValueError(f"not an allocation of {SCHEMA}: {content.get('schema')!r}")
    decided_on = date.fromisoformat(content["decided_on"])
    day = written_date(decided_on, language)
    decided = say(
        (f"Beslutad av {content['decided_by']} den {day}, {content['paragraph']}.",
         f"Decided by {content['decided_by']} on {day}, {content['paragraph']}."), language,
    )  # fmt: skip
    blocks: list[Block] = [
        Paragraph(decided),
        *(Paragraph(one) for one in _facts(content, language)),
        Heading(2, say(("Formeln", "The formula"), language)),
        Bullets(formula_lines(content, language)),
        Heading(2, say(("Enheterna", "The units"), language)),
        _units(content, language),
    ]
    told = tuple(f"{row['name']}: {remark(row, language)}." for row in content["units"] if remark(row, language))
    if told:
        blocks.append(Bullets(told))
    if picture:
        blocks += [
            Heading(2, say(("Behov och pengar", "Need and money"), language)),
            Chart(picture, picture_sentence(content, language)),
        ]
    sensitive = _sensitivity(content, language)
    if sensitive is not None:
        blocks += [Heading(2, say(("Känslighet", "Sensitivity"), language)), sensitive]
    blocks.append(Heading(2, say(("Metod, lag och källor", "Method, law and sources"), language)))
    blocks.append(Paragraph(content["method"]["en" if language == "en" else "sv"]))
    blocks.append(
        Paragraph(
            say(
                (
                    "Kommuner ska fördela resurser till utbildning efter barnens och elevernas olika förutsättningar "
                    "och behov (2 kap. 8 b § skollagen). Utbildningen ska vara likvärdig (1 kap. 9 §).",
                    "Municipalities allocate resources for education by the different preconditions and needs of "
                    "children and pupils (ch. 2 s. 8 b of the Education Act). Education is to be equivalent (ch. 1 "
                    "s. 9).",
                ),
                language,
            )
        )
    )
    sources = tuple(", ".join(part for part in (one["publisher"], one["title"]) if part) for one in content["sources"])
    if sources:
        blocks.append(Bullets(sources))
    fetched = content["figures_on"]
    blocks.append(
        Paragraph(
            say(
                (f"Uppgifterna hämtades {fetched}. Innehållets kontrollsumma (sha256): {checksum}",
                 f"The figures were fetched {fetched}. Checksum of the content (sha256): {checksum}"), language,
            ),
            quiet=True,
        )
    )  # fmt: skip
    title = say(("Resurser efter behov", "Resources by need"), language)
    return Paper(
        title=f"{title}: {content['title']} {content['year']}",
        language=language,
        sender=(content["organiser"],),
        receiver=(),
        case_number="",
        dated=decided_on,
        blocks=tuple(blocks),
        subject=f"{title}, {content['organiser']} {content['year']}",
    )
