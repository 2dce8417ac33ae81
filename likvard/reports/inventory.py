"""An inventory of experience on paper: problem areas, which occur together, which feed one another, what worked."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .circle import Arrow, circle
from .frozen import plain
from .paper import Block, Bullets, Chart, Column, Heading, Paper, Paragraph, Table, typed

SCHEMA = "likvard.inventory/1"


@dataclass(frozen=True, slots=True)
class AreaTold:
    """`places` None = withheld: so few were reviewed that one could be told from the others; then no words either."""

    code: str
    sv: str
    en: str
    development_areas: int
    deficiencies: int
    places: int | None
    still: int | None
    texts: tuple[str, ...]
    goods: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]  # what surveys show: words, source


@dataclass(frozen=True, slots=True)
class PairTold:
    first: str
    second: str
    both: int | None
    expected: float | None
    clear: bool


@dataclass(frozen=True, slots=True)
class TieTold:
    start: str
    end: str
    both_ways: bool
    level: str  # organiser, unit
    strength: str  # stated, indicated, hypothesis
    source: str
    year: int | None
    grounds: str
    both: int | None


@dataclass(frozen=True, slots=True)
class SpiralTold:
    areas: tuple[str, ...]
    places: int | None
    still: int | None


@dataclass(frozen=True, slots=True)
class InventoryContent:
    """Everything the paper says. This, as JSON, is what is frozen when it is issued. `places`: units or organisers."""

    title: str
    holder: str
    question: str
    begins: date
    ends: date
    places: str
    of: int
    sorted: int
    unsorted: int
    left_out: int
    summary: str
    handling: str
    next_step: str
    areas: tuple[AreaTold, ...]
    pairs: tuple[PairTold, ...]
    ties: tuple[TieTold, ...]
    spirals: tuple[SpiralTold, ...]
    names: tuple[tuple[str, str, str], ...]  # of every area that is named: code, Swedish, English
    issued_on: date | None = None
    number: int = 0


def to_json(content: InventoryContent) -> dict[str, Any]:
    return {"schema": SCHEMA, **plain(asdict(content))}


def from_json(values: dict[str, Any]) -> InventoryContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not an inventory of {SCHEMA}: {values.get('schema')!r}")
    rest = {key: value for key, value in values.items() if key != "schema"}
    lists = ("texts", "goods", "areas")
    kinds: dict[str, Any] = {"pairs": PairTold, "ties": TieTold, "spirals": SpiralTold}
    made: dict[str, Any] = {
        key: tuple(kind(**{k: tuple(v) if k in lists else v for k, v in one.items()}) for one in rest[key])
        for key, kind in kinds.items()
    }
    areas = tuple(
        AreaTold(**{**one, "texts": tuple(one["texts"]), "goods": tuple(one["goods"]),
                    "beside": tuple((text, source) for text, source in one["beside"])})
        for one in rest["areas"]
    )  # fmt: skip
    return InventoryContent(
        **{
            **rest,
            **made,
            "areas": areas,
            "names": tuple((code, sv, en) for code, sv, en in rest["names"]),
            "begins": date.fromisoformat(rest["begins"]),
            "ends": date.fromisoformat(rest["ends"]),
            "issued_on": date.fromisoformat(rest["issued_on"]) if rest["issued_on"] else None,
        }
    )


WORDS: dict[str, dict[str, Any]] = {
    "sv": {
        "subject": "Erfarenhetsinventering",
        "draft": "Utkast – inte utfärdad",
        "places": {"units": "skolenheter", "organisers": "huvudmän"},
        "scope": "Inventeringen bygger på {n} iakttagelser från {of} {places} som granskades {begins}–{ends}."
        " {left_out} iakttagelser är utelämnade med skäl.",
        "unsorted": "{n} iakttagelser är ännu inte sorterade och räknas inte med.",
        "chance": "De granskade är inte slumpmässigt utvalda: talen gäller dem och säger inget om andra.",
        "question": "Frågan",
        "summary": "Det viktigaste",
        "areas": "Problemområden",
        "area": "Område",
        "with": "Finns hos, av {of} {places}",
        "still": "Därav inte åtgärdat",
        "dev": "Utvecklingsområden",
        "def": "Brister",
        "withheld": "dold",
        "note": "Dold: färre än fem är granskade, och ingen ska kunna pekas ut. Inte åtgärdat: minst en iakttagelse"
        " i området är inte känd som avslutad.",
        "spirals": "Problem som förstärker varandra",
        "spirals_lead": "En spiral är områden som påverkar varandra i en cirkel och som finns samtidigt på samma"
        " ställe. Pilarna är samband som någon har angett, med källa nedan. De är inte bevisade orsaker.",
        "spiral": "{areas}: hos {n} av {of} {places}, hos {still} är inget av områdena känt som åtgärdat.",
        "no_spirals": "Ingen spiral finns bland det som är sorterat.",
        "pairs": "Områden som förekommer tillsammans",
        "pair": "Områden",
        "both": "Båda",
        "expected": "Väntat av slump",
        "clear": "Tydligt",
        "yes": "ja",
        "pairs_note": "Här står de par som är tydliga eller som någon har angett ett samband mellan."
        " Tydligt: fler än slumpen ger, med högst en tiondel falska fynd att vänta. Att områden förekommer"
        " tillsammans säger inte vad som kom först.",
        "ties": "Vad som driver vad",
        "tie": "Samband",
        "said": "Källa och grund",
        "how": "Styrka",
        "level": "Gäller",
        "strengths": {"stated": "anges", "indicated": "framgår", "hypothesis": "egen hypotes"},
        "levels": {"organiser": "huvudmannen", "unit": "enheten"},
        "found": "Iakttagelser",
        "beside": "Vad enkäter och statistik visar",
        "from": "{text} Källa: {source}.",
        "goods": "Vad som har fungerat",
        "handling": "Så har problemen mötts",
        "next": "Nästa steg: hinder att undanröja",
        "chart": "Så hänger områdena ihop",
        "arrow": "{start} påverkar {end} ({n} ställen)",
        "arrow_both": "{start} och {end} påverkar varandra ({n} ställen)",
        "none_found": "Inget är sorterat ännu.",
    },
    "en": {
        "subject": "Inventory of experience",
        "draft": "Draft – not issued",
        "places": {"units": "school units", "organisers": "organisers"},
        "scope": "The inventory builds on {n} findings from {of} {places} reviewed {begins}–{ends}. {left_out} findings"
        " are left out with reasons.",
        "unsorted": "{n} findings are not sorted yet and do not count.",
        "chance": "Those reviewed are not chosen at random: the figures hold for them and say nothing of others.",
        "question": "The question",
        "summary": "The main point",
        "areas": "Problem areas",
        "area": "Area",
        "with": "Found at, of {of} {places}",
        "still": "Of them not settled",
        "dev": "Development areas",
        "def": "Deficiencies",
        "withheld": "withheld",
        "note": "Withheld: fewer than five are reviewed, and none may be pointed out. Not settled: at least one finding"
        " in the area is not known to be settled.",
        "spirals": "Problems that reinforce each other",
        "spirals_lead": "A spiral is areas that feed one another in a circle and are found at the same place at the"
        " same time. The arrows are ties that somebody has stated, with sources below. They are not proven causes.",
        "spiral": "{areas}: at {n} of {of} {places}; at {still} none of the areas is known to be settled.",
        "no_spirals": "There is no spiral in what has been sorted.",
        "pairs": "Areas that occur together",
        "pair": "Areas",
        "both": "Both",
        "expected": "Expected by chance",
        "clear": "Clear",
        "yes": "yes",
        "pairs_note": "Pairs that are clear, or between which somebody has stated a tie."
        " Clear: more than chance gives, with at most a tenth of false findings to be expected. That areas"
        " occur together does not say what came first.",
        "ties": "What feeds what",
        "tie": "Tie",
        "said": "Source and grounds",
        "how": "Strength",
        "level": "About",
        "strengths": {"stated": "stated", "indicated": "indicated", "hypothesis": "own hypothesis"},
        "levels": {"organiser": "the organiser", "unit": "the unit"},
        "found": "Findings",
        "beside": "What surveys and statistics show",
        "from": "{text} Source: {source}.",
        "goods": "What has worked",
        "handling": "How the problems have been met",
        "next": "Next step: hinders to remove",
        "chart": "How the areas hang together",
        "arrow": "{start} feeds {end} ({n} places)",
        "arrow_both": "{start} and {end} feed each other ({n} places)",
        "none_found": "Nothing is sorted yet.",
    },
}


def _names(content: InventoryContent, language: str) -> dict[str, str]:
    return {code: sv if language == "sv" else en for code, sv, en in content.names}


def first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def chart_of(content: InventoryContent, language: str) -> Chart | None:
    """The areas in a ring with the ties between those that occur together; None when there is no tie."""
    w, names = WORDS[language], _names(content, language)
    ties: dict[tuple[str, str], TieTold] = {}
    for tie in content.ties:
        pair = (min(tie.start, tie.end), max(tie.start, tie.end)) if tie.both_ways else (tie.start, tie.end)
        ties.setdefault(pair, tie)
    shown = [(a, b, tie) for (a, b), tie in ties.items() if tie.both]
    if not shown:
        return None
    around = [area.code for area in content.areas if any(area.code in (a, b) for a, b, _ in shown)]
    in_spiral = {code for spiral in content.spirals for code in spiral.areas}
    most = max(tie.both or 0 for _a, _b, tie in shown)
    svg = circle(
        [(code, first_up(names[code])) for code in around],
        [
            Arrow(a, b, tie.both_ways, (tie.both or 0) / most, tie.strength == "hypothesis", {a, b} <= in_spiral)
            for a, b, tie in shown
        ],
    )  # fmt: skip
    told = [
        w["arrow_both" if tie.both_ways else "arrow"].format(start=names[a], end=names[b], n=tie.both)
        for a, b, tie in shown
    ]
    return Chart(svg, first_up("; ".join(told)) + ".", w["chart"])


def inventory_paper(content: InventoryContent, *, language: str = "sv") -> Paper:
    w, names = WORDS[language], _names(content, language)
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
