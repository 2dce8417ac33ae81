"""Which kind of document it is, and of which kind of review it tells."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.record import Read
from likvard.terms.review_kinds import find_review_kinds
from likvard.terms.scanning import matches_near

# ---------------------------------------------------------------- kind of document

_REGISTER = re.compile(
    r"\s*(?:=?\"?SI \d{4}:\d+\"?[;\t ]+)?(?:=?\"?\d{4}-\d\d-\d\d\"?[;\t ]+)?=?\"?(?:uppgift\s+(?:om|i|"
    r"med)\b|(?:utöva\s+)?(?:planerad|riktad|regelbunden|tematisk)\s+(?:tillsyn|kvalitetsgranskning),"
    r"|ansökan\s+om\s+utdömande|anmälan\s+om\b|.*\bför\s+(?:den\s+)?(?:offentlig|enskild)a?\s+huvudman)",
    re.IGNORECASE,
)
_HEAD_WORDS = (
    (
        "press_release",
        re.compile(
            r"^\W*(?:skolinspektionen\W+)?pressmeddelande(?:n)?\b|\bpressmeddelanden?\s*(?:\||$)",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    (
        "minutes",
        re.compile(
            r"sammanträdesprotokoll|protokollsutdrag|(?:^|\t)\W*protokoll\b|sammanträdesdatum|"
            r"\bprotokoll\s+(?:fört|från)\b",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    ("board_memo", re.compile(r"tjänsteskrivelse|tjänsteutlåtande|tjänsteyttrande", re.IGNORECASE)),
    (
        "information_letter",
        re.compile(
            r"informationsbrev|information\s+(?:inför|om)\s+(?:\w+\s+)?(?:tillsyn|granskning|"
            r"kvalitetsgranskning)|inspektionsmeddelande",
            re.IGNORECASE,
        ),
    ),
)
_PRESS = re.compile(
    r"presskontakt|pressfrågor|för\s+pressfrågor|presstjänst|pressekreterare|presschef|pressansvarig|^taggar\s*:",
    re.IGNORECASE | re.MULTILINE,
)
# A press release that does not call itself one: dated like news, with a spoken line and whom to ask below.
_NEWS_DATE = re.compile(
    r"^\W*(?:publicerad|publiceringsdatum|\d{1,2} \w+ 20\d\d|20\d\d-\d\d-\d\d)\b", re.I | re.MULTILINE
)
_SPOKEN = re.compile(r"^[^\n]{10,400}?, säger \w", re.MULTILINE)
_ASK = re.compile(
    r"^\W*(?:för (?:mer|ytterligare) information|kontakt(?:a|person)?)\b[^.\n]{0,40}:?\s*$", re.I | re.MULTILINE
)
_PAGE = re.compile(
    r"^\W*(?:diarienummer|publicerad|publiceringsdatum|detaljer\s+om\s+publikation|till\s+(?:huvud)?innehåll)\b",
    re.IGNORECASE | re.MULTILINE,
)
_STATISTICS = re.compile(r"\bstatistik\b", re.IGNORECASE)
_MEMO = re.compile(
    r"förslag\s+till\s+beslut|förvaltningens\s+förslag|barnets\s+bästa|ekonomiska\s+konsekvenser|"
    r"beskrivning\s+av\s+ärendet|beslutet\s+skickas\s+till|beslutsunderlag",
    re.IGNORECASE,
)
_PROPOSAL = re.compile(r"förslag\s+till\s+beslut", re.IGNORECASE)
_MINUTES = re.compile(
    r"\bjusterare\b|\bjusterande|\byrkanden?\b|\bbeslutsgång\b|\bnämndens\s+beslut\b|\bnärvarande\b|"
    r"\bledamöter\b|\bparagrafer\b|\bsammanträd",
    re.IGNORECASE,
)
_RESPONSE_TITLE = re.compile(
    r"(?:redovisning|svar|yttrande|åtgärdsredovisning|komplettering)\b.{0,80}(?:åtgärd|skolinspektion|"
    r"föreläggande|kvalitetsgranskning|tillsyn|beslut|anledning)|^redovisning\b|"
    r"(?:vidtagna\s+)?åtgärder\s+(?:efter|med\s+anledning\s+av)",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"(?:redovisning|svar|yttrande)\b.*\b(?:skolinspektion|åtgärd|beslut|föreläggande|tillsyn|granskning)",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"på\s+skolinspektionens\s+vägnar|beslut(?:et|en)?\s+(?:i\s+(?:detta|"
    r"det\s+här)\s+ärende[t]?\s+)?har\s+fattats\s+av|har\s+beslutat\s+i\s+(?:detta\s+)?ärende",
    re.I,
)
_DECISION_TITLE = re.compile(r"^(?:huvudmanna|kommun|skol)?beslut\b|\bföreläggande\b", re.IGNORECASE)
_FOLLOW_UP = re.compile(r"\buppföljning\b|\buppföljande\b", re.IGNORECASE)
_FOLLOW_UP_BODY = re.compile(
    r"\bkvarstående\s+brister|\bavhjälpta\s+brister|\bbedömning(?:en|arna)?\s+var\b|"
    r"\bredovisade\s+åtgärder|ytterligare\s+kvalitetshöjande|\bi\s+linje\s+med\s+skolinspektionens",
    re.IGNORECASE,
)
_INSPECTION_REPORT = re.compile(r"utbildningsinspektion|inspektionsrapport|\binspektionen\s+av\b", re.IGNORECASE)
_LETTER = re.compile(
    r"\bkommer\b[^.\n]{0,80}?\bgenomföra\b|\butse\s+en\s+kontaktperson|\b(?:behöver|ska|"
    r"ber\s+vi)\s+(?:ni|er)\b|\bhos\s+er\b|\bi\s+er\s+verksamhet\b|\btar\s+del\s+av\s+ert\b|"
    r"\bvi\s+besöker\s+(?:skolan|er)\b"
    r"|\butvald\w*\s+(?:att\s+delta|till)\b|\b(?:har\s+)?valts\s+ut\b|\bni\s+(?:skickar|meddelar|"
    r"lämnar|läser)\b|\bvänligen\b|\bskicka(?:r)?\s+(?:in\s+)?(?:till\s+)?(?:oss|detta)\b|\bhar\s+ni\s+frågor\b",
    re.IGNORECASE,
)
_TO_GUARDIANS = re.compile(
    r"\btill\s+(?:elever|vårdnadshavare|föräldrar|dig\s+som\s+(?:är\s+)?(?:vårdnadshavare|elev|"
    r"förälder))\b|\b(?:ditt|era)\s+barn\b|\bdu\s+som\s+(?:är\s+)?(?:elev|vårdnadshavare)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\bsök(?:ning|resultat|\s+bland|\s+beslut)\b|\bträffar\b|\bvisar\s+\d+[–-]\d+\s+av\b", re.IGNORECASE
)
_COURT = re.compile(
    r"\b(?:förvaltningsrätten|kammarrätten|högsta\s+förvaltningsdomstolen)\s+i?\b.{0,40}\bdom\b|"
    r"\bdomskäl\b|\byrkar\s+att\s+(?:förvaltningsrätten|kammarrätten)",
    re.IGNORECASE | re.DOTALL,
)
_AUTHORITY = re.compile(r"skolinspektion|skolverket", re.IGNORECASE)


# Words that the patterns above hold: how often they stand in a text says at once that there is too little for most.
_MINUTES_WORDS = ("juster", "yrkand", "beslutsgång", "nämndens", "närvarande", "ledamöter", "paragrafer", "sammanträd")
_FOLLOW_UP_WORDS = ("kvarstående", "avhjälpta", "bedömning", "redovisade", "ytterligare", "linje")


def _often(low: str, words: tuple[str, ...], times: int) -> bool:
    """Whether the words stand at least so often in a text in small letters."""
    return sum(map(low.count, words)) >= times


def document_type(document: Document) -> Read:
    """One code; the place is the words that told."""
    text, flow = document.text, document.flow
    head_end = max(document.head_end, document.title[1] if document.title else 0)
    head = text[:head_end]
    title = document.title_text
    place = document.title or (0, min(len(text), 80))

    def told(code: str, match: re.Match[str] | None = None, confidence: float = 0.93) -> Read:
        start, end = match.span() if match else place
        return Read(code, start, end, confidence)

    if len(flow.blocks) <= 3 and len(text) < 600 and (hit := _REGISTER.match(text)):
        return told("register_line", hit)
    if len(text) < 6000 and (hit := _TO_GUARDIANS.search(text[: head_end + 700])) and not _DECIDED.search(text):
        return told("other", hit, 0.8)
    if _LIST.search(head) and len(document.numbers) > 4:
        return told("other", _LIST.search(head), 0.9)
    for code, pattern in _HEAD_WORDS:
        if hit := pattern.search(head):
            if code == "information_letter" and _DECIDED.search(text):
                continue
            return told(code, hit)
    low = document.lower
    spoken = any(word in low for word in ("vägnar", "fattats av", "har beslutat"))
    spoken_near = matches_near(_DECIDED, text, ("vägnar", "fattats", "beslutat"), before=80, after=80)
    decided = next(spoken_near, None) if spoken else None
    if decided is None and _ANSWERS.match(title) and not _PROPOSAL.search(text) and not _PRESS.search(text):
        return told("response")
    if (
        decided is None
        and ("press" in low or "taggar" in low)
        and (hit := _PRESS.search(text))
        and _AUTHORITY.search(text)
    ):
        return told("press_release", hit, 0.9)
    if decided is None and " säger " in low and title.lower().startswith("skolinspektionen ") and _is_news(head, text):
        return told("press_release", _SPOKEN.search(text), 0.85)
    if decided is None and _AUTHORITY.search(text) and _PAGE.search(text) and _is_page(document):
        if _STATISTICS.search(title) or _STATISTICS.search(head):
            return told("statistics_page", _STATISTICS.search(head) or _STATISTICS.search(title), 0.85)
        return told("report_page", _PAGE.search(text), 0.9)
    if decided is None and "förslag" in low and len(_MEMO.findall(text)) >= 2 and _PROPOSAL.search(text):
        if len(_MINUTES.findall(text)) >= 3 or re.search(r"^§\s?\d+\b", text, re.MULTILINE):
            return told("minutes", _MINUTES.search(text), 0.85)
        return told("board_memo", _PROPOSAL.search(text), 0.88)
    if (
        decided is None
        and title
        and _RESPONSE_TITLE.search(title)
        and (
            not _from_state(document)
            or re.match(r"(?:redovisning|svar|yttrande|komplettering)\b", title, re.IGNORECASE)
        )
    ):
        return told("response")
    if decided is None and _often(low, _MINUTES_WORDS, 4) and len(_MINUTES.findall(text)) >= 4:
        return told("minutes", _MINUTES.search(text), 0.8)
    court = any(word in low for word in ("rätten", "domskäl", "domstol"))
    if decided is None and court and _COURT.search(text[:3000]):
        return told("other", _COURT.search(text), 0.8)
    beslut = re.search(r"^\W*beslut\W*(?:\t|$)", head, re.IGNORECASE | re.MULTILINE)
    if decided or beslut or _DECISION_TITLE.search(title):
        if _is_follow_up(document, title):
            return told("followup_decision", decided, 0.92)
        if decided or beslut or _AUTHORITY.search(text):
            return told("decision", decided, 0.92)
    letters = list(_LETTER.finditer(text))
    if len(letters) >= 2 and _AUTHORITY.search(text):
        return told("information_letter", letters[0], 0.88)
    if _INSPECTION_REPORT.search(head) and _AUTHORITY.search(text) and _labelled_number(document, head_end):
        return told("decision", _INSPECTION_REPORT.search(head), 0.75)
    if _is_follow_up(document, title) and _FOLLOW_UP_BODY.search(text) and _AUTHORITY.search(text):
        return told("followup_decision", _FOLLOW_UP_BODY.search(text), 0.85)
    if letters and _AUTHORITY.search(text) and _names(title):
        return told("information_letter", letters[0], 0.7)
    if _AUTHORITY.search(head) and re.search(r"\bförelägger\b|\btilldelar\b", text):
        return told("decision", None, 0.6)
    if letters and _AUTHORITY.search(text) and _names(text[:head_end]) and not _LIST.search(text):
        return told("information_letter", letters[0], 0.6)
    # The authority's name, a labelled case number and a review in the title: a decision in a form not met before.
    if (
        (_AUTHORITY.search(text) or find_review_kinds(title))
        and _names(title)
        and _labelled_number(document, head_end)
        and not _LIST.search(head)
    ):
        return told("decision", None, 0.6)
    if find_review_kinds(title) and re.search(
        r"\bredovisa\w*\s+(?:\w+\s+){0,6}till\s+(?:skolinspektionen|skolverket)", text, re.IGNORECASE
    ):
        return told("decision", None, 0.55)
    return told("other", None, 0.7)


def _is_news(head: str, text: str) -> bool:
    return bool(_NEWS_DATE.search(head) and _SPOKEN.search(text) and _ASK.search(text))


def _is_page(document: Document) -> bool:
    """A page of the authority's site: its labels stand on their own lines, and nobody is addressed."""
    labels = sum(
        1
        for block in document.flow.blocks
        if block.end - block.start < 60
        and re.match(
            r"(?:diarienummer|publicerad|publiceringsdatum|senast uppdaterad|dela|rapport|detaljer)",
            document.flow.of(block),
            re.I,
        )
    )
    return labels >= 2 and not re.search(
        r"^\W*(?:beslut|dnr)\b", document.text[: document.head_end], re.IGNORECASE | re.MULTILINE
    )


def _labelled_number(document: Document, head_end: int) -> bool:
    if re.search(r"\b(?:dnr|diarienummer|diarienr)\b", document.lower[:head_end]):
        return True
    return any(f.value.label and f.value.look_alike is None and f.start < head_end for f in document.numbers)


def _from_state(document: Document) -> bool:
    first = document.text[:80].lower()
    return first.startswith("skolinspektionen")


def _is_follow_up(document: Document, title: str) -> bool:
    if _FOLLOW_UP.search(title):
        return True
    return (
        not re.match(r"beslut\s+(?:för|efter)", title, re.IGNORECASE)
        and _often(document.lower, _FOLLOW_UP_WORDS, 2)
        and len(_FOLLOW_UP_BODY.findall(document.text)) >= 2
    )


# ---------------------------------------------------------------- kind of review

_RENAMED = re.compile(r"heter\b|namnbyte|bytt?e?r?\s+namn|bytet\s+gäller", re.IGNORECASE)
_PERFORMED = re.compile(
    r"\b(?:genomfört|genomförde|genomför|genomföra|genomförts|genomfördes|genomförs|har\s+granskat|"
    r"inlett|inledde|beslut\s+efter|efter\s+(?:en\s+)?|uppföljning\s+av|ingår\s+i|det\s+här\s+är|"
    r"detta\s+är)\b[^.\n]{0,60}$",
    re.IGNORECASE,
)
_OLDER = re.compile(
    r"\btidigare\b|\bförra\b|\berfarenheter\b|\bnågot\s+annat\b|\bannat\s+ärende\b|"
    r"\bvåra?\s+(?:regelbundna|planerade|tematiska)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?<![\w-])(?:tillsyn(?:en)?|kvalitetsgranskning(?:en)?)(?!\w)", re.IGNORECASE)


def review_kind(document: Document) -> tuple[Read | None, Read | None]:
    """(kind, its printed name): of the title, else of what was carried out, else of the only one named."""
    text = document.text
    mentions = [
        (_weight(document, found.start, found.end), -found.start, found.end, found.value.kind.code)
        for found in find_review_kinds(text)
        if found.value.kind.held_by != "organiser" or document.kind in ("board_memo", "minutes", "other", "response")
    ]
    if document.kind == "other":
        return None, None
    mentions = [m for m in mentions if m[0] > 0]
    if not mentions:
        return _unnamed(document), None
    if document.kind in ("report_page", "statistics_page") and max(m[0] for m in mentions) < 3:
        return None, None
    best = max(mentions)
    start, end, code = -best[1], best[2], best[3]
    printed = _nominative(text[start:end])
    confidence = 0.93 if best[0] >= 3 else 0.75
    return Read(code, start, end, confidence), Read(printed, start, end, confidence)


def _names(title: str) -> bool:
    return bool(find_review_kinds(title) or _PLAIN.search(title))


def _weight(document: Document, start: int, end: int) -> int:
    """How surely a mention names the review of this document: 5 title, 4 carried out, 3 own line, 1 in passing."""
    title = document.title
    first, last = document.flow.sentence_at(start)
    sentence = document.text[first:last]
    before = document.text[first:start]
    if title and title[0] <= start < title[1]:
        return 6
    block = document.flow.block_at(start)
    if _RENAMED.search(sentence):
        return 0
    if document.kind == "information_letter" and start > 0.6 * len(document.text) and block.start > document.opening[1]:
        return 1 if block.kind != "heading" else 0
    if _OLDER.search(before[-40:]) or re.search(r"\bden\s+förra\b", before):
        return 0
    if _PERFORMED.search(before) or re.match(
        r"[^.]{0,40}\b(?:genomför|har\s+genomförts|pågår|inleddes)", document.text[end:last], re.IGNORECASE
    ):
        return 5 if start < document.opening[1] else 4
    if block.end - block.start == end - start:
        return 3
    if start < document.opening[1] and re.search(
        r"\b(?:regelbund|planera|rikta|tematisk|vidga)\w*$", document.text[start:end].split()[0], re.IGNORECASE
    ):
        return 3
    return 2 if start < document.opening[1] else 1


def _nominative(printed: str) -> str:
    """As printed, in the form a catalogue has it: `regelbundna kvalitetsgranskningen` → `regelbunden ...`."""
    name = re.sub(r"\s+", " ", printed).lower()
    name = re.sub(r"\bregelbundna\b", "regelbunden", name)
    name = re.sub(r"\b(planerad|riktad|vidgad|prioriterad|tematisk)[ae]\b", r"\1", name)
    return re.sub(
        r"(granskning|tillsyn|samtal|dialog|kontroll|prövning|inspektion)(?:ens|ets|en|et|ar|er|s)$", r"\1", name
    )


def _unnamed(document: Document) -> Read | None:
    """`tillsyn` or `kvalitetsgranskning` without a first name: the planned kind, when the document is of a review."""
    if document.kind not in (
        "decision",
        "followup_decision",
        "press_release",
        "information_letter",
        "response",
        "board_memo",
    ):
        return None
    counted = list(_PLAIN.finditer(document.text))
    if not counted:
        return None
    ranges = [document.title, document.opening] if document.title else [document.opening]
    for start, end in (r for r in ranges if r):
        for hit in counted:
            if start <= hit.start() < end:
                quality = hit.group().lower().startswith("kvalitet")
                theme = re.search(r"\btematisk", document.lower[: document.opening[1]])
                if theme:
                    code = "thematic_quality_audit" if quality else "thematic_supervision"
                    return Read(code, theme.start(), theme.end(), 0.7)
                return Read("planned_quality_audit" if quality else "planned_supervision", hit.start(), hit.end(), 0.6)
    hit = counted[0]
    supervision = sum(not h.group().lower().startswith("kvalitet") for h in counted)
    if supervision * 2 > len(counted):
        return Read("planned_supervision", hit.start(), hit.end(), 0.55)
    return None
