"""Names of assessment areas, 2003 to today, and the words that stand for judgements and interventions in tables."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

KNOWN_AREAS = (
    # Quality audits of school units and of organisers, 2018 on
    "Rektors ledarskap",
    "Undervisning",
    "Trygghet och studiero",
    "Bedömning och betygssättning",
    "Huvudmannens analys av studieresultat och trygghet",
    "Huvudmannens kompensatoriska arbete",
    "Huvudmannens styrning och ledning",
    # Supervision of school units, 2015 on
    "Undervisning och lärande",
    "Extra anpassningar och särskilt stöd",
    "Trygghet, studiero och åtgärder mot kränkande behandling",
    "Trygghet och åtgärder mot kränkande behandling",
    "Förutsättningar för lärande och trygghet",
    "Förutsättningar för skolenheten",
    "Styrning och utveckling av verksamheten",
    "Särskilt stöd",
    "Elevhälsa",
    "Elevhälsan",
    "Studiero",
    "Trygghet",
    # Supervision of organisers
    "Förutsättningar för utbildningen",
    "Utveckling av utbildningen",
    "Huvudmannens ansvar för utbildningen",
    "Huvudmannens ansvar",
    "Huvudmannens systematiska kvalitetsarbete",
    "Systematiskt kvalitetsarbete",
    "Utveckling av verksamheten",
    "Ekonomiska förutsättningar",
    # Supervision 2009 to 2014
    "Måluppfyllelse och resultat",
    "Pedagogisk ledning och utveckling",
    "Lärandemiljö",
    "Enskild elevs rätt",
    "Enskilda elevers rätt",
    "Barns och elevers rätt till särskilt stöd",
    "Ansvarstagande för verksamheten",
    # Education inspection 2003 to 2008, first supervision 2009
    "Kunskaper",
    "Normer och värden",
    "Ledning och kvalitetsarbete",
    "Ansvar och inflytande",
    "Bedömning av resultaten",
    "Bedömning av genomförandet",
    "Bedömning av förutsättningarna",
    "Tillgång till utbildning",
    # Preschool, school-age educare, adult education
    "Utveckling och lärande",
    "Omsorg, utveckling och lärande",
    "Förskolans uppdrag",
    "Barns inflytande",
    "Samverkan med hemmen",
    "Meningsfull fritid",
    "Studie- och yrkesvägledning",
    "Vägledning och individuell studieplan",
    "Validering",
    "Insikt",
    "Lämplighet",
)

_NOT_NAME = re.compile(r"[^a-zåäöéü]+")
_NUMBERING = re.compile(
    r"^(?:(?:bedömnings|arbets|utvecklings)?område\s*\d*\s*[:.–-]?\s+(?=\S)|\d{1,2}(?:\.\d+)*[.)]?\s+)", re.I
)
_REMARK = re.compile(r"\s*\((?:brist\w*|delvis|se |kvarst)[^)]*\)?\s*$", re.IGNORECASE)


@lru_cache(2048)
def key(name: str) -> str:
    """Letters only, lower case: what two printings of one name share."""
    return _NOT_NAME.sub(" ", name.lower()).strip()


@cache
def known_keys() -> dict[str, str]:
    return {key(name): name for name in KNOWN_AREAS}


_HEAD_WORD = re.compile(r"[\d.\s]*[^\W\d]+")


@cache
def _first_words() -> frozenset[str]:
    """First words of the known names, and of what may stand before one: a cheap no for most lines."""
    words = {name.split()[0].lower().rstrip(",-") for name in KNOWN_AREAS}
    return frozenset(words | {"område", "bedömningsområde", "arbetsområde", "utvecklingsområde"})


def is_known(text: str) -> bool:
    """Whether a line is the name of a known area and nothing else."""
    head = _HEAD_WORD.match(text)
    if head is None or head.group().strip("0123456789. \t").lower() not in _first_words():
        return False
    return text[0].isupper() and key(text[slice(*plain(text))]) in known_keys()


def plain(text: str) -> tuple[int, int]:
    """The range of the name in a heading or cell: without numbering, remark in brackets and end mark."""
    start = hit.end() if (hit := _NUMBERING.match(text)) else 0
    end = len(text.rstrip(" .:;–-"))
    if "(" in text and (remark := _REMARK.search(text, start)):
        end = min(end, remark.start())
    return (start, end) if end > start else (0, len(text))


@lru_cache(1024)
def known(name: str) -> str | None:
    """The area of that name from the closed list, a letter or two lost in a scan forgiven."""
    wanted = key(name)
    hit = known_keys().get(wanted)
    if hit or len(wanted) < 9 or len(wanted) > 70:
        return hit
    best = process.extractOne(wanted, known_keys().keys(), scorer=fuzz.ratio, score_cutoff=93)
    return known_keys()[best[0]] if best else None


JUDGEMENTS = re.compile(
    r"\bi\s+(?:(?P<high>hög)|(?P<some>flera)|(?P<low>låg))\b(?:\s+(?:utsträckning|delar|grad))?", re.IGNORECASE
)
NO_DEFICIENCY = re.compile(
    r"\b(?:inga|ingen)\s+(?:\w+\s+)?brist(?:er)?\b|\binga\s+åtgärder\s+(?:krävs|behövs|"
    r"är\s+nödvändiga)|\binte\s+(?:\w+\s+){0,2}(?:konstaterat|funnit|identifierat|sett)\s+"
    r"(?:någon|några)\s+brist(?:er)?|\bbrist(?:er)?\s+(?:saknas|har\s+inte\s+(?:konstaterats|framkommit))",
    re.IGNORECASE,
)
INTERVENTIONS = re.compile(
    r"(?P<order_with_fine>(?:vites)?föreläggande\s+(?:vid|med|förenat\s+med)(?:\s+vite)?\b|vitesföreläggande)"
    r"|(?P<refrain>avst(?:år|ående|å)\s+(?:från\s+)?(?:att\s+)?(?:ingrip\w+)?)"
    r"|(?P<order>föreläggande\b(?:\s+utan\s+vite)?)|(?P<remark>anmärkning\b)|"
    r"(?P<revocation>återkallelse\b|återkallas\b)"
    r"|(?P<ban>(?:tillfälligt\s+)?verksamhetsförbud)|(?P<state_measures>statliga\s+åtgärder)",
    re.IGNORECASE,
)


# What a table says of an area, at the end of its line.
VALUE_AT_END = re.compile(
    r"(?<=\s)(?:(?:inga|ingen)\s+brist(?:er)?(?:\s+\w+)?|i\s+(?:hög|låg)\s+utsträckning|i\s+flera\s+delar|"
    r"föreläggande(?:\s+vid\s+vite)?|anmärkning|avst(?:år|ående)(?:\s+från)?\s+(?:att\s+)?ingrip\w+)"
    r"(?:\s+\d{4}-\d\d-\d\d)?$",
    re.IGNORECASE,
)


def judgement_in(match: re.Match[str]) -> str:
    return match.lastgroup or "some"
