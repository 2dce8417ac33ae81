"""Names and titles in text, and the people gathered so far."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from likvard.reading.document import Document
from likvard.reading.record import Person, Read

ROLES = ("decides", "reports", "investigator", "contact", "press", "author")

FIRST = r"[A-ZÅÄÖÉ][a-zåäöéüèáó]+(?:-[A-ZÅÄÖÉ][a-zåäöéüèáó]+)?"
NAME = (
    rf"{FIRST}(?:[ \u00a0](?:von|af|de|van|der|el|al|di|"
    rf"la)){{0,2}}(?:[ \u00a0][A-ZÅÄÖÉ]\.?(?=[ \u00a0]))?(?:[ \u00a0]{FIRST}){{1,2}}"
)
_ENDINGS = (
    r"chef(?:en)?|utredare(?:n)?|undervisningsråd(?:et)?|direktör(?:en)?|sekreterare(?:n)?|"
    r"utvecklare(?:n)?|samordnare(?:n)?|strateg(?:en)?|"
    r"handläggare(?:n)?|jurist(?:en)?|inspektör(?:en)?|rektor(?:n)?|controller(?:n)?|"
    r"koordinator(?:n)?|specialist(?:en)?|kommunikatör(?:en)?|"
    r"ledare(?:n)?|administratör(?:en)?|planerare(?:n)?|expert(?:en)?|ordförande(?:n)?|ombud(?:et)?|"
    r"råd(?:et)?|föreståndare(?:n)?|föredragande(?:n)?|ansvarig|pedagog(?:en)?|sakkunnig"
)
TITLE = (
    rf"(?:(?:tillförordnad|tf\.?|t\.f\.|biträdande|vice|stf|ansvarig|verkställande|barn-\soch|"
    rf"kultur-\soch|utbildnings-\soch|skol-\soch)[ \u00a0])?"
    rf"(?:[A-Za-zÅÄÖåäö-]{{0,28}}(?:{_ENDINGS})|vd)"
)
TITLE_NAME = re.compile(
    rf"(?<![\w-])(?P<title>(?i:{TITLE}))(?P<many>a|na|"
    rf"arna)?[ \u00a0](?P<name>{NAME})(?:[ \u00a0]och[ \u00a0](?P<second>{NAME}))?"
)
MANY = re.compile(
    rf"(?<![\w-])(?P<title>(?i:utredarna|inspektörerna|undervisningsråden|handläggarna|utredare|inspektörer))"
    rf"(?:[ \u00a0](?:var|är|har[ \u00a0]varit))?[ \u00a0](?P<name>{NAME})"
    rf"(?:,[ \u00a0](?P<second>{NAME}))?[ \u00a0]och[ \u00a0](?P<third>{NAME})",
)
NAME_ALONE = re.compile(rf"{NAME}\.?$")
NAME_FIRST = re.compile(
    rf"(?P<name>{NAME})\s*[,–-]\s*(?P<title>(?i:{TITLE}))(?![\w-])(?:\s+(?:på|vid|i)\s+[A-ZÅÄÖ][^,]{{0,40}})?"
)
# Two words with capitals: nothing below finds a person where there are none, and most lines have none.
_ANY_NAME = re.compile(NAME)
TITLE_ALONE = re.compile(
    rf"(?i:{TITLE})(?:\s*(?:,|/|\boch\b|\()\s*(?i:{TITLE}|beslutande|föredragande|beslutsfattare)\)?|"
    rf"\s+(?i:beslutande|föredragande))?\.?$"
)
# "beslutande" or "föredragande" beside or under a title.
ROLE_WORD = re.compile(
    r"\b(?:(?P<decides>beslutande|beslutsfattare)|(?P<reports>föredragande|rapportör))\b", re.IGNORECASE
)
EMAIL = re.compile(r"[A-Za-z0-9åäöÅÄÖ._%+-]{1,64}@[A-Za-z0-9åäö-]{1,63}(?:\.[A-Za-z0-9åäö-]{1,63}){1,4}")
PHONE = re.compile(
    r"(?<![\d:/-])(?:\+46\s?(?:\(0\))?\s?\d{1,3}|0\d{1,3})\s?[-–/]?\s?\d{2,3}(?:\s?\d{2,3}){1,3}(?![\d:])"
)

# The ends of titles before a name that begins with a capital.
TITLE_WORD = re.compile(
    r"(?:chef(?:en)?|redaren?|redarna|råd(?:et|en)?|ektör(?:en|er|erna)?|terare(?:n)?|cklare(?:n)?|"
    r"dnare(?:n)?|strateg(?:en)?|ggare(?:n)?|"
    r"urist(?:en)?|ektor(?:n)?|roller(?:n)?|nator(?:n)?|list(?:en)?|katör(?:en)?|ledare(?:n)?|"
    r"xpert(?:en)?|förande(?:n)?|mbud(?:et)?|ragande(?:n)?|nsvarig|vd)"
    r"(?=[ \u00a0][A-ZÅÄÖÉ][a-zåäöé])",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    [
        "skolinspektionen",
        "skolverket",
        "beslut",
        "rektor",
        "rektorn",
        "kommun",
        "kommunen",
        "nämnden",
        "förvaltningen",
        "box",
        "telefon",
        "besök",
        "diarienummer",
        "stockholm",
        "göteborg",
        "umeå",
        "lund",
        "linköping",
        "barn",
        "utbildningsnämnden",
        "statens",
        "huvudman",
        "huvudmannen",
        "skola",
        "skolan",
        "friskola",
        "friskolan",
        "stiftelsen",
        "ordförande",
        "justerare",
        "sekreterare",
        "ledamot",
        "ledamoten",
        "enligt",
        "under",
        "efter",
        "vid",
        "vidare",
        "utredare",
        "enhetschef",
        "tjänsteskrivelse",
        "sammanträdesprotokoll",
        "waldorfskola",
        "montessoriskola",
        "gymnasium",
        "förskola",
        "undervisning",
        "trygghet",
        "januari",
        "februari",
        "mars",
        "april",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
        "barnets",
        "pressmeddelande",
        "publicerad",
        "region",
    ]
)
PRESS = re.compile(r"press|kommunikat|media", re.IGNORECASE)
INVESTIGATES = re.compile(r"utredare|inspektör|undervisningsråd", re.IGNORECASE)
MANAGES = re.compile(r"chef|direktör|generaldirektör", re.IGNORECASE)


# Words with a capital that stand beside a name and are none.
_AFTER_NAME = re.compile(
    r"\s+(?:Paragrafer|Ordförande|Justerare|Sekreterare|Underskrift\w*|Telefon|Tfn|E-post|Enhetschef|Utredare)$"
)


class People:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.by_name: dict[str, Person] = {}
        spans = [hit.span() for hit in _ANY_NAME.finditer(document.text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def may_stand(self, start: int, end: int) -> bool:
        """Whether anything in the range has the form of a name: a cheap no for most lines."""
        before_end = bisect_left(self._starts, end)
        return before_end > 0 and self._ends[before_end - 1] > start

    def add(
        self, name: tuple[int, int], title: tuple[int, int] | None, role: str, confidence: float = 0.92
    ) -> Person | None:
        text = _AFTER_NAME.sub("", self.document.text[slice(*name)].rstrip(" ."))
        words = [w.lower() for w in re.split(r"[ \u00a0-]", text)]
        if any(
            w in _NO_NAME
            or w.endswith(("skolan", "nämnden", "kommun", "styrelsen", "förvaltningen", "gymnasiet", "myndigheten"))
            for w in words
        ):
            return None
        text = text.replace("\u00a0", " ")
        person = self.by_name.get(text)
        if person is None:
            person = self.by_name[text] = Person(Read(text, name[0], name[0] + len(text), confidence))
        if person.title is None and title is not None and (printed := plain_title(self.document.text[slice(*title)])):
            person.title = Read(printed, *title, confidence)
        if person.role is None or ROLES.index(role) < ROLES.index(str(person.role.value)):
            person.role = Read(role, *name, confidence)
        return person


def plain_title(printed: str) -> str:
    """Lower case, singular, indefinite: `Utredarna` → `utredare`, `undervisningsrådet` → `undervisningsråd`."""
    title = re.sub(r"\s+", " ", printed).strip(" .,").lower()
    title = re.sub(
        r"^ansvarig(?:a)? |\s*(?:,|/|\boch\b|\(|\s)\s*(?:föredragande|beslutande|beslutsfattare)\)?$", "", title
    )
    title = re.sub(r"(?<=råd)en$", "", title)
    title = re.sub(r"arna$", "are", title) if title.endswith(("redarna", "ggarna", "ledarna", "ecklarna")) else title
    title = re.sub(r"er(?:na)?$", "", title) if title.endswith(("törerna", "törer")) else title
    title = re.sub(
        r"(?<=are)n$|(?<=råd)et$|(?<=chef)en$|(?<=tör)en$|(?<=rektor)n$|(?<=jurist)en$|(?<=ande)n$", "", title
    )
    return "" if title in ("föredragande", "ansvarig", "beslutande", "kontaktperson") else title


def titled_names(text: str) -> Iterator[re.Match[str]]:
    """Matches of a title with a name, looked for from the titles' endings: few words have one."""
    done = 0
    for word in TITLE_WORD.finditer(text):
        # The title begins a word or two before its ending.
        start = max(done, text.rfind(" ", 0, max(0, text.rfind(" ", 0, word.start()))) + 1)
        hit = TITLE_NAME.search(text, start, min(len(text), word.end() + 90))
        if hit and hit.start() <= word.start() and hit.start() >= done:
            done = hit.end()
            yield hit
