"""Pages of the documents: laying them in, reading them, opening cases from them, finding them again."""

from .listing import add, index, read_again, state
from .opening import case
from .originals import original, page_image
from .reading import confirm_sure, reading, review
from .registering import register
from .searching import search

__all__ = [
    "add",
    "case",
    "confirm_sure",
    "index",
    "original",
    "page_image",
    "read_again",
    "reading",
    "register",
    "review",
    "search",
    "state",
]
