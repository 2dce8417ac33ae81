"""What a case is called when nobody has given it a name: the review and what it looks at, in Swedish."""

from collections.abc import Mapping, Sequence
from typing import Any

from likvard.reviews.models import Case
from likvard.rulebook.kinds import Definition

FORMS = {
    "preschool": "förskolan",
    "preschool_class": "förskoleklassen",
    "compulsory": "grundskolan",
    "adapted_compulsory": "den anpassade grundskolan",
    "upper_secondary": "gymnasieskolan",
    "adapted_upper_secondary": "den anpassade gymnasieskolan",
    "school_age_educare": "fritidshemmet",
    "adult": "vuxenutbildningen",
    "pedagogical_care": "den pedagogiska omsorgen",
    "sami": "sameskolan",
    "special": "specialskolan",
}
LONGEST = 300


def listed(words: Sequence[str]) -> str:
    """`a`, `a och b`, `a, b och c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} och {words[-1]}"


def title_of(record: Mapping[str, Any], definition: Definition, *, holder_name: str) -> str:
    """`Planerad kvalitetsgranskning av Björkskolan`, `Planerad tillsyn av grundskolan, Almviks kommun`.

    The organiser is named when it is not the holder itself.
    """
    units = list(record.get("school_units") or [])
    forms = [FORMS[f] for f in record.get("school_forms") or [] if f in FORMS]
    name = record.get("review_kind_printed") or definition.name.sv
    of = ""
    if units:
        of = listed(units) if len(units) <= 3 else f"{units[0]} och {len(units) - 1} andra enheter"
    elif forms:
        of = listed(forms) if len(forms) <= 3 else f"{forms[0]} och {len(forms) - 1} andra skolformer"
    organiser = (record.get("organiser") or {}).get("name") or ""
    word = {"report_of_concern": "om", "quality_dialogue": "med" if units else "om"}.get(definition.kind, "av")
    title = f"{name[:1].upper()}{name[1:]}" + (f" {word} {of}" if of else "")
    if organiser and organiser.casefold() != holder_name.casefold():
        title += f", {organiser}"
    return title[:LONGEST]


def words_of(case: Case) -> str:
    """What a case can be found by beside its name, in one line for people to read."""
    units = case.units.order_by("id").values_list("printed_name", flat=True)
    areas = case.areas.order_by("ordering", "id").values_list("name", flat=True)
    said = [case.case_number, *case.related_case_numbers, case.organiser.name if case.organiser else "",
            case.organiser_printed, case.kind_printed, case.authority, *units, *areas]  # fmt: skip
    return ", ".join(dict.fromkeys(word for word in said if word))
