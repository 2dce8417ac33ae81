"""Finding a unit or an organiser by what a person types: any words of the name in any order, capitals, rings and dots
or not, a letter or two wrong."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.terms.municipalities import find_mentions
from likvard.terms.names import fold

LONGEST = 120  # characters of a question
CLOSE = 82.0  # of 100: below that a name is another name


def _words(text: str) -> list[str]:
    return fold(text[:LONGEST]).split()


def _having_all(words: Iterable[str], field: str) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(**{f"{field}__contains": word})
    return condition


def _best_first(rows: Iterable[tuple[UUID, str]], question: str, limit: int) -> list[UUID]:
    """Ids by how near their name is: the whole name, then its beginning, then its words."""
    scored = []
    for id_, name in rows:
        begins = name.startswith(question)
        whole = name == question
        scored.append(((not whole, not begins, -fuzz.WRatio(question, name), name), id_))
    return [id_ for _, id_ in sorted(scored, key=lambda pair: pair[0])[:limit]]


def _close(rows: list[tuple[UUID, str]], question: str, limit: int) -> list[UUID]:
    """Ids of names that differ by a letter or two."""
    names = dict(rows)
    found = process.extract(question, names, scorer=fuzz.token_sort_ratio, score_cutoff=CLOSE, limit=limit)
    return [id_ for _, _, id_ in found]


def _in_order(queryset: QuerySet, ids: list[UUID]) -> list:
    by_id = queryset.in_bulk(ids)
    return [by_id[id_] for id_ in ids if id_ in by_id]


def search_units(
    text: str,
    *,
    organisation: Organisation | None = None,
    municipality_code: str = "",
    ended: bool = False,
    limit: int = 20,
) -> list[SchoolUnit]:
    """Units, best first, each with its organiser. A code of eight digits finds its unit; a municipality among the words
    (`nyboda tyresö`) narrows when no name holds it. Empty text finds nothing."""
    words = _words(text)
    if not words:
        return []
    units = SchoolUnit.objects.select_related("organisation")
    if organisation is not None:
        units = units.filter(organisation=organisation)
    if municipality_code:
        units = units.filter(municipality_code=municipality_code)
    if not ended:
        units = units.exclude(status="UPPHORT")
    if len(words) == 1 and words[0].isdigit() and len(words[0]) == 8:
        return list(units.filter(school_unit_code=words[0]))
    question = " ".join(words)
    rows = list(units.filter(_having_all(words, "search_name")).values_list("id", "search_name"))
    if not rows and not municipality_code:
        # "Nyboda Tyresö", "nyboda tyresö": a place beside the name.
        for mention in find_mentions(text[:LONGEST].title()):
            rest = text[: mention.start] + " " + text[mention.end :]
            if _words(rest):
                code = mention.value.municipality.code
                narrowed = search_units(
                    rest, organisation=organisation, municipality_code=code, ended=ended, limit=limit
                )
                if narrowed:
                    return narrowed
    ids = (
        _best_first(rows, question, limit)
        if rows
        else _close(list(units.values_list("id", "search_name")), question, limit)
    )
    return _in_order(units, ids)


def search_organisations(text: str, *, kinds: Iterable[str] = (), limit: int = 20) -> list[Organisation]:
    """Organisers and authorities, best first; ten digits find by number."""
    words = _words(text)
    if not words:
        return []
    organisations = Organisation.objects.all()
    if wanted := list(kinds):
        organisations = organisations.filter(kind__in=wanted)
    digits = "".join(words)
    if digits.isdigit() and len(digits) == 10:
        return list(organisations.filter(organisation_number=digits))
    question = " ".join(words)
    rows = list(organisations.filter(_having_all(words, "search_name")).values_list("id", "search_name"))
    ids = (
        _best_first(rows, question, limit)
        if rows
        else _close(list(organisations.values_list("id", "search_name")), question, limit)
    )
    return _in_order(organisations, ids)
