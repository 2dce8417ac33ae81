"""Everything that is wrong with a draft, each thing by its own key, so that a form can say it at its own field.

The loader stops at the first fault. Here the fault is noted, what it points at is replaced by something that passes,
and the loader is asked again; what it says is therefore the loader's own words and nothing else.
"""

import copy
import re
import tomllib
from datetime import date
from itertools import chain
from typing import Any

from likvard.rulebook.loading import built
from likvard.rulebook.tables import DefinitionError

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_MOST = 500  # faults told; a draft with more is not a draft of a definition


def faults_in(text: str, kind: str, day: date) -> tuple[DefinitionError, ...]:
    """What keeps `text` from being the version of `kind` that holds from `day`, in the order that the loader reads;
    empty = it can be published."""
    file = f"{kind}/{day.isoformat()}.toml"
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        return (DefinitionError(file, "the file", f"is no TOML in UTF-8: {problem}"),)
    values = copy.deepcopy(values)
    found: list[DefinitionError] = []
    while len(found) < _MOST:
        try:
            built(values, file, checksum="")
        except DefinitionError as fault:
            if any((fault.key, fault.problem) == (seen.key, seen.problem) for seen in found):
                break  # what was put in its place does not pass either
            found.append(fault)
            if not _mended(values, fault, day):
                break
        else:
            break
    return tuple(found)


def steps_of(key: str) -> tuple[str | int, ...]:
    """`area[0].criterion[2].sv` → ("area", 0, "criterion", 2, "sv")."""
    return tuple(int(number) if number else name for name, number in _STEP.findall(key))


def _mended(values: dict[str, Any], fault: DefinitionError, day: date) -> bool:
    """Put something that passes where the fault is; False when nothing is known that would."""
    *way, last = steps_of(fault.key)
    holder: Any = values
    try:
        for step in way:
            holder = holder[step]
        instead = _instead(fault, last, holder, day)
        if instead is None:
            return False
        holder[last] = instead
    except (KeyError, IndexError, TypeError):
        return False
    if fault.key == "name[0].from":
        holder.pop("to", None)
    return True


def _instead(fault: DefinitionError, last: str | int, holder: Any, day: date) -> Any:
    says = fault.problem
    if says.startswith("lacks "):
        return sorted({*holder["statutes"], *chain.from_iterable(c["statutes"] for c in holder["criterion"])})
    if "is not one section" in says or says == "names the same thing twice":
        return []
    if says.startswith(("says other things", "has a lone brace", "names {")):
        return {"sv": "x", "en": "x"}
    missing = says == "is missing"
    if says == "must be a whole number of one or more" or (last == "days" and missing):
        return 1
    if says.startswith("must be a day") or fault.key == "name[0].from" or (last == "from" and missing):
        return day
    if says.startswith("must be one or more tables") and last == "criterion":
        return [{"key": f"{holder['key']}.1", "sv": "x", "en": "x", "statutes": []}]
    if last in ("sv", "en") and (missing or says == "must be a text with words in it"):
        return "x"
    if last in ("force", "scope", "purpose") and says.startswith(("is missing", "must be a table")):
        return {"sv": "x", "en": "x"}
    return None
