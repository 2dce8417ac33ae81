"""Last days that a version sets from the start."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from likvard.rulebook.codes import COUNTED_FROM as PAPER_WORDS
from likvard.rulebook.kinds import COUNTED_FROM, DEADLINES
from likvard.rulebook.writing import Values

from .parts import Data, PartForm, Place, in_one_line, line_field, told, words_of

# From which paper each last day is usually counted.
USUAL = {
    "contact_person": "letter",
    "documents": "request",
    "fact_check": "protocol",
    "response": "decision",
    "follow_up": "answer",
}


class DeadlinesForm(PartForm):
    def built(self) -> None:
        for what in DEADLINES:
            self.fields[f"{what}_days"] = forms.IntegerField(
                label=gettext_lazy("Number of days"), required=False, min_value=1, max_value=3650,
                help_text=gettext_lazy("Empty when the kind sets no such last day."),
            )  # fmt: skip
            self.fields[f"{what}_from"] = forms.ChoiceField(
                label=gettext_lazy("Counted from the day of"),
                choices=words_of(COUNTED_FROM, PAPER_WORDS),
            )
            self.fields[f"{what}_sv"] = line_field(gettext_lazy("Why, in Swedish"))
            self.fields[f"{what}_en"] = line_field(gettext_lazy("Why, in English"), lang="en")

    def data_of(self, values: Values) -> Data:
        rows = {row.get("what"): row for row in values.get("deadline", ())}
        data: Data = {}
        for what in DEADLINES:
            row = rows.get(what, {})
            data |= {
                f"{what}_days": told(row.get("days")),
                f"{what}_from": told(row.get("counted_from")) or USUAL[what],
                f"{what}_sv": told(row.get("sv")),
                f"{what}_en": told(row.get("en")),
            }
        return data

    def written(self, values: Values) -> None:
        known = [row.get("what") for row in values.get("deadline", ())]
        order = [*(what for what in known if what in DEADLINES), *(what for what in DEADLINES if what not in known)]
        values["deadline"] = [row for what in order if (row := self._row(what))]
        if not values["deadline"]:
            del values["deadline"]

    def _row(self, what: str) -> dict[str, Any]:
        given = self.cleaned_data
        days, sv, en = given[f"{what}_days"], in_one_line(given[f"{what}_sv"]), in_one_line(given[f"{what}_en"])
        if days is None and not sv and not en:
            return {}
        row = {"what": what, "days": days, "counted_from": given[f"{what}_from"], "sv": sv, "en": en}
        return {key: value for key, value in row.items() if value is not None}

    def place_of(self, steps: tuple[str | int, ...]) -> Place | None:
        rows = self.values.get("deadline", ())
        match steps:
            case "deadline", int(index), str(field) if index < len(rows):
                what = rows[index].get("what")
                return self, f"{what}_{ {'counted_from': 'from'}.get(field, field) }"
        return None

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(what, [self[f"{what}_{part}"] for part in ("days", "from", "sv", "en")]) for what in DEADLINES]
