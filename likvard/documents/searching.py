"""What the search compares: words made alike in the index and in the question.

Each word stands in the index once without its dots and accents ("f" + karr) and, when it has any, once with them
("e" + kärr). A question with å, ä or ö asks for exactly those letters; one without finds both. The words of a title
stand there a second time ("t", "u"), so that a hit in a title comes first; and "h" + the holder's id keeps each
organisation's words apart inside the index itself. A term is made of ASCII letters, digits and `_` alone (any other
letter as its number between two `_`), so that both databases cut words alike and nothing that a person types can be
taken for the index's own language.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 60
MOST_WORDS = 8
# PostgreSQL refuses an entry whose terms pass a megabyte; no document of 500 pages has that many different words.
MOST_BYTES = 600_000
_MARKS = {"ø": "o", "æ": "a", "đ": "d", "ł": "l", "ß": "ss"}


def words(text: str) -> list[str]:
    """The words of a text in small letters, in order."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [word[:LONGEST_WORD] for word in _WORD.findall(unicodedata.normalize("NFC", plain))]


def folded(word: str) -> str:
    """The word without dots and accents: kärr becomes karr."""
    apart = unicodedata.normalize("NFD", word)
    bare = "".join(_MARKS.get(c, c) for c in apart if not unicodedata.combining(c))
    return "".join(_WORD.findall(bare)) or word


def _plain(word: str) -> str:
    """Letter by letter, so that the beginning of a word is the beginning of its term."""
    return word if word.isascii() else "".join(c if c.isascii() else f"_{ord(c):x}_" for c in word)


def holder_term(holder: UUID) -> str:
    return f"h{holder.hex}"


def _terms(found: Iterable[str], exact: str, plain: str) -> Iterable[str]:
    for word in found:
        bare = folded(word)
        yield plain + _plain(bare)
        if bare != word:
            yield exact + _plain(word)


def index_terms(*, holder: UUID, title: str, text: str) -> str:
    """What the index holds for one entry: its terms with a space between, each once, the title's first."""
    in_title = words(title)
    terms = {holder_term(holder): None}
    room = MOST_BYTES
    for term in chain(_terms(in_title, "t", "u"), _terms(in_title, "e", "f"), _terms(words(text), "e", "f")):
        if term not in terms:
            room -= len(term.encode()) + 1
            if room < 0:
                break
            terms[term] = None
    return " ".join(terms)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked for: the words, the last of which may be unfinished."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Question":
        return cls(tuple(words(text[:400])[:MOST_WORDS]))

    def __bool__(self) -> bool:
        return bool(self.words)

    def terms(self, *, title: bool = False) -> tuple[str, ...]:
        exact, plain = ("t", "u") if title else ("e", "f")
        return tuple((plain if folded(word) == word else exact) + _plain(word) for word in self.words)

    def for_sqlite(self, holders: Sequence[UUID], *, title: bool = False) -> str:
        """The question in the language of FTS5: every word begins a word of the entry, in one of the holders."""
        asked = " AND ".join(f'"{term}"*' for term in self.terms(title=title))
        places = " OR ".join(f'"{holder_term(holder)}"' for holder in holders)
        return f"({asked}) AND ({places})"

    def for_postgresql(self, holders: Sequence[UUID], *, title: bool = False, terms: Sequence[str] = ()) -> str:
        """The same as a `tsquery`; of some of the terms alone when they are given."""
        asked = " & ".join(f"'{term}':*" for term in terms or self.terms(title=title))
        places = " | ".join(f"'{holder_term(holder)}'" for holder in holders)
        return f"({asked}) & ({places})"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; `hit` when it is what was asked for."""

    text: str
    hit: bool


def excerpt(text: str, question: Question, *, around: int = 90) -> tuple[Piece, ...]:
    """Where the text first holds a word of the question, the words marked; its beginning when none does."""
    spots = list(_spots(text, question))
    first = spots[0][0] if spots else 0
    start = max(0, first - around)
    if start:  # begin at a whole word
        start = text.find(" ", start, first) + 1 or start
    end = min(len(text), first + 2 * around)
    if end < len(text):
        end = max(text.rfind(" ", first + 1, end), first + around)
    pieces: list[Piece] = [Piece("… ", hit=False)] if start else []
    position = start
    for begins, ends in spots:
        if begins >= end:
            break
        if begins < position:
            continue
        pieces.append(Piece(_flat(text[position:begins]), hit=False))
        pieces.append(Piece(_flat(text[begins:ends]), hit=True))
        position = ends
    pieces.append(Piece(_flat(text[position:end]), hit=False))
    if end < len(text):
        pieces.append(Piece(" …", hit=False))
    return tuple(piece for piece in pieces if piece.text)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _spots(text: str, question: Question) -> Iterable[tuple[int, int]]:
    """Ranges of the words that the question asks for, as many as an excerpt can need."""
    wanted = [(word, folded(word) != word) for word in question.words]
    found = 0
    for match in _WORD.finditer(text):
        word = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", match.group()).casefold())
        bare = folded(word) if not word.isascii() else word
        if any((word if exact else bare).startswith(asked) for asked, exact in wanted):
            yield match.span()
            found += 1
            if found > 20:
                return
