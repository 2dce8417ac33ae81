"""What every page of the editor shows: the draft, its faults with the page where each is mended."""

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from likvard.reviews.actions.definitions import with_day
from likvard.reviews.models import OwnDefinition
from likvard.reviews.queries.own_definitions import own_definitions_visible_to, read
from likvard.rulebook.checking import faults_in, steps_of
from likvard.rulebook.codes import CLOSING, DEADLINE, DECISION, FOLLOW_UP, LETTER, PHASE, said
from likvard.rulebook.faults import in_words
from likvard.rulebook.kinds import Definition
from likvard.rulebook.lawchanges import Touched, touched_by
from likvard.rulebook.loading import DefinitionError, rulebook
from likvard.rulebook.writing import Values, has_fields, values_of
from likvard.terms.statutes.wordings import LawChange, changes_after
from likvard.web.casing import capital
from likvard.web.guards import grants
from likvard.web.labels import label
from likvard.web.views.reviews.wording import language

STATE = OwnDefinition.State
_TABLES = {"decision": DECISION, "follow_up": FOLLOW_UP, "closing": CLOSING}


@dataclass(frozen=True, slots=True)
class Fault:
    """`part`: the page's url name; `address`: that page, at the field; `name`: what it is about, in words."""

    steps: tuple[str | int, ...]
    part: str
    address: str
    name: str
    words: str


def own(request: HttpRequest, definition_id: UUID) -> OwnDefinition:
    return get_object_or_404(own_definitions_visible_to(grants(request)), pk=definition_id)


def day_of(one: OwnDefinition) -> date:
    """The day that it holds from; a draft is read as if it began today."""
    return one.valid_from or timezone.localdate()


def text_to_read(one: OwnDefinition) -> str:
    return one.text if one.state == STATE.PUBLISHED else with_day(one.text, day_of(one))


def values_or_none(one: OwnDefinition) -> Values | None:
    """None = the text is no TOML, or not that of a definition: only the text itself can be mended then."""
    try:
        values = values_of(one.text)
    except tomllib.TOMLDecodeError:
        return None
    return values if has_fields(values) else None


def found_in(one: OwnDefinition) -> Definition | None:
    """The definition as it reads now; None while something is wrong with it."""
    try:
        return read(text_to_read(one), one.kind, day_of(one))
    except DefinitionError:
        return None


def base_of(one: OwnDefinition) -> Definition | None:
    """The definition that it was drafted from."""
    known = rulebook().version(one.kind, one.based_on)
    if known is not None:
        return known
    base = OwnDefinition.objects.filter(pk=one.based_on, holder=one.holder_id, state=STATE.PUBLISHED).first()
    return read(base.text, base.kind, base.valid_from) if base else None


def faults_of(one: OwnDefinition, values: Values | None) -> list[Fault]:
    if one.state == STATE.PUBLISHED:
        return []
    found = faults_in(text_to_read(one), one.kind, day_of(one))
    return [_fault(one, values or {}, fault) for fault in found]


def _fault(one: OwnDefinition, values: Values, fault: DefinitionError) -> Fault:
    steps = steps_of(fault.key)
    part, address, name = _place(one, values, steps)
    return Fault(steps, part, address, name or fault.key, in_words(fault).text(language()))


def _place(one: OwnDefinition, values: Values, steps: tuple[str | int, ...]) -> tuple[str, str, str]:
    def at(part: str, field: str = "", **more: object) -> tuple[str, str]:
        address = reverse(f"definitions:{part}", kwargs={"definition_id": one.pk, **more})
        return part, f"{address}#{field}" if field else address

    if not values:
        return *at("source", "id_text"), ""
    match steps:
        case "area", int(index), "criterion", int(row), str(field):
            key = values["area"][index]["criterion"][row].get("key", "")
            where = at("area", f"id_criterion-{row}-{field}", number=index + 1)
            return "areas", where[1], f"{capital(label('definition_part', 'criterion'))} {key}"
        case "area", int(index), *rest:
            key = values["area"][index].get("key", "")
            field = f"id_{rest[0]}" if rest and rest[0] != "criterion" else ""
            return "areas", at("area", field, number=index + 1)[1], f"{capital(label('definition_part', 'area'))} {key}"
        case "letter", str(occasion), *rest:
            field = "_".join(["id", *map(str, [*rest[:1], *(rest[1:] or ["sv"])])]) if rest else ""
            return "letters", at("letter", field, letter=occasion)[1], said(LETTER, occasion, language())
        case "deadline", int(index), str(field):
            what = values["deadline"][index].get("what", "")
            name = f"{capital(label('definition_part', 'deadline'))}: {said(DEADLINE, what, language())}"
            return *at("deadlines", f"id_{what}_{ {'counted_from': 'from'}.get(field, field) }"), name
        case "phase", int(index), *rest:
            state = values["phase"][index].get("state", "")
            field = rest[0] if rest and rest[0] in ("sv", "en") else "sv"
            name = f"{capital(label('definition_part', 'phase'))}: {said(PHASE, state, language())}"
            return *at("steps", f"id_{state}_{field}"), name
        case "transition", int(index), *rest:
            step = values["transition"][index]
            field = {"from": "sources", "to": "target"}.get(str(rest[0]), rest[0]) if rest else "sv"
            words = step.get(language()) or step.get("sv") or step.get("name", "")
            return *at("steps", f"id_step-{index}-{field}"), f"{capital(label('definition_part', 'steps'))}: {words}"
        case (("phase" | "transition"), *_):
            return *at("steps"), capital(label("definition_part", "steps"))
        case ("decision" | "follow_up" | "closing") as part, str(code), *rest:
            name = f"{capital(label('definition_part', part))}: {said(_TABLES[part], code, language())}"
            return *at("wordings", f"id_{part}-{code}_{rest[0] if rest else 'sv'}"), name
        case "name", int(index), str(field):
            field = {"from": "since", "to": "until"}.get(field, field)
            return *at("basics", f"id_name-{index}-{field}"), capital(label("definition_part", "names"))
        case ("purpose" | "force" | "scope") as part, *rest:
            return *at("basics", f"id_{part}_{rest[0] if rest else 'sv'}"), capital(label("definition_part", part))
        case ("statutes" | "individual_decisions") as part, *_rest:
            return *at("basics", f"id_{part}"), capital(label("definition_part", part))
    return *at("source", "id_text"), ""


def law_of(one: OwnDefinition, found: Definition | None) -> list[tuple[LawChange, tuple[Touched, ...]]]:
    """The changes of law since the version that it was drafted from, each with the criteria that it touches."""
    base = base_of(one)
    since = base.valid_from if base else day_of(one)
    if found is None:
        return []
    return [(change, touched) for change in changes_after(since) if (touched := touched_by(change, found))]


def page_context(one: OwnDefinition, here: str, faults: list[Fault]) -> dict[str, Any]:
    """What the frame of every page needs; `here` is the part's url name."""
    counts = {part: sum(fault.part == part for fault in faults) for part in {fault.part for fault in faults}}
    parts = [
        ("edit", _("What it changes")),
        ("basics", _("Name and purpose")),
        ("areas", _("Areas and criteria")),
        ("letters", _("Letters")),
        ("deadlines", _("Last days")),
        ("steps", _("Phases and steps")),
        ("wordings", _("Wordings")),
        ("read", _("Read it all")),
        ("source", _("As text")),
    ]
    if one.state == STATE.PUBLISHED:
        parts = [row for row in parts if row[0] in ("edit", "read", "source")]
    return {
        "definition": one,
        "kind": capital(label("review_kind", one.kind)),
        "here": here,
        "tabs": [(name, words, counts.get(name, 0)) for name, words in parts],
        "faults": faults,
        "language": language(),
    }
