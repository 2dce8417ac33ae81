"""What was reckoned of a place, kept on disk for as long as the same figures are published and the code is the same:
the worker reckons it after a publication, so that nobody waits for a page."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.core.cache import caches

from likvard.datasets.queries.state import OPEN, Reach, holders_in_store, present_store

from .nation import of_extract

T = TypeVar("T")


def kept(name: str, about: object, reach: Reach, make: Callable[[], T]) -> T:
    """What `make` gives for the figures that are published now, made once."""
    whose = (sorted(reach.whole), sorted(reach.parts), sorted(reach.surveys))
    key = hashlib.sha256(repr((_present(), name, about, whose)).encode()).hexdigest()
    found: T | None = caches["reckoned"].get(key)
    if found is None:
        found = make()
        caches["reckoned"].set(key, found)
    return found


def narrowed(reach: Reach) -> Reach:
    """The reach without holders who have nothing of their own: what they see is what everybody sees."""
    holders = holders_in_store()
    whole = frozenset(one for one in reach.whole if one in holders)
    parts = frozenset(one for one in reach.parts if one[0] in holders)
    if not whole and not parts and not reach.surveys:
        return OPEN
    return Reach(reach.whole, reach.parts, reach.surveys) if reach.surveys else Reach(whole, parts)


def is_begun() -> bool:
    """Whether the places of what is published now are reckoned, or on their way."""
    return caches["reckoned"].get("begun") == _present()


def begin() -> None:
    """Forgets what was kept of earlier publications, and of another code."""
    caches["reckoned"].clear()
    caches["reckoned"].set("begun", _present())


def _present() -> tuple[str, str]:
    store = present_store()
    return _code(), _extract() if store == "extract" else store


@cache
def _code() -> str:
    """Another reckoning or another shape of its result is another thing."""
    folder = Path(__file__).parent
    text = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return hashlib.sha256(text).hexdigest()


@cache
def _extract() -> str:
    return of_extract()
