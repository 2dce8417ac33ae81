"""Closing sentences: `Beslutet har fattats av enhetschef A. Utredare B har varit föredragande.`"""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.document import Document
from likvard.reading.fields.people.names import MANY, NAME, NAME_FIRST, People, titled_names

_CLOSING_WORDS = (
    "inspektörer", "fatta", "föredra", "deltagit", "deltog", "medverkat", "handlag", "handlägg", "beslutat", "besöktes",
    "genomför", "utfört", "ansvar", "lämnats av", "enligt beslut", "handläggare", "beslutande",
)  # fmt: skip


def read(document: Document, people: People) -> None:
    """`Beslutet har fattats av enhetschef A efter föredragning av utredare B. Utredare C har deltagit.`"""
    for block in document.flow.blocks:
        if block.kind == "row" or not people.may_stand(block.start, block.end):
            continue
        low = document.lower[block.start : block.end]
        if not any(word in low for word in _CLOSING_WORDS):
            continue
        for start, end in document.flow.sentences(block):
            sentence = document.text[start:end]
            if not people.may_stand(start, end) or not any(
                word in document.lower[start:end] for word in _CLOSING_WORDS
            ):
                continue
            _untitled(people, start, sentence)
            for title, name in _pairs(sentence):
                before, after = sentence[: min(title[0], name[0])], sentence[max(title[1], name[1]) :]
                role = _closing_role(before, after, sentence)
                if role is None and re.search(r"\b(?:var|är)\b", sentence[title[1] : name[0]]):
                    role = "investigator"
                if role is not None and not (document.kind in ("press_release", "response") and role != "reports"):
                    people.add((start + name[0], start + name[1]), (start + title[0], start + title[1]), role)


_UNTITLED = re.compile(
    rf"\b(?:besöktes|genomfördes|gjordes|utfördes|granskades|"
    rf"inspekterades)\b[^.\n]{{0,90}}?\bav\s+(?P<name>{NAME})(?:\s+och\s+(?P<second>{NAME}))?"
)


def _untitled(people: People, offset: int, sentence: str) -> None:
    """`besöktes den 24–25 april 2012 av A och B`: inspectors whose title is not printed."""
    for hit in _UNTITLED.finditer(sentence):
        for group in ("name", "second"):
            if hit[group]:
                people.add((offset + hit.start(group), offset + hit.end(group)), None, "investigator", 0.85)


def _pairs(sentence: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    taken: list[tuple[int, int]] = []
    for hit in MANY.finditer(sentence):
        taken.append(hit.span())
        for group in ("name", "second", "third"):
            if hit[group]:
                yield hit.span("title"), hit.span(group)
    for hit in NAME_FIRST.finditer(sentence):
        taken.append(hit.span())
        yield hit.span("title"), hit.span("name")
    for hit in titled_names(sentence):
        if any(a <= hit.start() < b for a, b in taken):
            continue
        yield hit.span("title"), hit.span("name")
        if hit["second"]:
            yield hit.span("title"), hit.span("second")


def _closing_role(before: str, after: str, sentence: str) -> str | None:
    near = before[-60:]
    if re.search(r"\bbeslutande\s+(?:har\s+varit\s+|var\s+|är\s+)?$", near, re.IGNORECASE):
        return "decides"
    if re.search(r"\bföredragande\s+$", near, re.IGNORECASE):
        return "reports"
    if re.search(r"\bhandläggare\s+(?:har\s+varit|var|är)\s+$|\bhandlagts\s+av\s+$", near, re.IGNORECASE):
        return "investigator"
    if re.match(r"\s+(?:\w+\s+){0,2}(?:besökte|granskade|intervjuade|genomförde)\b", after):
        return "investigator"
    if re.match(r"\s*[,(]\s*föredragande\b", after, re.IGNORECASE):
        return "reports"
    if re.search(
        r"föredragning\s+av\s+(?:\w+\s+)?$|föredragande\s+(?:har\s+varit|i\s+ärendet\s+har\s+varit|var|är|:)\s*$",
        near,
        re.IGNORECASE,
    ):
        return "reports"
    if re.search(
        r"^[^.]{0,30}\b(?:varit\s+föredragande|föredragit|föredrar|föredrog|var\s+föredragande)", after, re.IGNORECASE
    ):
        return "reports"
    if re.search(r"\b(?:fatta(?:t|ts|des)|beslutat?s?|tagits)\s+(?:\w+\s+){0,4}av\s+(?:\w+\s+)?$", near, re.IGNORECASE):
        return "decides"
    if re.search(r"\benligt\s+beslut\s+av\s+$", near, re.IGNORECASE):
        return "decides"
    if re.match(r"[^.]{0,20}\bhar\s+(?:fattat|beslutat)", after, re.IGNORECASE):
        return "decides"
    if re.search(r"\bhar\s+$", near) and re.match(r"\s+(?:fattat|beslutat)\b", after):
        return "decides"
    if re.search(
        r"\b(?:deltagit|medverkat|handlagt|handlagts|deltog|ansvara(?:de|t)|ansvarig\w*\s+för|lämnats\s+av)\b",
        sentence,
        re.IGNORECASE,
    ):
        return "investigator"
    if re.search(
        r"\b(?:besök\w*|genomfört?s?|intervju\w*|granskning\w*|utfört?s?)\b[^.]{0,80}\bav\s+$", near, re.IGNORECASE
    ):
        return "investigator"
    if re.search(r"\boch\s+$", near) and re.search(r"\bav\s+(?:utredar|inspektör)", before, re.IGNORECASE):
        return "investigator"
    return None
