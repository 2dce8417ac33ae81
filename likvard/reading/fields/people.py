"""People: who decided, who presented the case, who took part, whom to ask; never those quoted or named in passing.

Four places tell: the closing sentences ("Beslutet har fattats av ..."), the signatures, the lines with telephone
and e-mail, and the head of a memo ("Handläggare: ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.record import Person, Read

ROLES = ("decides", "reports", "investigator", "contact", "press", "author")

_FIRST = r"[A-ZÅÄÖÉ][a-zåäöéüèáó]+(?:-[A-ZÅÄÖÉ][a-zåäöéüèáó]+)?"
NAME = rf"{_FIRST}(?:[ \u00a0](?:von|af|de|van|der|el|al|di|la)){{0,2}}(?:[ \u00a0][A-ZÅÄÖÉ]\.?(?=[ \u00a0]))?(?:[ \u00a0]{_FIRST}){{1,2}}"
_ENDINGS = (
    r"chef(?:en)?|utredare(?:n)?|undervisningsråd(?:et)?|direktör(?:en)?|sekreterare(?:n)?|utvecklare(?:n)?|samordnare(?:n)?|strateg(?:en)?|"
    r"handläggare(?:n)?|jurist(?:en)?|inspektör(?:en)?|rektor(?:n)?|controller(?:n)?|koordinator(?:n)?|specialist(?:en)?|kommunikatör(?:en)?|"
    r"ledare(?:n)?|planerare(?:n)?|expert(?:en)?|ordförande(?:n)?|ombud(?:et)?|råd(?:et)?|föreståndare(?:n)?|föredragande(?:n)?|ansvarig|pedagog(?:en)?|sakkunnig"
)
TITLE = (
    rf"(?:(?:tillförordnad|tf\.?|t\.f\.|biträdande|vice|stf|ansvarig|verkställande|barn-\soch|kultur-\soch|utbildnings-\soch|skol-\soch)[ \u00a0])?"
    rf"(?:[A-Za-zÅÄÖåäö-]{{0,28}}(?:{_ENDINGS})|vd)"
)
_TITLE_NAME = re.compile(
    rf"(?<![\w-])(?P<title>(?i:{TITLE}))(?P<many>a|na|arna)?[ \u00a0](?P<name>{NAME})(?:[ \u00a0]och[ \u00a0](?P<second>{NAME}))?"
)
_MANY = re.compile(
    rf"(?<![\w-])(?P<title>(?i:utredarna|inspektörerna|undervisningsråden|handläggarna|utredare|inspektörer))"
    rf"(?:[ \u00a0](?:var|är|har[ \u00a0]varit))?[ \u00a0](?P<name>{NAME})"
    rf"(?:,[ \u00a0](?P<second>{NAME}))?[ \u00a0]och[ \u00a0](?P<third>{NAME})",
)
_NAME_ALONE = re.compile(rf"{NAME}\.?$")
_NAME_FIRST = re.compile(
    rf"(?P<name>{NAME})\s*[,–-]\s*(?P<title>(?i:{TITLE}))(?![\w-])(?:\s+(?:på|vid|i)\s+[A-ZÅÄÖ][^,]{{0,40}})?"
)
_TITLE_ALONE = re.compile(rf"(?i:{TITLE})(?:\s*(?:,|och)\s*(?i:{TITLE}))?\.?$")
_LABELLED = re.compile(
    rf"(?P<label>(?i:kontaktperson(?:er)?|handläggare|utredare|ansvarig\s+utredare|kontakt|föredragande|presskontakt|pressfrågor|frågor(?:\s+om\s+[\w ]{{3,40}})?"
    rf"|för\s+frågor(?:\s+om\s+[\w ]{{3,40}})?|för\s+(?:mer\s+)?information|upplysningar|sekreterare|projektledare|beslutande|beslutsfattare|rapportör|författare))\s*:\s*"
    rf"(?:(?P<title>(?i:{TITLE}))\s+)?(?P<name>{NAME})"
)
_IS = re.compile(
    rf"\b(?:(?P<title>(?:ansvarig(?:a)?\s+)?(?:utredare|projektledare|handläggare|kontaktperson)\w*)\b[^.\n]{{0,60}}?\bär\s+(?:(?P<second>(?i:{TITLE}))\s+)?"
    rf"|undertecknad,?\s+|kontakta(?:r\s+ni|s)?\s+|vänd(?:a|er)?\s+(?:dig|er|ni\s+er)\s+till\s+|(?:hör\s+av|kontakt\s+med)\s+(?:\w+\s+)?)(?P<name>{NAME})"
)
EMAIL = re.compile(r"[A-Za-z0-9åäöÅÄÖ._%+-]{1,64}@[A-Za-z0-9åäö-]{1,63}(?:\.[A-Za-z0-9åäö-]{1,63}){1,4}")
PHONE = re.compile(
    r"(?<![\d:/-])(?:\+46\s?(?:\(0\))?\s?\d{1,3}|0\d{1,3})\s?[-–/]?\s?\d{2,3}(?:\s?\d{2,3}){1,3}(?![\d:])"
)
_CLOSING_WORDS = (
    "inspektörer",
    "fatta",
    "föredra",
    "deltagit",
    "medverkat",
    "handlag",
    "handlägg",
    "beslutat",
    "besöktes",
    "genomför",
    "utfört",
)
_IS_WORDS = ("är", "undertecknad", "ontakta", "ontakt med", "änd", "ör av")
# The ends of titles before a name that begins with a capital.
_TITLE_WORD = re.compile(
    r"(?:chef(?:en)?|redaren?|redarna|råd(?:et|en)?|ektör(?:en|er|erna)?|terare(?:n)?|cklare(?:n)?|dnare(?:n)?|strateg(?:en)?|ggare(?:n)?|"
    r"urist(?:en)?|ektor(?:n)?|roller(?:n)?|nator(?:n)?|list(?:en)?|katör(?:en)?|ledare(?:n)?|xpert(?:en)?|förande(?:n)?|mbud(?:et)?|ragande(?:n)?|nsvarig|vd)"
    r"(?=[ \u00a0][A-ZÅÄÖÉ][a-zåäöé])",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"på skolinspektionens vägnar|med vänlig|vänliga hälsningar|hälsningar|för .{3,60}(?:kommun|stad|AB|nämnden)$|underskrift|enligt uppdrag",
    re.I,
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
        "skolan",
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
_PRESS = re.compile(r"press|kommunikat|media", re.IGNORECASE)
_INVESTIGATES = re.compile(r"utredare|inspektör|undervisningsråd", re.IGNORECASE)
_MANAGES = re.compile(r"chef|direktör|generaldirektör", re.IGNORECASE)


# Words with a capital that stand beside a name and are none.
_AFTER_NAME = re.compile(
    r"\s+(?:Paragrafer|Ordförande|Justerare|Sekreterare|Underskrift\w*|Telefon|Tfn|E-post|Enhetschef|Utredare)$"
)


class _People:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.by_name: dict[str, Person] = {}

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
    """Lower case, singular and indefinite: `Utredaren`, `utredarna` → `utredare`, `undervisningsrådet` → `undervisningsråd`."""
    title = re.sub(r"\s+", " ", printed).strip(" .,").lower()
    title = re.sub(r"^ansvarig(?:a)? |\s*(?:,|och)\s*föredragande$", "", title)
    title = re.sub(r"arna$", "are", title) if title.endswith(("redarna", "ggarna", "ledarna", "ecklarna")) else title
    title = re.sub(r"er(?:na)?$", "", title) if title.endswith(("törerna", "törer")) else title
    title = re.sub(
        r"(?<=are)n$|(?<=råd)et$|(?<=chef)en$|(?<=tör)en$|(?<=rektor)n$|(?<=jurist)en$|(?<=ande)n$", "", title
    )
    return "" if title in ("föredragande", "ansvarig", "beslutande", "kontaktperson") else title


def read(document: Document) -> list[Person]:
    """Each person once, in order of first mention."""
    if document.kind in ("other", "register_line", "statistics_page"):
        return []
    people = _People(document)
    _closing(document, people)
    _signatures(document, people)
    _contacts(document, people)
    return sorted(people.by_name.values(), key=lambda p: ROLES.index(str(p.role.value)) if p.role else 9)


def _closing(document: Document, people: _People) -> None:
    """`Beslutet har fattats av enhetschef A efter föredragning av utredare B. Utredare C har deltagit.`"""
    for block in document.flow.blocks:
        low = document.lower[block.start : block.end]
        if block.kind == "row" or not any(word in low for word in _CLOSING_WORDS):
            continue
        for start, end in document.flow.sentences(block):
            sentence = document.text[start:end]
            if not any(word in document.lower[start:end] for word in _CLOSING_WORDS):
                continue
            for title, name in _pairs(sentence):
                before, after = sentence[: title[0]], sentence[name[1] :]
                role = _closing_role(before, after, sentence)
                if role is None and re.search(r"\b(?:var|är)\b", sentence[title[1] : name[0]]):
                    role = "investigator"
                if role is not None and not (document.kind in ("press_release", "response") and role != "reports"):
                    people.add((start + name[0], start + name[1]), (start + title[0], start + title[1]), role)


def _pairs(sentence: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    taken: list[tuple[int, int]] = []
    for hit in _MANY.finditer(sentence):
        taken.append(hit.span())
        for group in ("name", "second", "third"):
            if hit[group]:
                yield hit.span("title"), hit.span(group)
    for hit in _titled_names(sentence):
        if any(a <= hit.start() < b for a, b in taken):
            continue
        yield hit.span("title"), hit.span("name")
        if hit["second"]:
            yield hit.span("title"), hit.span("second")


def _titled_names(text: str) -> Iterator[re.Match[str]]:
    """Matches of a title with a name, looked for from the titles' endings: few words have one."""
    done = 0
    for word in _TITLE_WORD.finditer(text):
        # The title begins a word or two before its ending.
        start = max(done, text.rfind(" ", 0, max(0, text.rfind(" ", 0, word.start()))) + 1)
        hit = _TITLE_NAME.search(text, start, min(len(text), word.end() + 90))
        if hit and hit.start() <= word.start() and hit.start() >= done:
            done = hit.end()
            yield hit


def _closing_role(before: str, after: str, sentence: str) -> str | None:
    near = before[-60:]
    if re.search(
        r"föredragning\s+av\s+(?:\w+\s+)?$|föredragande\s+(?:har\s+varit|i\s+ärendet\s+har\s+varit|var|är|:)\s*$",
        near,
        re.IGNORECASE,
    ):
        return "reports"
    if re.search(
        r"^[^.]{0,30}\b(?:varit\s+föredragande|föredragit|föredrar|föredrog|var\s+föredragande)", after, re.IGNORECASE
    ):
        return "reports"
    if re.search(r"\b(?:fatta(?:t|ts|des)|beslutat?s?|tagits)\s+(?:\w+\s+){0,4}av\s+(?:\w+\s+)?$", near, re.IGNORECASE):
        return "decides"
    if re.match(r"[^.]{0,20}\bhar\s+(?:fattat|beslutat)", after, re.IGNORECASE):
        return "decides"
    if re.search(r"\bhar\s+$", near) and re.match(r"\s+(?:fattat|beslutat)\b", after):
        return "decides"
    if re.search(r"\b(?:deltagit|medverkat|handlagt|handlagts|deltog)\b", sentence, re.IGNORECASE):
        return "investigator"
    if re.search(
        r"\b(?:besök\w*|genomfört?s?|intervju\w*|granskning\w*|utfört?s?)\b[^.]{0,80}\bav\s+$", near, re.IGNORECASE
    ):
        return "investigator"
    if re.search(r"\boch\s+$", near) and re.search(r"\bav\s+(?:utredar|inspektör)", before, re.IGNORECASE):
        return "investigator"
    return None


def _signatures(document: Document, people: _People) -> None:
    """A name on its own line with a title under (or beside) it, near the end or after a closing phrase."""
    blocks = document.flow.blocks
    for index, block in enumerate(blocks):
        if block.kind == "item" and not block.number:
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        names = _names_of(document, block)
        if not names or following is None:
            if names and index and _SIGNS.search(document.flow.of(blocks[index - 1])):
                _sign(document, people, names[0], None)
            continue
        titles = _titles_of(document, following)
        if titles and len(titles) == len(names):
            for name, title in zip(names, titles, strict=True):
                _sign(document, people, name, title)
        elif index and _SIGNS.search(document.flow.of(blocks[index - 1])) and block.kind != "row":
            _sign(document, people, names[0], None)
    _rows(document, people)


def _names_of(document: Document, block: Block) -> list[tuple[int, int]]:
    """The names that make up a whole line: one, or several set apart (or run together by a scan)."""
    names = []
    for start, end in block.cells or [(block.start, block.end)]:
        text = document.text[start:end]
        if len(text) > 60:
            return []
        if _NAME_ALONE.match(text):
            words = text.split()
            if len(words) == 4 and not block.cells and not re.search(r"\b(?:von|af|de|van)\b", text):
                cut = start + len(" ".join(words[:2]))
                names += [(start, cut), (cut + 1, end)]
            else:
                names.append((start, end))
        elif re.fullmatch(rf"{_FIRST} {_FIRST} {_FIRST} {_FIRST}", text):
            cut = start + len(" ".join(text.split()[:2]))
            names += [(start, cut), (cut + 1, end)]
        else:
            return []
    return names


def _titles_of(document: Document, block: Block) -> list[tuple[int, int]]:
    titles = []
    for start, end in block.cells or [(block.start, block.end)]:
        text = document.text[start:end]
        if _TITLE_ALONE.match(text):
            titles.append((start, end))
        elif (
            (two := text.split()) and len(two) == 2 and all(_TITLE_ALONE.match(t) for t in two) and two[1][0].isupper()
        ):
            cut = start + len(two[0])
            titles += [(start, cut), (cut + 1, end)]
        else:
            return []
    return titles


def _sign(document: Document, people: _People, name: tuple[int, int], title: tuple[int, int] | None) -> None:
    printed = document.text[slice(*title)] if title else ""
    role = "author"
    if document.kind in ("decision", "followup_decision"):
        if re.search(r"föredragande", printed, re.IGNORECASE):
            role = "reports"
        elif _MANAGES.search(printed) or not title:
            role = "decides"
        elif _INVESTIGATES.search(printed):
            role = "investigator"
        elif not re.search(r"jurist|projektledare|handläggare", printed, re.IGNORECASE):
            return
        else:
            role = "investigator"
    elif document.kind in ("information_letter", "press_release", "report_page"):
        role = "investigator" if _INVESTIGATES.search(printed) else "press" if _PRESS.search(printed) else "contact"
    elif document.kind == "minutes":
        if not re.search(r"sekreterare", printed, re.IGNORECASE):
            return
    person = people.add(name, title, role, 0.9)
    if person is not None and document.kind not in ("decision", "followup_decision"):
        _reach(document, person, name[1], name[1], below=document.flow.index_at((title or name)[0]))


def _rows(document: Document, people: _People) -> None:
    """Minutes: `Sekreterare    Alva Nordlycke`; a memo's head: `Handläggare: A` with the title under it."""
    if document.kind != "minutes":
        return
    hit = re.search(
        rf"\b(?:Sekreterare|Vid protokollet|Protokollförare)[ \t:,_–-]{{1,12}}(?P<name>{NAME})", document.text
    )
    if hit:
        label = hit.start(), hit.start() + len("Sekreterare")
        people.add(hit.span("name"), label if hit.group().startswith("Sekreterare") else None, "author")
        return
    blocks = document.flow.blocks
    for index, block in enumerate(blocks[:-1]):
        # Labels side by side, the names under them.
        cells = block.cells or [(block.start, block.end)]
        below = blocks[index + 1].cells or [(blocks[index + 1].start, blocks[index + 1].end)]
        for number, (start, end) in enumerate(cells):
            if document.text[start:end].lower() == "sekreterare" and len(below) == len(cells):
                if _NAME_ALONE.match(document.text[slice(*below[number])]):
                    people.add(below[number], (start, end), "author")


def _contacts(document: Document, people: _People) -> None:
    """Lines and sentences that say whom to ask, with telephone and e-mail."""
    for index, block in enumerate(document.flow.blocks):
        text = document.flow.of(block)
        pieces = block.cells or [(block.start, block.end)]
        for start, end in pieces:
            _contact(document, people, index, text if len(pieces) == 1 else document.text[start:end], start, end)


def _contact(document: Document, people: _People, index: int, text: str, start: int, end: int) -> None:
    has_reach = "@" in text or bool(("0" in text or "+46" in text) and PHONE.search(text))
    if label := ":" in text and _LABELLED.search(text):
        said = label["label"].lower()
        title = _span(label, "title", start)
        follow = _NAME_FIRST.match(text, label.start("name"))
        if title is None and follow:
            title = _span(follow, "title", start)
        printed = document.text[slice(*title)] if title else ""
        if title is None and said in ("handläggare", "sekreterare", "projektledare", "utredare"):
            title = _title_below(document, index) or (_span(label, "label", start) if said != "handläggare" else None)
            printed = document.text[slice(*title)] if title else ""
        role = _contact_role(document, said, printed, index)
        if said == "handläggare" and document.kind in ("board_memo", "response", "minutes"):
            role = "author"
        person = people.add((start + label.start("name"), start + label.end("name")), title, role)
        if person is not None:
            _reach(document, person, start + label.end("name"), end, below=index)
        return
    if document.kind in ("minutes",):
        return
    for said in _IS.finditer(text) if any(word in text for word in _IS_WORDS) else ():
        follow = _NAME_FIRST.match(text, said.start("name"))
        title = (
            _span(said, "second", start)
            or _span(said, "title", start)
            or (_span(follow, "title", start) if follow else None)
        )
        printed = document.text[slice(*title)] if title else ""
        if has_reach or title:
            person = people.add(_name(said, start), title, _contact_role(document, "", printed, index))
            if person is not None:
                _reach(document, person, start + said.end("name"), end)
    if not has_reach:
        if len(text) < 70 and (first := _NAME_FIRST.fullmatch(text.rstrip(" .,"))) and _asks(document, index):
            title = _span(first, "title", start)
            person = people.add(_name(first, start), title, _contact_role(document, "", first["title"], index))
            if person is not None:
                _reach(document, person, end, end, below=index)
        return
    for first in _NAME_FIRST.finditer(text):
        if re.search(r"\bsäger\s+$|\bberättar\s+$", text[: first.start()]):
            continue
        person = people.add(
            _name(first, start),
            _span(first, "title", start),
            _contact_role(document, text[: first.start()], first["title"], index),
        )
        if person is not None:
            _reach(document, person, start + first.end("name"), end)
    for pair in _titled_names(text) if len(text) < 400 else ():
        if re.search(r"kontakta|frågor|vänd|handläggare", text[: pair.start() + 12], re.IGNORECASE):
            person = people.add(
                _name(pair, start), _span(pair, "title", start), _contact_role(document, "", pair["title"], index)
            )
            if person is not None:
                _reach(document, person, start + pair.end("name"), end)


def _span(match: re.Match[str], group: str, offset: int) -> tuple[int, int] | None:
    return (offset + match.start(group), offset + match.end(group)) if match[group] else None


def _name(match: re.Match[str], offset: int) -> tuple[int, int]:
    return offset + match.start("name"), offset + match.end("name")


def _title_below(document: Document, index: int) -> tuple[int, int] | None:
    """A title in the first cell of one of the two lines below: the head of a memo."""
    for block in document.flow.blocks[index + 1 : index + 3]:
        start, end = block.cells[0] if block.cells else (block.start, block.end)
        if _TITLE_ALONE.match(document.text[start:end]):
            return start, end
    return None


def _asks(document: Document, index: int) -> bool:
    heading = document.near_heading(index) + " " + document.near_heading(index - 1 if index else 0)
    return bool(re.search(r"kontakt|frågor|information|upplysning|press", heading))


def _contact_role(document: Document, said: str, title: str, index: int) -> str:
    if said in ("beslutande", "beslutsfattare"):
        return "decides"
    if said in ("föredragande", "rapportör"):
        return "reports"
    heading = document.near_heading(index)
    if _PRESS.search(title) or _PRESS.search(said):
        return "press"
    if _INVESTIGATES.search(title):
        return "investigator"
    if re.match(r"presskontakt|pressfrågor|för media", heading):
        return "press"
    return "contact"


def _reach(document: Document, person: Person, start: int, end: int, *, below: int | None = None) -> None:
    """E-mail and telephone after the name, up to the next name; in a head also in the lines below."""
    stop = end
    if following := re.compile(rf"[.;]\s|\b(?:kontaktar|handläggare|utredare)\b[^,@]{{0,30}}{NAME}").search(
        document.text, start + 3, end
    ):
        tail = document.text[start : following.start()]
        if "@" in tail or PHONE.search(tail):
            stop = following.start() + 1
    if below is not None:
        for block in document.flow.blocks[below + 1 : below + 4]:
            text = document.flow.of(block)
            if _names_of(document, block) or block.end - block.start > 90 or re.search(rf"\b{NAME}\b\s*,", text):
                break
            if "@" in text or PHONE.search(text):
                stop = block.end
    if person.email is None and (hit := EMAIL.search(document.text, start, stop)):
        person.email = Read(hit.group().rstrip("."), hit.start(), hit.start() + len(hit.group().rstrip(".")), 0.93)
    if person.phone is None and (hit := PHONE.search(document.text, start, stop)):
        person.phone = Read(hit.group().strip(), hit.start(), hit.end(), 0.9)
