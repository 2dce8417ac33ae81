"""An area with its criteria."""

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from likvard.rulebook.codes import LEVEL
from likvard.rulebook.kinds import LEVELS
from likvard.rulebook.writing import Values
from likvard.terms.statutes import parse_references

from .parts import (
    Data,
    PartForm,
    Place,
    RowForm,
    Rows,
    in_one_line,
    law_field,
    line_field,
    rows_data,
    sections_of,
    told,
    words_of,
)


class CriterionForm(RowForm):
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    sv = line_field(gettext_lazy("Criterion in Swedish"))
    en = line_field(gettext_lazy("Criterion in English"), lang="en")
    statutes = law_field()

    pairs = PartForm.pairs


CRITERIA = forms.formset_factory(CriterionForm, formset=Rows, extra=0, can_delete=True)


def next_key(taken: list[str], begins: str = "") -> str:
    """The number after the highest: numbers that have been judged by are never given again within a version."""
    numbers = [int(key.rpartition(".")[2]) for key in taken if key.rpartition(".")[2].isdecimal()]
    return f"{begins}{max(numbers, default=0) + 1}"


class NewAreaForm(forms.Form):
    sv = forms.CharField(label=gettext_lazy("Area in Swedish"), max_length=200)
    en = forms.CharField(label=gettext_lazy("Area in English"), max_length=200)
    level = forms.ChoiceField(label=gettext_lazy("Judged at"), choices=partial(words_of, LEVELS, LEVEL))

    def applied(self, values: Values) -> Values:
        """The values with the area last, and a first criterion to fill in."""
        given, areas = self.cleaned_data, list(values.get("area", ()))
        key = next_key([told(area.get("key")) for area in areas])
        criterion = {"key": f"{key}.1", "sv": "", "en": "", "statutes": []}
        area = {"key": key, "level": given["level"], "sv": given["sv"], "en": given["en"], "statutes": []}
        return {**values, "area": [*areas, {**area, "criterion": [criterion]}]}


class AreaForm(PartForm):
    """`number`: the area's place among the areas, from 1."""

    sv = forms.CharField(label=gettext_lazy("Area in Swedish"), required=False, max_length=200)
    en = forms.CharField(label=gettext_lazy("Area in English"), required=False, max_length=200)
    level = forms.ChoiceField(label=gettext_lazy("Judged at"))
    statutes = law_field(
        label=gettext_lazy("The law that the area rests on"),
        help_text=gettext_lazy("One section a line. What its criteria rest on is added by itself."),
    )

    def __init__(self, values: Values, data: Any = None, *, number: int) -> None:
        self.index = number - 1
        super().__init__(values, data)

    def built(self) -> None:
        self.fields["level"].choices = words_of(LEVELS, LEVEL)
        self.rows = CRITERIA(self.data, prefix="criterion")

    def data_of(self, values: Values) -> Data:
        area = values["area"][self.index]
        return {
            "sv": told(area.get("sv")),
            "en": told(area.get("en")),
            "level": told(area.get("level")),
            "statutes": "\n".join(area.get("statutes", ())),
            **rows_data(
                "criterion",
                [
                    {**{n: told(c.get(n)) for n in ("key", "sv", "en")}, "statutes": "\n".join(c.get("statutes", ()))}
                    for c in area.get("criterion", ())
                ],
            ),
        }

    def written(self, values: Values) -> None:
        given = self.cleaned_data
        area = values["area"][self.index]
        kept = [row.given() for row in self.rows.forms if not row.goes() and _said(row.given())]
        criteria = [
            {
                "key": one["key"],
                "sv": in_one_line(one["sv"]),
                "en": in_one_line(one["en"]),
                "statutes": sections_of(one["statutes"]),
            }
            for one in kept
        ]
        own = sections_of(given["statutes"])
        rested_on = [
            section for criterion in criteria for section in criterion["statutes"] if parse_references(section)
        ]
        values["area"][self.index] = {
            "key": told(area.get("key")),
            "level": given["level"],
            "sv": in_one_line(given["sv"]),
            "en": in_one_line(given["en"]),
            "statutes": list(dict.fromkeys([*own, *rested_on])),
            "criterion": criteria,
        }

    def added(self, values: Values) -> None:
        area = values["area"][self.index]
        taken = [
            *(c["key"] for c in area["criterion"]),
            *(c.get("key", "") for c in self.values["area"][self.index].get("criterion", ())),
        ]
        key = next_key(taken, f"{area['key']}.")
        area["criterion"].append({"key": key, "sv": "", "en": "", "statutes": []})

    def place_of(self, steps: tuple[str | int, ...]) -> Place | None:
        if steps[:2] != ("area", self.index):
            return None
        match steps[2:]:
            case "criterion", int(index), str(field) if index < len(self.rows.forms):
                return self.rows.forms[index], field if field in ("sv", "en", "statutes") else "sv"
            case (("sv" | "en" | "level" | "statutes") as field,):
                return self, field
            case _:
                return self, "sv"


def _said(given: dict) -> bool:
    return any(given.get(name, "").strip() for name in ("sv", "en", "statutes"))
