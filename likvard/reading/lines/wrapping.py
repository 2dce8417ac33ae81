"""Which line goes on in the next."""

from __future__ import annotations

import re

from likvard.reading.area_names import is_known
from likvard.reading.lines.known import ENDINGS, is_known_heading
from likvard.reading.lines.splitting import Line

# The title under a signature is its own line even when it begins with a small letter.
_TITLE = re.compile(
    r"[\wåäö-]*(?:chef|utredare|råd|jurist|direktör|handläggare|rektor|ledare|sekreterare|samordnare|"
    r"inspektör)(?:,? \(?\w+\)?|/\w+)?$"
)
_TITLE_FIRST = re.compile(r"[\wåäö-]*(?:chef|utredare|råd|jurist|direktör|handläggare|rektor|ledare|sekreterare)\b")
_TITLE_GOES_ON = re.compile(r"(?:för|efter|om|i|av|angående|avseende|gällande)\s")
# A label that begins its own line, and the sentence that begins the text under a title.
_LABEL = re.compile(
    r"(?:motivering|skäl|åtgärd(?:er)?|ansvarig|resultat|kvarstår|bedömning|beslut|besked)\s*:", re.IGNORECASE
)
_BEGINS = re.compile(
    r"(?:skolinspektionen|skolverket|vi)\s+(?:ska|har|kommer|genomför|genomförde|fattade|inledde|"
    r"beslutar|förelägger|bedömer|granskar|"
    r"konstaterar|återkallar)\b",
    re.IGNORECASE,
)
# Names set apart under a text: signatures.
_NAMES_ONLY = re.compile(
    r"[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?(?: [A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?){1,3}"
)
_NUMBERED_PART = re.compile(r"\d{1,2}(?:\.\d{1,2})+\s|\d{1,2}\.\s+[A-ZÅÄÖ]")
# A line that ends with one of these goes on in the next.
_OPEN_WORDS = frozenset(
    [
        "av",
        "i",
        "vid",
        "och",
        "för",
        "att",
        "som",
        "med",
        "till",
        "den",
        "det",
        "på",
        "om",
        "efter",
        "från",
        "samt",
        "eller",
        "en",
        "ett",
        "de",
        "har",
        "är",
        "inte",
        "ska",
        "kan",
        "under",
        "mot",
        "enligt",
        "hos",
        "åt",
        "än",
        "inom",
        "mellan",
        "när",
        "där",
        "utan",
        "dess",
        "sin",
        "sitt",
        "sina",
        "vår",
        "våra",
        "deras",
        "vilka",
        "vilken",
        "vilket",
        "så",
    ]
)


def width_of(lines: list[Line]) -> int:
    """The length at which the document's lines wrap: the upper tenth of the long ones; 0 when none wrap."""
    lengths = sorted(line.indent + len(line.text) for line in lines if len(line.text) > 45 and not line.furniture)
    if len(lengths) < 4:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    return 0 if width > 140 else width


def wraps(line: Line, following: Line, width: int) -> bool:
    """Whether `following` goes on where `line` stopped, by its words and by what had room on the line."""
    head = following.text[:1]
    last = line.text[-1:]
    if head.isupper() and last not in ",-" and len(following.text) < 90:
        if len(following.text) < 50 and is_known_heading(following.text):
            return False
        label = following.text[:90].partition(":")
        if label[1] and len(label[0]) > 3 and is_known(label[0]) and last in ENDINGS:
            return False
        if is_known(following.text) and line.text.rsplit(" ", 1)[-1].lower() not in _OPEN_WORDS:
            return False
    if len(line.text) < 50 and (
        _TITLE.match(following.text) or (_NAMES_ONLY.fullmatch(line.text) and _TITLE_FIRST.match(following.text))
    ):
        return False
    if len(line.text) < 50 and is_known_heading(line.body) and not _TITLE_GOES_ON.match(following.text):
        return False
    if last in "-\u00ad" and head.islower():
        return True
    if len(line.text) == 6 and line.text.lower() == "beslut" and _TITLE_GOES_ON.match(following.text):
        return True
    if (":" in following.text and _LABEL.match(following.text)) or (following.gap and "@" in following.text):
        return False
    if following.gap:
        # What a page break cut is a long line; a short one is a heading over a text that lost its first word.
        title = _TITLE_GOES_ON.match(following.text) and line.text.lower().startswith("beslut")
        long = not width or len(line.text) > 0.5 * width or title
        return bool(_mid_sentence(line) and head.islower() and not following.mark and long and not is_known(line.text))
    if following.mark == "bullet" or ("@" in following.text and " " not in following.text and last != ","):
        return False
    if last in ENDINGS and head.isupper() and following.mark == "heading":
        return False
    word_before = line.text.rsplit(" ", 1)[-1].lower()
    # No sentence ends with a preposition: the full stop is a speck on the paper.
    if len(line.text) > 12 and (word_before in _OPEN_WORDS or word_before in ("av.", "vid.", "i.", "för.", "till.")):
        return True
    if not width:
        return len(line.text) > 60 and last not in ENDINGS and (head.islower() or len(line.text) > 75)
    if head.islower() and last not in ".!?":
        return True
    if last in ".!?" and _NAMES_ONLY.fullmatch(following.text):
        return False
    if line.gap and _BEGINS.match(following.text) and last not in ",-":
        return False
    word = len(following.text.split(" ", 1)[0])
    # A line that ends a sentence goes on only when it was quite full: a paragraph cut there is no harm.
    share = 0.97 if last in ".!?)" and head.isupper() else 0.86
    full = line.indent + len(line.text) + 1 + word >= share * width
    if following.mark == "number":
        return full and last not in ENDINGS and not _NUMBERED_PART.match(following.text)
    return full


def _mid_sentence(line: Line) -> bool:
    return line.text[-1:] not in '.!?:;"”)' or line.text.endswith((" kap.", " dvs.", " t.ex.", " bl.a."))
