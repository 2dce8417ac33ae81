"""What the forms of a definition's parts have in common.

A form is made of the draft's values and shows them as they stand, right or not yet: a fault of the rulebook is said
at its field (`point_at`) but keeps nobody from saving. Only what is no day or no number is refused.
"""

import copy
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy

from likvard.quality.actions import fingerprint
from likvard.reviews.forms.findings import LONG
from likvard.rulebook.words import Words
from likvard.rulebook.writing import Values
from likvard.terms.statutes import format_references, parse_references

Data = dict[str, Any]  # texts; lists where several boxes are ticked
Place = tuple[forms.Form, str]  # a form and the name of one of its fields


def line_field(label: Any, *, rows: int = 2, lang: str = "sv", **given: Any) -> forms.CharField:
    """A text of one paragraph or more, in one of the languages."""
    attrs = {"rows": rows, "lang": lang, "spellcheck": "true"}
    return forms.CharField(label=label, required=False, max_length=LONG, widget=forms.Textarea(attrs=attrs), **given)


def law_field(**given: Any) -> forms.CharField:
    """Sections, one a line. Lists are opened: `4 kap. 3 och 5 §§ skollagen` becomes two lines."""
    return forms.CharField(
        required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3, "lang": "sv", "spellcheck": "false"}),
        **{"label": gettext_lazy("Sections of law"), **given},
    )  # fmt: skip


def sections_of(text: str) -> list[str]:
    """The lines as the rulebook wants them; one that is no section is kept as written, for its fault to be told."""
    found: list[str] = []
    for line in (part.strip() for part in text.replace(";", "\n").splitlines()):
        if line:
            found += format_references(parse_references(line)) or [line]
    return list(dict.fromkeys(found))


def words_of(codes: Iterable[str], table: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Choices in the reader's language."""
    language = get_language() or "sv"
    return [(code, capfirst(table[code].text(language))) for code in codes]


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def lines(text: str) -> str:
    """With line ends of one sign, as the file has them."""
    return text.replace("\r\n", "\n")


def told(value: object) -> str:
    """A value of the file as a form's data."""
    return "" if value is None else str(value)


def spoken(values: Any, name: str) -> Data:
    """A table of words as two fields: `purpose` → purpose_sv, purpose_en."""
    table = values.get(name) if isinstance(values, Mapping) else None
    table = table if isinstance(table, Mapping) else {}
    return {f"{name}_sv": told(table.get("sv")), f"{name}_en": told(table.get("en"))}


class PartForm(forms.Form):
    """`seen` is the mark of the part as the page showed it: whoever saves on top of somebody else's change is told."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    rows: Any = None  # a formset, for parts with a list

    def __init__(self, values: Values, data: Any = None) -> None:
        self.values = values
        stored = self.data_of(values)
        self.mark = fingerprint(json.dumps(stored, sort_keys=True))
        self.stored = stored
        super().__init__(data if data is not None else {**stored, "seen": self.mark})
        self.built()

    def built(self) -> None:
        """For forms with rows or fields that depend on the values."""

    def data_of(self, values: Values) -> Data:
        raise NotImplementedError

    def written(self, values: Values) -> None:
        """Put what the form says into `values`."""
        raise NotImplementedError

    def place_of(self, steps: tuple[str | int, ...]) -> Place | None:
        """Where a fault at these steps of the file is said; None = not in this part, or not at any field."""
        raise NotImplementedError

    def is_valid(self) -> bool:
        own = super().is_valid()
        return (self.rows is None or self.rows.is_valid()) and own

    def is_stale(self) -> bool:
        return self.data.get("seen", "") != self.mark

    def applied(self) -> Values:
        """The draft's values with this part as the form says it."""
        values = copy.deepcopy(self.values)
        self.written(values)
        return values

    def theirs(self) -> list[tuple[str, str]]:
        """(field's label, what is stored) where somebody else's wording differs from the one that was sent."""
        every = [self, *(self.rows.forms if self.rows is not None else ())]
        return [
            (str(bound.label), _in_words(bound, self.stored.get(bound.html_name, "")))
            for form in every
            for bound in form.visible_fields()
            if bound.html_name in self.stored and self._differs(bound.html_name)
        ]

    def _differs(self, name: str) -> bool:
        stored = self.stored[name]
        if isinstance(stored, list):  # of ticks
            return bool(set(self.data.getlist(name)) ^ set(stored))
        return lines(self.data.get(name, "")) != stored

    def overrule(self) -> None:
        """The next saving stands, now that the other's wording has been shown."""
        self.data = self.data.copy()
        self.data["seen"] = self.mark

    def point_at(self, faults: Iterable[tuple[tuple[str | int, ...], str]]) -> None:
        """Say each fault of this part at its field."""
        self.is_valid()
        for steps, words in faults:
            if place := self.place_of(steps):
                form, name = place
                if name in form.fields and words not in form.errors.get(name, ()):
                    form.add_error(name, words)

    def pairs(self) -> list[list[forms.BoundField]]:
        """Visible fields, Swedish and English of the same thing together."""
        found: list[list[forms.BoundField]] = []
        for bound in self.visible_fields():
            if bound.name.endswith("en") and found and found[-1][0].name == f"{bound.name[:-2]}sv":
                found[-1].append(bound)
            else:
                found.append([bound])
        return found


def _in_words(bound: forms.BoundField, stored: str | list[str]) -> str:
    """What is stored as the field's reader knows it: the words of a choice, not its code."""
    words = dict(getattr(bound.field, "choices", ()))
    ticked = stored if isinstance(stored, list) else [stored]
    return "\n".join(str(words.get(one, one)) for one in ticked)


def rows_data(prefix: str, rows: list[Data]) -> Data:
    """Rows as the data of a formset."""
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(len(rows))}
    for index, row in enumerate(rows):
        data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return data


class RowForm(forms.Form):
    """One row of a list; `DELETE` is the formset's own tick."""

    def given(self) -> dict[str, Any]:
        return getattr(self, "cleaned_data", {})

    def goes(self) -> bool:
        return bool(self.given().get("DELETE"))


class Rows(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = gettext_lazy("Take away when I save")
        # A row that is empty is told of by the rulebook's fault, not passed over.
        form.empty_permitted = False
