"""The numbers and bullets that Word counts itself."""

from __future__ import annotations

from typing import Any

from likvard.reading.source.word.marks import BULLETS, W


class Numbering:
    """The bullet or number that Word draws before a paragraph but does not store in it."""

    def __init__(self, document: Any) -> None:
        self.formats: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counters: dict[tuple[str, int], int] = {}
        self.abstract_of: dict[str, str] = {}
        self.style_numbers: dict[str, tuple[str, int]] = {}
        self.headings: set[str] = set()
        self._styles(document)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for number in root.iterfind(f"{W}num"):
            abstract = number.find(f"{W}abstractNumId")
            if abstract is not None:
                self.abstract_of[number.get(f"{W}numId")] = abstract.get(f"{W}val")
        for abstract in root.iterfind(f"{W}abstractNum"):
            for level in abstract.iterfind(f"{W}lvl"):
                kind = level.find(f"{W}numFmt")
                text = level.find(f"{W}lvlText")
                start = level.find(f"{W}start")
                self.formats[(abstract.get(f"{W}abstractNumId"), _int(level.get(f"{W}ilvl")))] = (
                    kind.get(f"{W}val") if kind is not None else "decimal",
                    (text.get(f"{W}val") or "") if text is not None else "",
                    _int(start.get(f"{W}val"), 1) if start is not None else 1,
                )

    def _styles(self, document: Any) -> None:
        for style in document.styles.element.iterfind(f"{W}style"):
            key = style.get(f"{W}styleId")
            name = style.find(f"{W}name")
            called = (name.get(f"{W}val") or "").lower() if name is not None else ""
            if called.startswith(("heading", "rubrik", "title")):
                self.headings.add(key)
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                level = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
                self.style_numbers[key] = (
                    number.get(f"{W}val"),
                    _int(level.get(f"{W}val")) if level is not None else 0,
                )
            elif called.startswith(("list bullet", "punktlista")):
                self.style_numbers[key] = ("bullet", 0)

    def _style(self, paragraph: Any) -> str | None:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return style.get(f"{W}val") if style is not None else None

    def is_heading(self, paragraph: Any) -> bool:
        return self._style(paragraph) in self.headings

    def label(self, paragraph: Any) -> str:
        found = paragraph.find(f"{W}pPr/{W}numPr")
        if found is not None:
            number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
            key = number.get(f"{W}val") if number is not None else "0"
            depth = _int(level.get(f"{W}val")) if level is not None else 0
        else:
            key, depth = self.style_numbers.get(self._style(paragraph) or "", ("0", 0))
        if key == "0":
            return ""
        if key == "bullet":
            return BULLETS
        abstract = self.abstract_of.get(key, "")
        kind, pattern, start = self.formats.get((abstract, depth), ("", "", 1))
        if kind == "bullet":
            return BULLETS
        if kind in ("none", "") or not pattern:
            return ""
        value = self.counters.get((abstract, depth), start - 1) + 1
        self.counters[(abstract, depth)] = value
        for deeper in [k for k in self.counters if k[0] == abstract and k[1] > depth]:
            del self.counters[deeper]
        for place in range(depth + 1):
            _, _, first = self.formats.get((abstract, place), ("", "", 1))
            at = value if place == depth else self.counters.get((abstract, place), first)
            pattern = pattern.replace(f"%{place + 1}", _numeral(at, self.formats.get((abstract, place))))
        return pattern


def _numeral(value: int, form: tuple[str, str, int] | None) -> str:
    kind = form[0] if form else "decimal"
    if kind in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        letter = chr(ord("a") + value - 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and 1 <= value <= 39:
        roman = "x" * (value // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[value % 10]
        return roman.upper() if kind == "upperRoman" else roman
    return str(value)


def _int(text: str | None, default: int = 0) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default
