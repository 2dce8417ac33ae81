"""Letters that scans and fonts take for each other, and the words that a damaged one can have been."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from likvard.reading.repair.lexicon import fold

# Letters that stand for an å, ä or ö which the scan had no letter for, in folded form.
ODD: dict[str, tuple[str, ...]] = {
    "é": ("o", "a", "e"),
    "è": ("a", "o", "e"),
    "ê": ("a", "o"),
    "6": ("o",),
    "4": ("a",),
    "0": ("o",),
    "|": ("l", "i"),
    "!": ("l", "i"),
    "1": ("l", "i"),
    "ð": ("o",),
    "ó": ("o",),
    "ò": ("o",),
    "ô": ("o",),
    "õ": ("o",),
    "ø": ("o",),
    "á": ("a",),
    "à": ("a",),
    "â": ("a",),
    "ã": ("a",),
    "æ": ("a",),
    "@": ("a",),
    "ü": ("u", "o"),
    "ﬁ": ("fi",),
    "ﬂ": ("fl",),
    "†": ("a",),
    "„": ("a",),
    "”": ("o",),
    "Œ": ("a",),
    "Š": ("a",),
    "š": ("o",),
    "{": ("a",),
    "}": ("a",),
    "\ufffd": ("a", "o"),
    "?": ("a", "o"),
}
# What the two readings cost, in decimal logarithms: a rare confusion must win by that much.
_SWAPS: tuple[tuple[str, str, float], ...] = (
    ("rn", "m", 0.5),
    ("m", "rn", 0.7),
    ("in", "m", 1.0),
    ("m", "in", 0.8),
    ("im", "un", 1.0),
    ("nn", "m", 1.0),
    ("m", "nn", 1.0),
    ("ni", "m", 1.0),
    ("m", "ni", 1.0),
    ("rm", "nn", 1.0),
    ("nn", "rm", 1.2),
    ("rn", "nn", 1.2),
    ("ii", "n", 0.8),
    ("ii", "u", 1.0),
    ("iii", "m", 0.8),
    ("li", "h", 1.0),
    ("h", "li", 1.0),
    ("ij", "rj", 0.6),
    ("ij", "ij", 9.0),
    ("j", "rj", 1.4),
    ("cl", "d", 0.8),
    ("d", "cl", 1.2),
    ("vv", "w", 1.0),
    ("v", "y", 1.0),
    ("y", "v", 0.9),
    ("i", "l", 0.8),
    ("l", "i", 0.8),
    ("l", "t", 1.3),
    ("t", "l", 1.3),
    ("t", "f", 1.3),
    ("f", "t", 1.3),
    ("c", "e", 1.0),
    ("e", "c", 1.2),
    ("c", "o", 1.3),
    ("o", "e", 1.5),
    ("e", "o", 1.5),
    ("a", "e", 1.7),
    ("e", "a", 1.7),
    ("u", "n", 1.2),
    ("n", "u", 1.2),
    ("a", "u", 1.5),
    ("g", "q", 0.8),
    ("q", "g", 0.6),
    ("b", "h", 1.4),
    ("h", "b", 1.4),
    ("ll", "il", 1.2),
    ("il", "ll", 0.9),
    ("li", "ll", 0.9),
    ("tt", "it", 1.3),
    ("it", "tt", 1.3),
    ("fi", "fi", 9.0),
    # Rings and dots that one word of an otherwise sound text has lost or gained.
    ("a", "ä", 1.0),
    ("o", "ö", 1.0),
    ("a", "å", 1.1),
    ("ä", "å", 1.3),
    ("å", "ä", 1.3),
    ("ä", "a", 1.5),
    ("ö", "o", 1.5),
    ("å", "a", 1.5),
    # Ligatures that a font wrote twice, or for the wrong pair.
    ("fifi", "f", 0.3),
    ("fifi", "fi", 0.3),
    ("fifi", "fy", 0.4),
    ("fififö", "fö", 0.2),
    ("fifi", "fyl", 0.4),
    ("fifi", "", 0.5),
    ("flfl", "fl", 0.3),
    ("flfl", "f", 0.4),
    ("ffiffi", "ffi", 0.3),
)
# In stripped text these stand for å, ä, ö as well.
_STRIPPED_SWAPS: tuple[tuple[str, str, float], ...] = (
    ("d", "o", 0.7),
    ("d", "a", 0.7),
    ("de", "o", 0.8),
    ("oe", "o", 0.6),
    ("od", "o", 0.8),
    ("do", "o", 0.8),
    ("ia", "a", 0.9),
    ("aa", "a", 0.5),
    ("da", "a", 0.9),
    ("ad", "a", 0.9),
    ("g", "o", 1.2),
    ("e", "a", 1.3),
    ("i", "a", 1.4),
    ("e", "o", 1.3),
    ("u", "o", 1.4),
    ("o", "a", 1.5),
)


def variants(lower: str, *, stripped: bool) -> Iterator[tuple[str, float]]:
    """Other readings of the letters, with their cost, cheapest kinds first; at most a few hundred."""
    forms = resolved(lower, stripped=stripped)
    swaps = (*_SWAPS, *_STRIPPED_SWAPS) if stripped else _SWAPS
    seen: set[str] = set()
    for form, cost in forms:
        if form not in seen:
            seen.add(form)
            if form != lower:
                yield form, cost
    singles: list[tuple[str, float]] = []
    for form, cost in forms[:8]:
        for variant, extra in _swapped(form, swaps):
            if variant not in seen:
                seen.add(variant)
                singles.append((variant, cost + extra))
    yield from singles
    if len(lower) < 8:
        return
    singles.sort(key=lambda item: item[1])
    for form, cost in singles[:24]:
        for variant, extra in _swapped(form, swaps):
            if variant not in seen:
                seen.add(variant)
                yield variant, cost + extra + 0.5


def _swapped(form: str, swaps: Iterable[tuple[str, str, float]]) -> Iterator[tuple[str, float]]:
    for seen, meant, cost in swaps:
        at = form.find(seen)
        while at >= 0:
            yield form[:at] + meant + form[at + len(seen) :], cost
            at = form.find(seen, at + 1)


def resolved(lower: str, *, stripped: bool) -> list[tuple[str, float]]:
    """The word with its odd characters replaced by letters, each way that is possible (at most 64)."""
    forms: list[tuple[str, float]] = [("", 0.0)]
    for character in lower:
        choices = ODD.get(character)
        if choices is None:
            letter = fold(character) if stripped else character
            forms = [(form + letter, cost) for form, cost in forms]
            continue
        if not stripped:
            choices = tuple(
                dict.fromkeys(
                    letter
                    for choice in choices
                    for letter in {"a": ("ä", "å", "a"), "o": ("ö", "o"), "e": ("é", "e")}.get(choice, (choice,))
                )
            )
        forms = [(form + choice, cost + 0.2 * rank) for form, cost in forms[:32] for rank, choice in enumerate(choices)]
    return sorted(forms, key=lambda item: item[1])
