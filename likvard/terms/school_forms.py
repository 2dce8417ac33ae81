"""School forms and the activities beside them, by the codes of the reading record (`data/school_forms.toml`)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from likvard.terms.datafiles import read_toml
from likvard.terms.found import Found
from likvard.terms.scanning import matches_from


@dataclass(frozen=True, slots=True)
class FormName:
    """A name that a form has or has had; open ends are `None`."""

    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class SchoolForm:
    """One form by its code."""

    code: str  # "adapted_compulsory"
    name: str  # "anpassad grundskola", its present name
    english: str
    names: tuple[FormName, ...]  # the present one first
    register_codes: tuple[str, ...]  # of the school unit register, old ones last
    written: tuple[str, ...]  # regular expressions

    def name_at(self, day: date) -> str:
        """What the form was called on a day (the first of its names where two held)."""
        for one in self.names:
            if (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or day <= one.valid_to):
                return one.name
        return self.name


@cache
def all_school_forms() -> tuple[SchoolForm, ...]:
    """In the order of the record's description."""
    return tuple(
        SchoolForm(
            code=row["code"],
            name=row["name"],
            english=row["english"],
            names=(
                FormName(row["name"], row.get("valid_from"), None),
                *(FormName(old["name"], old["valid_from"], old["valid_to"]) for old in row.get("earlier", ())),
            ),
            register_codes=(*row.get("register", ()), *row.get("register_2013", ())),
            written=tuple(row["written"]),
        )
        for row in read_toml("school_forms.toml")["form"]
    )


@cache
def codes() -> tuple[str, ...]:
    """The codes of the record."""
    return tuple(form.code for form in all_school_forms())


@cache
def _by_code() -> dict[str, SchoolForm]:
    return {form.code: form for form in all_school_forms()}


@cache
def _by_register_code() -> dict[str, SchoolForm]:
    return {code: form for form in all_school_forms() for code in form.register_codes}


def by_code(code: str) -> SchoolForm | None:
    return _by_code().get(code)


def by_register_code(code: str) -> SchoolForm | None:
    """`"GRAN"` → anpassad grundskola; the finer codes of adult education are one form here."""
    return _by_register_code().get(code.strip().upper())


@cache
def _pattern() -> tuple[re.Pattern[str], tuple[SchoolForm, ...]]:
    # Forms whose words hold another form's word come first: "anpassad grundskola" is not a grundskola.
    forms = tuple(sorted(all_school_forms(), key=lambda form: not form.code.startswith("adapted")))
    groups = "|".join(f"({'|'.join(form.written)})" for form in forms).replace(" ", r"\s+")
    return re.compile(rf"(?<![\w-])(?:{groups})(?![\wåäö])", re.IGNORECASE), forms


# What each form begins with.
_BEGINNINGS = (
    "försk", "öpp", "grund", "anpassa", "obligatorisk", "träning", "gymnasie", "fritidshem", "kommunal", "vuxen",
    "komvux", "särvux", "särskild", "sfi", "svenska", "pedagogisk", "familjedag", "samesk", "specialsk",
)  # fmt: skip


def find_school_forms(text: str) -> list[Found[SchoolForm]]:
    """Every form named in a text, old names too, in order. "Grundskoleförordningen" and names of schools are
    not; "grund- och gymnasieskolan" names two."""
    pattern, forms = _pattern()
    found = []
    for m in matches_from(pattern, text, _BEGINNINGS):
        index = next(i for i, group in enumerate(m.groups()) if group is not None)
        found.append(Found(forms[index], m.start(), m.end()))
    return found


def parse_school_form(text: str) -> SchoolForm | None:
    """The one form that the whole text names: by code, name, earlier name or register code."""
    bare = text.strip(" .,;:()")
    found = find_school_forms(bare)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(bare)):
        return found[0].value
    return by_code(bare) or by_register_code(bare)
