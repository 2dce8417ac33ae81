"""The language of a page, for the sentences of rooms that have both."""

from typing import Literal

from django.utils.translation import get_language


def language() -> Literal["sv", "en"]:
    return "en" if get_language() == "en" else "sv"
