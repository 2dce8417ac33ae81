"""A draw as the paper that explains it: codes turned into the reader's words, the rest as it was kept."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from likvard.organisations.models import Organisation
from likvard.reports.paper import Paper
from likvard.reports.selection import Selection, selection_paper
from likvard.reviews.models import Draw
from likvard.reviews.queries.draws import content_of
from likvard.terms.municipalities import all_municipalities, by_code
from likvard.web.casing import capital
from likvard.web.labels import label


def conditions(filters: Mapping[str, Any]) -> tuple[str, ...]:
    """What the frame was filtered by, a line for each condition."""
    found = []
    if filters.get("own"):
        found.append(_("Only units of our own"))
    if filters["kinds"]:
        words = ", ".join(label("organiser_kind", code) for code in filters["kinds"])
        found.append(_("Kind of organiser: %(words)s") % {"words": words})
    if filters["school_forms"]:
        words = ", ".join(label("school_form", code) for code in filters["school_forms"])
        found.append(_("Types of school: %(words)s") % {"words": words})
    if filters["municipalities"]:
        names = [found_.name if (found_ := by_code(code)) else code for code in filters["municipalities"]]
        found.append(_("Municipalities: %(words)s") % {"words": ", ".join(names)})
    if filters["least_units"]:
        found.append(_("At least %(n)d units") % {"n": filters["least_units"]})
    if filters["most_units"]:
        found.append(_("At most %(n)d units") % {"n": filters["most_units"]})
    return tuple(found)


def strata_words(stratify: str, names: list[str]) -> dict[str, str]:
    """What each group is called."""
    if stratify == "kind":
        return {name: capital(label("organiser_kind", name)) for name in names}
    if stratify == "form":
        return {name: capital(label("school_form", name)) for name in names}
    if stratify == "municipality":
        return {name: found.name for name in names if (found := by_code(name))}
    if stratify == "county":
        counties = {one.code[:2]: one.county for one in all_municipalities()}
        return {name: counties.get(name, name) for name in names}
    if stratify == "size":
        words = {"small": _("small"), "middle": _("middle"), "large": _("large"), "unknown": _("unknown")}
        return {name: capital(words.get(name, name)) for name in names}
    return {}


def draw_paper(one: Draw, language: str) -> Paper:
    content = content_of(one)
    names = [row["name"] for row in one.result["strata"]]
    holder: Organisation = one.round.holder
    selection = Selection(
        title=one.round.title,
        case_number=one.round.case_number,
        sender=(holder.name,),
        number=one.number,
        drawn_on=one.drawn_on,
        register_day=one.register_day,
        reason=one.reason,
        conditions=conditions(one.filters),
        strata_words=strata_words(one.filters["stratify"], names),
        content=content,
        checksum=one.checksum,
    )
    return selection_paper(selection, language)
