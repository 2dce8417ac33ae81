"""The answer: written finding by finding, previewed, exported, sent."""

from .composing import begin, compose
from .papers import pdf, read, word
from .saving import introduction, item
from .sending import send

__all__ = [
    "begin",
    "compose",
    "introduction",
    "item",
    "pdf",
    "read",
    "send",
    "word",
]
