"""Damage mended, with the way back to the original kept exact.

`repair(source)` is the second stage of a reading. What it changes is listed in `changes`; what it could not be
sure of is answered by `doubt_at`. A document without damage comes back as it is, at the cost of a few searches.
"""

from __future__ import annotations

import re

from likvard.reading.repair import damage, dates, encoding, fonts, marks, spacing, tables
from likvard.reading.repair.draft import Change, Doubt, Draft, Edit, Repaired
from likvard.reading.source.pages import SourceText

__all__ = ["Change", "Doubt", "Repaired", "repair"]

# What character recognition leaves behind: signs for §, odd bullets, frames.
_SCAN_REASONS = {"section_sign", "bullet"}
# Two single letters in a row, as in every letter-spaced or broken word, and rarely elsewhere.
_MAYBE_SPACED = re.compile(r"[ \n][^\W_] [^\W_] ")
_SPACED_AT_ONCE = re.compile(r"[^\W_] [^\W_] ")
_MAYBE_WRAP = re.compile(r"[-\u2010\u00ac][ \t]*\n[ \t]*[a-zåäö]")


def repair(source: SourceText) -> Repaired:
    """The text of `source` mended. Places are kept: see `Repaired.to_source`."""
    draft = Draft(encoding.plain_spaces(source.text))
    draft.apply(encoding.mend(draft.text))
    draft.apply(fonts.mend(draft.text))
    if _MAYBE_SPACED.search(draft.text) or _SPACED_AT_ONCE.match(draft.text):
        draft.apply(spacing.letter_spaced(draft.text))
    if _MAYBE_WRAP.search(draft.text):
        draft.apply(spacing.line_wraps(draft.text))
    draft.apply(dates.hyphens(draft.text))
    draft.apply(marks.sections(draft.text))
    draft.apply(marks.labels(draft.text))
    draft.apply(marks.series(draft.text))
    draft.apply(marks.bullets(draft.text))
    scanned = any(note.startswith("ocr:") for note in source.notes) or any(
        change.reason in _SCAN_REASONS for change in draft.changes
    )
    _words(draft, scanned=scanned)
    draft.doubts.extend(Doubt(start, end, dates.NOT_SURE_FIGURE) for start, end in source.uncertain)
    for doubt in dates.doubts(draft.text):
        draft.doubt(doubt.start, doubt.end, doubt.reason)
    return draft.finish(source)


def _words(draft: Draft, *, scanned: bool) -> None:
    stretches = list(damage.stretches(draft.text, scanned=scanned))
    if not stretches:
        return
    from likvard.reading.repair import letters, names  # noqa: PLC0415 - word lists, for damaged documents only

    draft.apply(marks.addresses(draft.text))
    text = draft.text
    edits: list[Edit] = []
    for part in stretches:
        if part.damage == "stripped":
            edits += names.places(text, part.start, part.end)
        edits += letters.mend(text, part.damage, start=part.start, end=part.end)
        if part.damage == "stripped":
            # After the words: "Forfattningsst6d" is no person.
            edits += names.people(text, part.start, part.end)
    if "|" in text:
        edits += marks.bars(text)
    draft.apply(edits)
    draft.apply(names.municipalities(draft.text))
    draft.apply(marks.sections(draft.text))
    draft.apply(spacing.inner_hyphens(draft.text))
    draft.apply(tables.gaps(draft.text))
    draft.apply(marks.headings(draft.text))
