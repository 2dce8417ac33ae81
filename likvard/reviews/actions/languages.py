"""Audit and supervision are two languages; one case speaks one of them."""

from collections.abc import Mapping
from typing import Any

from likvard.reviews.models import Case, Finding
from likvard.reviews.queries import definition_of
from likvard.rulebook.kinds import FOLLOW_UPS
from likvard.rulebook.loading import rulebook
from likvard.rulebook.words import Words


class MixedLanguages(Exception):  # noqa: N818 - read aloud where it is raised
    """A document would bring deficiencies into an audit, or development areas into supervision.

    `words` say so in both languages.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words.sv)
        self.words = words


OTHER_KIND = Words(
    "Dokumentet hör till ett annat slag av granskning än ärendet. Kvalitetsgranskning och tillsyn hålls isär: skapa ett"
    " eget ärende av dokumentet, eller rätta granskningens slag i läsningen.",
    "The document belongs to another kind of review than the case. Audit and supervision are kept apart: make a case of"
    " its own from the document, or correct the kind of review in the reading.",
)
MIXED = Words(
    "Läsningen blandar utvecklingsområden och brister. Ett ärende har det ena eller det andra: rätta fynden eller"
    " granskningens slag i läsningen.",
    "The reading mixes development areas and deficiencies. A case has one or the other: correct the findings or the"
    " kind of review in the reading.",
)


def _kinds_in(record: Mapping[str, Any]) -> set[str]:
    """The kinds of finding that the record speaks of, by its findings and by its words of follow-up."""
    kinds = set()
    for area in record.get("areas") or []:
        kinds |= {finding["kind"] for finding in area.get("findings") or []}
        kinds |= {kind for kind, codes in FOLLOW_UPS.items() if area.get("follow_up") in codes}
    return kinds


def check_language(case: Case, record: Mapping[str, Any]) -> None:
    """Raises `MixedLanguages` before anything of the document is stored."""
    definition, book = definition_of(case), rulebook()
    kind = record.get("review_kind")
    if kind in book.by_kind and kind != "other" and case.kind != "other":
        theirs = book.by_kind[kind][-1].language
        if theirs != definition.language:
            raise MixedLanguages(OTHER_KIND)
    spoken = _kinds_in(record)
    if len(spoken) > 1:
        raise MixedLanguages(MIXED)
    if spoken - set(definition.finding_kinds):
        raise MixedLanguages(OTHER_KIND if case.findings.exists() else MIXED)
    if spoken and Finding.objects.filter(case=case).exclude(kind__in=spoken).exists():
        raise MixedLanguages(OTHER_KIND)
