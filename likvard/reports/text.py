"""What people typed, made fit for print: nothing is interpreted, only what no paper can hold is taken away."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"^\s*(?:[-–•*]|\d{1,2}[.)])\s+(?=\S)")

# Marks that turn the reading direction of what follows, and the byte order mark: invisible in the page where
# they were typed, harmful on paper.
_INVISIBLE = frozenset("\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """`text` with composed letters, `\\n` as its only line end and no characters that cannot be printed.

    Control characters, lone surrogates, noncharacters and private use characters are dropped: XML 1.0 (section
    2.2) refuses them in Word files and PDF/A-2a (ISO 19005-2, 6.2.11.7) in PDF files.
    """
    lines = _LINE_ENDS.sub("\n", text).expandtabs(4)
    kept = (c for c in lines if c == "\n" or (c not in _INVISIBLE and _fits(c)))
    return unicodedata.normalize("NFC", "".join(kept))


def _fits(character: str) -> bool:
    point = ord(character)
    if unicodedata.category(character) in ("Cc", "Cs", "Co"):
        return False
    return not (0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE)


def paragraphs(text: str) -> list[str | list[str]]:
    """A typed text as paragraphs (text, line breaks kept) and lists (the items of lines that begin with a dash).

    >>> paragraphs("Vi har gjort två saker:\\n- kartlagt\\n- anställt\\n\\nMer följer.")
    ['Vi har gjort två saker:', ['kartlagt', 'anställt'], 'Mer följer.']
    """
    found: list[str | list[str]] = []
    run: list[str] = []

    def end_run() -> None:
        if run:
            found.append("\n".join(run))
            run.clear()

    after_item = False
    for line in clean(text).split("\n"):
        mark = _BULLET.match(line)
        if mark:
            end_run()
            item = line[mark.end() :].strip()
            last = found[-1] if found else None
            if after_item and isinstance(last, list):
                last.append(item)
            else:
                found.append([item])
        elif line.strip():
            run.append(line.strip())
        else:
            end_run()
        after_item = mark is not None
    end_run()
    return found
