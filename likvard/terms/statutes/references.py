"""One section of a statute, printed and sorted as the reading record wants it, and lists of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Reference:
    """`1 kap. 9 § skollagen`, `25 § förvaltningslagen`, `2 kap. 8 b § skollagen`.

    `statute` is the common name, for a statute that the list lacks `SFS 2018:49` or the name as printed.
    `chapter` is `None` where the statute has none; "26 a" is the pair (26, "a").
    """

    statute: str
    chapter: int | None
    section: int
    letter: str = ""
    chapter_letter: str = ""

    @property
    def sort_key(self) -> tuple[str, int, str, int, str]:
        """Statute, chapter, section."""
        return self.statute, self.chapter or 0, self.chapter_letter, self.section, self.letter

    def __lt__(self, other: "Reference") -> bool:
        return self.sort_key < other.sort_key

    def __str__(self) -> str:
        return format_reference(self)


def _place(number: int, letter: str) -> str:
    return f"{number} {letter}" if letter else str(number)


def format_reference(reference: Reference, *, no_break: bool = False) -> str:
    """`1 kap. 9 § skollagen`; with `no_break` the parts hold together at a line end."""
    chapter = "" if reference.chapter is None else f"{_place(reference.chapter, reference.chapter_letter)} kap. "
    text = f"{chapter}{_place(reference.section, reference.letter)} §"
    return f"{text.replace(' ', _NBSP) if no_break else text} {reference.statute}".rstrip()


def sort_references(references: Iterable[Reference]) -> list[Reference]:
    """Each once, by statute, chapter and section."""
    return sorted(set(references))


def format_references(references: Iterable[Reference]) -> list[str]:
    """Each once, sorted and printed: the record's `legal_basis`."""
    return [format_reference(reference) for reference in sort_references(references)]


def _sections(references: Sequence[Reference]) -> tuple[list[str], bool]:
    """Runs of three or more become ranges, letters of one section share its number; whether it is several."""
    parts: list[str] = []
    index = 0
    while index < len(references):
        here = references[index]
        stop = index
        if not here.letter:
            while (
                stop + 1 < len(references)
                and not references[stop + 1].letter
                and references[stop + 1].section == references[stop].section + 1
            ):
                stop += 1
        if stop - index >= 2:
            parts.append(f"{here.section}–{references[stop].section}")
            index = stop + 1
            continue
        parts.append(_place(here.section, here.letter))
        while here.letter and index + 1 < len(references) and references[index + 1].section == here.section:
            index += 1
            parts.append(references[index].letter)
        index += 1
    return parts, len(references) > 1


def format_list(references: Iterable[Reference], *, no_break: bool = False) -> str:
    """The compact form: `1 kap. 9 §, 4 kap. 3 och 5–7 §§, 5 kap. 3 § skollagen; 5 kap. 2 § skolförordningen`."""
    statutes = []
    for statute, of_statute in groupby(sort_references(references), key=lambda r: r.statute):
        chapters = []
        for (chapter, letter), of_chapter in groupby(of_statute, key=lambda r: (r.chapter, r.chapter_letter)):
            parts, several = _sections(list(of_chapter))
            listed = ", ".join(parts[:-1]) + (" och " if len(parts) > 1 else "") + parts[-1]
            head = "" if chapter is None else f"{_place(chapter, letter)} kap. "
            chapters.append(f"{head}{listed} {'§§' if several else '§'}")
        text = ", ".join(chapters)
        statutes.append(f"{text.replace(' ', _NBSP) if no_break else text} {statute}".rstrip())
    return "; ".join(statutes)
