"""What differs between two wordings, word by word."""

import re
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "gone", "new"]
_WORDS = re.compile(r"\s+|[^\s]+")


def differences(before: str, after: str) -> tuple[tuple[Change, str], ...]:
    """The parts of both texts in reading order: joined without "new" they are `before`, without "gone" `after`.

    Words and the space between them are compared whole, so that a changed word is shown as a word and not as letters.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[tuple[Change, str]] = []

    def add(change: Change, words: list[str]) -> None:
        if not words:
            return
        if found and found[-1][0] == change:
            found[-1] = (change, found[-1][1] + "".join(words))
        else:
            found.append((change, "".join(words)))

    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            add("same", old[a:b])
        else:
            add("gone", old[a:b])
            add("new", new[c:d])
    return tuple(found)


def in_marks(before: str, after: str) -> str:
    """The same in print, without colour: [-gone-] and {+new+}."""
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(signs[change].format(words) for change, words in differences(before, after))
