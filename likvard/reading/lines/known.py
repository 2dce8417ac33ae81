"""Headings and openings that lines of these documents have."""

from __future__ import annotations

import re

ENDINGS = (".", "!", "?", ":", ";")
# Headings of parts that stand under an area or in a decision whatever the review is called.
KNOWN_HEADINGS = re.compile(
    r"(?:författningsst[öo]d|rättslig(?:a)? (?:grund|reglering|utgångspunkter)|bestämmelser|"
    r"bedömning(?:en|ar|arna)?(?: (?:är|var|i beslutet|vid uppföljningen))?|"
    r"skolinspektionens (?:samlade )?bedömning(?:ar)?|"
    r"beslut|(?:förvaltningens )?förslag(?: till beslut)?|vår bedömning(?: \d{4})?|"
    r"skolinspektionens beslut|skolinspektionens ingripande(?:n)?|motiv(?:ering|eringar)(?: (?:till|"
    r"av|för) (?:beslutet|bedömningen))?|"
    r"skäl(?:en)?(?: för (?:beslutet|bedömningen|skolinspektionens beslut))?|inledning|bakgrund|"
    r"sammanfattning|namnbyte|"
    r"åtgärder|brister|utvecklingsområde(?:n|t|na)?|uppföljning|ärendet|bilagor|beslutsunderlag|"
    r"föreläggande(?: vid vite)?|anmärkning(?:ar)?|avst(?:år|ående) från ingripande|återkallelse|"
    r"vad vi har gjort|vidtagna åtgärder|resultat(?: så här långt)?|vad som återstår|fakta om skolan|helhetsbedömning|"
    r"huvudmannens redovisning|redovisning(?:en)?|så gick granskningen till|vad händer nu\??)[ :]*$",
    re.IGNORECASE,
)
_KNOWN_OPENS = frozenset((
    "fö", "rä", "be", "sk", "vå", "mo", "in", "ba", "sa", "na", "åt", "br", "ut", "up",
    "är", "bi", "an", "av", "va", "vi", "re", "fa", "he", "hu", "så",
))  # fmt: skip


def is_known_heading(text: str) -> bool:
    """Whether the text is one of `KNOWN_HEADINGS`; its length and first two letters tell for most."""
    return len(text) < 60 and text[:2].lower() in _KNOWN_OPENS and KNOWN_HEADINGS.match(text) is not None
