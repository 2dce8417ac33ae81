"""The caption (ärendemening) of a register line.

Since 2021 or so a review is `MODEL, LEVEL, FORMS (inkl. HM) av UNIT för Offentlig|Enskild huvudman NAME i X kommun,
läsåret Y`; in 2019-2020 `MODEL av UNIT, form, för den offentliga|enskilda huvudmannen NAME, läsåret Y`; a tip is
`Uppgift om UNIT med huvudmannen NAME i X kommun`; a court step names the case it stands on. Every part but the
first may be missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from likvard.terms import organiser_kinds
from likvard.terms.case_numbers import find_case_numbers
from likvard.terms.municipalities import Municipality, by_name
from likvard.terms.names import ordinary_capitals
from likvard.terms.review_kinds import find_review_kinds
from likvard.terms.school_forms import codes, find_school_forms
from likvard.terms.terms_and_years import find_school_years

Level = Literal["school_unit", "organiser", "individual"]


@dataclass(frozen=True, slots=True)
class RegisterOrganiser:
    """`name` in ordinary capitals; `kind` as in the reading record, `None` when nothing tells it."""

    name: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Caption:
    """What one caption says. `kind` is a review kind of the record, `report_of_concern`, `application`,
    `notification`, `complaint`, `unused_approval`, `teacher_inquiry`, `fine_in_court`, `appeal`, `referral`,
    `follow_up` or `other`; `review_kind` is the review that the line concerns, also when the line is a later step."""

    text: str
    kind: str
    review_kind: str | None = None
    review_kind_printed: str | None = None
    level: Level | None = None
    theme: str | None = None
    school_forms: tuple[str, ...] = ()
    with_organiser: bool = False  # "(inkl. HM)": the organiser is reviewed with the unit
    unit: str | None = None
    organiser: RegisterOrganiser | None = None
    municipality: str | None = None
    municipality_code: str | None = None
    school_year: str | None = None
    related_case: str | None = None


_YEAR = re.compile(r",?\s*\b(?:under\s+)?läsåre[tn]s?\s+\d{2,4}\s*[/–-]\s*\d{2,4}\s*\.?$", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:^|\s)i\s+(?P<name>[A-ZÅÄÖ][\wåäöÅÄÖé.-]*(?:\s+[A-ZÅÄÖ][\wåäöÅÄÖé-]*){0,3}?\s+(?:kommun|stad)|"
    r"Region\s+Gotland)\s*\.?$",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(r"\s+i\s+(?:ej\s+relevant|okänd(?:\s+kommun)?|flera\s+kommuner|-)\s*$", re.IGNORECASE)
_COURT = re.compile(
    r"(?P<what>(?:ansökan|begäran)\s+om\s+utdömande\s+av\s+vite|utdömande\s+av\s+vite|"
    r"vitesansökan)\b[^,]*?\b(?:grundärende|ärende)t?\s+(?P<case>(?:SI\s+)?[\d-]*\d{4}\s*:\s*\d+)\s*,?\s*",
    re.IGNORECASE,
)
_APPEAL = re.compile(r"(?:överklagande|överklagan|yttrande\s+till\s+(?:förvaltningsrätt|kammarrätt))\b", re.IGNORECASE)
_PUBLIC = re.compile(
    r"(?:^|[\s,]+)(?:för|av|hos|vid)\s+(?:den\s+)?(?P<kind>offentlig|enskild|kommunal|fristående|"
    r"statlig|region)(?:a|e|t)?\s+huvudman(?:nen)?s?\b\s*:?\s*",
    re.IGNORECASE,
)
_WITH = re.compile(r"(?:^|\s)med\s+huvudman(?:nen)?(?:\s+|$)", re.IGNORECASE)
_TIP = re.compile(r"uppgift(?:er)?\b(?:\s+om\b)?\s*", re.IGNORECASE)
_VERB = re.compile(r"^(?:utöva|genomföra|utföra|genomförande\s+av|uppföljning\s+av|uppföljning,?)\s+", re.IGNORECASE)
_LEVELS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("school_unit", re.compile(r"(?:skolenhets|enhets|skol|förskoleenhets)nivå", re.IGNORECASE)),
    ("organiser", re.compile(r"huvudmanna?nivå|huvudman\s*snivå", re.IGNORECASE)),
    ("individual", re.compile(r"individ(?:s|ens|uell)?\s+(?:situation|ärende|nivå)|individnivå", re.IGNORECASE)),
)
_INCLUDED = re.compile(r"\s*\(\s*inkl\.?\s*(?:HM|huvudman(?:nen)?)\s*\)", re.IGNORECASE)
_FROM = re.compile(r"\s+från\s+(?P<organiser>.+?)(?:\s+(?:för|vid|avseende)\s+(?P<unit>.+))?$", re.IGNORECASE)
_FOR_AT = re.compile(r".*?\s(?:för|mot)\s+(?P<organiser>[A-ZÅÄÖ0-9].*?)\s+vid\s+(?P<unit>.+)$", re.IGNORECASE)
_AGAINST = re.compile(r"\s+(?:mot|vid|på|avseende|gällande|rörande)\s+(?P<unit>[A-ZÅÄÖ].+)$")
_FIRST_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?:{words})\b", re.IGNORECASE))
    for kind, words in (
        ("report_of_concern", r"uppgift(?:er)?"),
        (
            "unused_approval",
            r"återkallande\s+av\s+godkännanden?\s+som\s+inte\s+(?:nyttjas|utnyttjas|används)|"
            r"ej\s+nyttjade\s+godkännanden",
        ),
        ("revocation", r"återkallelse|återkallande"),
        (
            "teacher_inquiry",
            r"utredning\s+av\s+(?:en\s+)?(?:lärare|förskollärare)|anmälan\s+(?:om|"
            r"av)\s+(?:en\s+)?(?:lärare|förskollärare)",
        ),
        ("notification", r"anmälan\s+om\s+(?:att\s+använda|användning\s+av|start|ändring|upphörande)|underrättelse"),
        ("complaint", r"anmälan|klagomål"),
        ("application", r"ansökan|ansökningar"),
        ("referral", r"remiss(?:en|\.|:)?|remissvar|betänkande"),
        ("follow_up", r"uppföljning"),
        ("appeal", r"överklagande|överklagan"),
        ("document_request", r"begäran\s+om\s+(?:allmänna?\s+)?handling(?:ar)?|begäran\s+om\s+utlämnande"),
    )
)


def read_caption(caption: str) -> Caption:
    """Parse one caption; a caption of no known form is `other` with nothing but its text. Never fails."""
    text = tidy(caption)
    if court := _COURT.match(text):
        case = next((str(f.value) for f in find_case_numbers("dnr " + court["case"])), None)
        rest = _review(text[court.end() :], court.group("what"))
        return replace(rest, text=text, kind="fine_in_court", related_case=case)
    return _review(text, "")


def tidy(caption: str) -> str:
    """One line; `?` between two spaces is a dash that the export lost."""
    return re.sub(r"\s\?\s", " – ", re.sub(r"\s+", " ", caption)).strip(" ;")


def _review(text: str, step: str) -> Caption:
    rest = text
    year = None
    if hit := _YEAR.search(rest):
        found = find_school_years(hit.group())
        year = str(found[0].value) if found else None
        rest = rest[: hit.start()]
    kind = next((code for code, words in _FIRST_WORDS if words.match(text)), "other")
    models = find_review_kinds(rest[:160])
    head = _VERB.sub("", rest)
    model = models[0] if models and models[0].start <= len(rest) - len(head) + 2 else None
    if kind in ("referral", "document_request") or (
        kind == "other" and model is None and not _PUBLIC.search(rest) and not _WITH.search(rest)
    ):
        return _bare(text, kind, rest)
    place, rest = _place(rest)
    organiser, rest, place = _organiser(rest, place)
    caption = Caption(text, kind, school_year=year, organiser=organiser)
    if model is not None:
        printed = model.value.name.name
        caption = replace(
            caption,
            kind=kind if kind == "follow_up" else model.value.kind.code,
            review_kind=model.value.kind.code,
            review_kind_printed=printed,
        )
        caption = _model_parts(caption, rest[model.end :])
    elif kind == "report_of_concern":
        unit = _TIP.sub("", rest, count=1).strip(" ,")
        caption = replace(caption, review_kind="report_of_concern", unit=ordinary_capitals(unit) or None)
    else:
        caption = _other_parts(caption, rest)
    return _with_place(caption, place)


def _bare(text: str, kind: str, rest: str) -> Caption:
    """A line that concerns no school; only a municipality at its end is kept."""
    place, _ = _place(rest)
    return _with_place(Caption(text, kind), place if kind not in ("referral",) else None)


def _place(rest: str) -> tuple[Municipality | None, str]:
    if none := _NO_PLACE.search(rest):
        return None, rest[: none.start()]
    # The last "i X kommun" is the place; "i Sverige AB" before it belongs to a name.
    if hit := _PLACE.search(rest):
        found = by_name(hit["name"])
        if found is not None:
            return found, rest[: hit.start()]
        for cut in re.finditer(r"\si\s", hit.group()):
            found = by_name(hit.group()[cut.end() :])
            if found is not None:
                return found, rest[: hit.start() + cut.start()]
    return None, rest


def _organiser(rest: str, place: Municipality | None) -> tuple[RegisterOrganiser | None, str, Municipality | None]:
    """The organiser behind "för Offentlig huvudman" or "med huvudmannen"; what stands before it is left."""
    if hit := _PUBLIC.search(rest):
        name = rest[hit.end() :].strip(" ,")
        if place is None:
            place, name = _place(name)
        said = hit["kind"].lower()
        kind = "independent" if said in ("enskild", "fristående") else organiser_kinds.of_name(name) or "municipality"
        if kind == "independent" and said not in ("enskild", "fristående"):
            kind = "municipality"
        before = rest[: hit.start()]
        # 2019: "av den offentliga huvudmannen X KOMMUN, grundskola": the form comes after the name.
        tail = re.search(r",\s*(?P<form>[a-zåäö ,-]+)$", name)
        if tail and find_school_forms(tail["form"]):
            name, before = name[: tail.start()], before + ", " + tail["form"]
        return (RegisterOrganiser(ordinary_capitals(name), kind) if name else None), before, place
    if hit := _WITH.search(rest):
        name = rest[hit.end() :].strip(" ,")
        if not name:
            return None, rest[: hit.start()], place
        return (
            RegisterOrganiser(ordinary_capitals(name), organiser_kinds.of_name(name) or "independent"),
            rest[: hit.start()],
            place,
        )
    return None, rest, place


def _forms(text: str) -> tuple[str, ...]:
    named = {found.value.code for found in find_school_forms(text)}
    return tuple(code for code in codes() if code in named)


def _model_parts(caption: Caption, rest: str) -> Caption:
    """What stands between the model's name and the organiser: level, forms or theme, unit."""
    included = bool(_INCLUDED.search(rest))
    rest = _INCLUDED.sub("", rest)
    if rest.lstrip().lower().startswith("av ") and not rest.lstrip(" ").startswith(","):
        # 2019-2020: unit first, forms after a comma.
        body = rest.strip()[3:].strip(" ,")
        unit = body
        forms: tuple[str, ...] = ()
        parts = body.split(", ")
        for count in range(1, len(parts)):
            tail = ", ".join(parts[-count:])
            if _only_forms(tail):
                unit, forms = ", ".join(parts[:-count]), _forms(tail)
        if _only_forms(body):
            unit, forms = "", _forms(body)
        if unit and caption.organiser is None and organiser_kinds.of_name(unit) == "independent":
            # "Ägar- och ledningsprövning av NAMN AB": the company itself is reviewed.
            organiser = RegisterOrganiser(ordinary_capitals(unit), "independent")
            return replace(caption, organiser=organiser, level="organiser", school_forms=forms)
        level: Level | None = "school_unit" if unit else "organiser" if caption.organiser else None
        return replace(
            caption, unit=ordinary_capitals(unit) or None, school_forms=forms, with_organiser=included, level=level
        )
    cut = rest.rfind(", av ")
    length = 5
    if cut < 0:
        hit = re.search(r"\sav\s", rest)
        cut, length = (hit.start(), hit.end() - hit.start()) if hit else (len(rest), 0)
    head, unit = rest[:cut], rest[cut + length :].strip(" ,")
    level = next((code for code, words in _LEVELS if words.search(head)), None)
    pieces = [p.strip() for p in head.split(",") if p.strip()]
    theme = [p for p in pieces if not _only_forms(p) and not any(words.fullmatch(p) for _, words in _LEVELS)]
    if level is None and not unit and caption.organiser is not None:
        level = "organiser"
    return replace(
        caption,
        level=level,
        theme=", ".join(theme) or None,
        school_forms=_forms(head),
        with_organiser=included,
        unit=ordinary_capitals(unit) or None,
    )


_JOINING = re.compile(r"[\s,]|\boch\b|\bsamt\b|\bi\b|\binom\b", re.IGNORECASE)


def _only_forms(text: str) -> bool:
    """Whether a piece is a list of school forms and nothing else."""
    found = find_school_forms(text)
    if not found:
        return False
    rest, position = "", 0
    for one in found:
        rest += text[position : one.start]
        position = one.end
    return not _JOINING.sub("", rest + text[position:])


def _other_parts(caption: Caption, rest: str) -> Caption:
    """Applications, notifications, complaints and revocations: from whom, for which unit."""
    for pattern in (_FOR_AT, _FROM):
        if caption.organiser is None and (hit := pattern.search(rest)) and hit["organiser"].strip():
            unit = hit["unit"]
            name = hit["organiser"].strip(" ,")
            return replace(
                caption,
                organiser=RegisterOrganiser(ordinary_capitals(name), organiser_kinds.of_name(name)),
                unit=ordinary_capitals(unit) if unit else None,
                school_forms=_forms(rest[: hit.start("organiser")]),
            )
    if hit := _AGAINST.search(rest):
        return replace(caption, unit=ordinary_capitals(hit["unit"]), school_forms=_forms(rest[: hit.start()]))
    return replace(caption, school_forms=_forms(rest))


def _with_place(caption: Caption, place: Municipality | None) -> Caption:
    if place is None and caption.organiser is not None and caption.organiser.kind == "municipality":
        place = by_name(caption.organiser.name)
    if place is None:
        return caption
    return replace(caption, municipality=place.name, municipality_code=place.code)
