"""What the documents of each kind say of themselves."""

from __future__ import annotations

import re

REGISTER = re.compile(
    r"\s*(?:=?\"?SI \d{4}:\d+\"?[;\t ]+)?(?:=?\"?\d{4}-\d\d-\d\d\"?[;\t ]+)?=?\"?(?:uppgift\s+(?:om|i|"
    r"med)\b|(?:utöva\s+)?(?:planerad|riktad|regelbunden|tematisk)\s+(?:tillsyn|kvalitetsgranskning),"
    r"|ansökan\s+om\s+utdömande|anmälan\s+om\b|.*\bför\s+(?:den\s+)?(?:offentlig|enskild)a?\s+huvudman)",
    re.IGNORECASE,
)
HEAD_WORDS = (
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
PRESS = re.compile(
    r"presskontakt|pressfrågor|för\s+pressfrågor|presstjänst|pressekreterare|presschef|pressansvarig|^taggar\s*:",
    re.IGNORECASE | re.MULTILINE,
)
# A press release that does not call itself one: dated like news, with a spoken line and whom to ask below.
NEWS_DATE = re.compile(
    r"^\W*(?:publicerad|publiceringsdatum|\d{1,2} \w+ 20\d\d|20\d\d-\d\d-\d\d)\b", re.I | re.MULTILINE
)
SPOKEN = re.compile(r"^[^\n]{10,400}?, säger \w", re.MULTILINE)
ASK = re.compile(
    r"^\W*(?:för (?:mer|ytterligare) information|kontakt(?:a|person)?)\b[^.\n]{0,40}:?\s*$", re.I | re.MULTILINE
)
PAGE = re.compile(
    r"^\W*(?:diarienummer|publicerad|publiceringsdatum|detaljer\s+om\s+publikation|till\s+(?:huvud)?innehåll)\b",
    re.IGNORECASE | re.MULTILINE,
)
STATISTICS = re.compile(r"\bstatistik\b", re.IGNORECASE)
MEMO = re.compile(
    r"förslag\s+till\s+beslut|förvaltningens\s+förslag|barnets\s+bästa|ekonomiska\s+konsekvenser|"
    r"beskrivning\s+av\s+ärendet|beslutet\s+skickas\s+till|beslutsunderlag",
    re.IGNORECASE,
)
PROPOSAL = re.compile(r"förslag\s+till\s+beslut", re.IGNORECASE)
MINUTES = re.compile(
    r"\bjusterare\b|\bjusterande|\byrkanden?\b|\bbeslutsgång\b|\bnämndens\s+beslut\b|\bnärvarande\b|"
    r"\bledamöter\b|\bparagrafer\b|\bsammanträd",
    re.IGNORECASE,
)
RESPONSE_TITLE = re.compile(
    r"(?:redovisning|svar|yttrande|åtgärdsredovisning|komplettering)\b.{0,80}(?:åtgärd|skolinspektion|"
    r"föreläggande|kvalitetsgranskning|tillsyn|beslut|anledning)|^redovisning\b|"
    r"(?:vidtagna\s+)?åtgärder\s+(?:efter|med\s+anledning\s+av)",
    re.IGNORECASE,
)
ANSWERS = re.compile(
    r"(?:redovisning|svar|yttrande)\b.*\b(?:skolinspektion|åtgärd|beslut|föreläggande|tillsyn|granskning)",
    re.IGNORECASE,
)
DECIDED = re.compile(
    r"på\s+skolinspektionens\s+vägnar|beslut(?:et|en)?\s+(?:i\s+(?:detta|"
    r"det\s+här)\s+ärende[t]?\s+)?har\s+fattats\s+av|har\s+beslutat\s+i\s+(?:detta\s+)?ärende",
    re.I,
)
DECISION_TITLE = re.compile(r"^(?:huvudmanna|kommun|skol)?beslut\b|\bföreläggande\b", re.IGNORECASE)
FOLLOW_UP = re.compile(r"\buppföljning\b|\buppföljande\b", re.IGNORECASE)
FOLLOW_UP_BODY = re.compile(
    r"\bkvarstående\s+brister|\bavhjälpta\s+brister|\bbedömning(?:en|arna)?\s+var\b|"
    r"\bredovisade\s+åtgärder|ytterligare\s+kvalitetshöjande|\bi\s+linje\s+med\s+skolinspektionens",
    re.IGNORECASE,
)
INSPECTION_REPORT = re.compile(r"utbildningsinspektion|inspektionsrapport|\binspektionen\s+av\b", re.IGNORECASE)
LETTER = re.compile(
    r"\bkommer\b[^.\n]{0,80}?\bgenomföra\b|\butse\s+en\s+kontaktperson|\b(?:behöver|ska|"
    r"ber\s+vi)\s+(?:ni|er)\b|\bhos\s+er\b|\bi\s+er\s+verksamhet\b|\btar\s+del\s+av\s+ert\b|"
    r"\bvi\s+besöker\s+(?:skolan|er)\b"
    r"|\butvald\w*\s+(?:att\s+delta|till)\b|\b(?:har\s+)?valts\s+ut\b|\bni\s+(?:skickar|meddelar|"
    r"lämnar|läser)\b|\bvänligen\b|\bskicka(?:r)?\s+(?:in\s+)?(?:till\s+)?(?:oss|detta)\b|\bhar\s+ni\s+frågor\b",
    re.IGNORECASE,
)
TO_GUARDIANS = re.compile(
    r"\btill\s+(?:elever|vårdnadshavare|föräldrar|dig\s+som\s+(?:är\s+)?(?:vårdnadshavare|elev|"
    r"förälder))\b|\b(?:ditt|era)\s+barn\b|\bdu\s+som\s+(?:är\s+)?(?:elev|vårdnadshavare)",
    re.IGNORECASE,
)
LIST = re.compile(r"\bsök(?:ning|resultat|\s+bland|\s+beslut)\b|\bträffar\b|\bvisar\s+\d+[–-]\d+\s+av\b", re.IGNORECASE)
COURT = re.compile(
    r"\b(?:förvaltningsrätten|kammarrätten|högsta\s+förvaltningsdomstolen)\s+i?\b.{0,40}\bdom\b|"
    r"\bdomskäl\b|\byrkar\s+att\s+(?:förvaltningsrätten|kammarrätten)",
    re.IGNORECASE | re.DOTALL,
)
AUTHORITY = re.compile(r"skolinspektion|skolverket", re.IGNORECASE)
# Words that the patterns above hold: how often they stand in a text says at once that there is too little for most.
MINUTES_WORDS = ("juster", "yrkand", "beslutsgång", "nämndens", "närvarande", "ledamöter", "paragrafer", "sammanträd")
FOLLOW_UP_WORDS = ("kvarstående", "avhjälpta", "bedömning", "redovisade", "ytterligare", "linje")
