"""Searching a long text with a slow pattern only where a word of it stands.

A pattern of many alternatives is tried at every character; the plain search for a few words that each match must hold
runs fifty times faster.
"""

import re
from collections.abc import Iterator, Sequence


def _places(text: str, words: Sequence[str]) -> list[int] | None:
    """Where any of the (small-letter) words stands; `None` when small letters would move the places."""
    small = text.lower()
    if len(small) != len(text):
        return None
    places = []
    for word in words:
        place = small.find(word)
        while place >= 0:
            places.append(place)
            place = small.find(word, place + 1)
    return sorted(places)


def matches_near(
    pattern: re.Pattern[str], text: str, words: Sequence[str], *, before: int, after: int
) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` gives, found near `words`: each match must begin at most `before` characters
    before one of them and hold that word within `after` characters from it."""
    places = _places(text, words)
    if places is None:
        yield from pattern.finditer(text)
        return
    position = 0
    for place in places:
        if place < position:
            continue
        near = pattern.search(text, max(position, place - before), place + after)
        # The window's end may have cut the match or hidden what follows it: match again without one.
        if near and near.start() <= place and (m := pattern.match(text, near.start())):
            yield m
            position = m.end()


def matches_from(pattern: re.Pattern[str], text: str, beginnings: Sequence[str]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` gives, found from `beginnings`: each match must begin with one of them, in small
    letters."""
    places = _places(text, beginnings)
    if places is None:
        yield from pattern.finditer(text)
        return
    position = 0
    for place in places:
        if place >= position and (m := pattern.match(text, place)):
            yield m
            position = m.end()
