"""Phases of a case and the steps between them: who comes from where to where, and what must be true first."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from likvard.rulebook.codes import PHASE
from likvard.rulebook.guards import GUARD_WORDS, GUARDS
from likvard.rulebook.lifecycle import END, START, STATES
from likvard.rulebook.permissions import Permission
from likvard.rulebook.writing import Values

from .parts import Data, PartForm, Place, RowForm, Rows, in_one_line, rows_data, told, words_of

# The event that a step leaves in the history when it is new or leads elsewhere than before.
RECORDS = {
    "announced": "case_announced",
    "decided": "case_decided",
    "answered": "case_answered",
    "closed": "case_closed",
    "registered": "case_reopened",
}


def name_field(label: Any, *, lang: str = "sv") -> forms.CharField:
    """A few words on one line."""
    attrs = {"lang": lang, "spellcheck": "true"}
    return forms.CharField(label=label, required=False, max_length=120, widget=forms.TextInput(attrs=attrs))


class StepForm(RowForm):
    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    sv = name_field(gettext_lazy("Step in Swedish"))
    en = name_field(gettext_lazy("Step in English"), lang="en")
    sources = forms.MultipleChoiceField(label=gettext_lazy("From"), required=False, widget=forms.CheckboxSelectMultiple)
    target = forms.ChoiceField(label=gettext_lazy("To"))
    requires = forms.MultipleChoiceField(
        label=gettext_lazy("What must be true first"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = self.fields["target"].choices = words_of(STATES, PHASE)
        self.fields["requires"].choices = words_of(GUARDS, GUARD_WORDS)


STEPS = forms.formset_factory(StepForm, formset=Rows, extra=0, can_delete=True)


class StepsForm(PartForm):
    """Every phase has two fields for its words; those that no step touches are left empty."""

    def built(self) -> None:
        for state in STATES:
            self.fields[f"{state}_sv"] = name_field(gettext_lazy("Called in Swedish"))
            self.fields[f"{state}_en"] = name_field(gettext_lazy("Called in English"), lang="en")
        self.rows = STEPS(self.data, prefix="step")

    def data_of(self, values: Values) -> Data:
        said = {told(row.get("state")): row for row in values.get("phase", ())}
        data: dict[str, Any] = {
            f"{state}_{lang}": told(said.get(state, {}).get(lang)) for state in STATES for lang in ("sv", "en")
        }
        rows = [
            {
                **{name: told(row.get(name)) for name in ("name", "sv", "en")},
                "sources": [told(one) for one in row.get("from", ())],
                "target": told(row.get("to")),
                "requires": [told(one) for one in row.get("requires", ())],
            }
            for row in values.get("transition", ())
        ]
        return data | rows_data("step", rows)

    def written(self, values: Values) -> None:
        known = {told(row.get("name")): row for row in values.get("transition", ())}
        steps = [self._step(row.given(), known) for row in self.rows.forms if not row.goes()]
        used = {START, END} | {step["to"] for step in steps} | {state for step in steps for state in step["from"]}
        given = self.cleaned_data
        said = {state: {lang: in_one_line(given[f"{state}_{lang}"]) for lang in ("sv", "en")} for state in STATES}
        # A phase with words that no step touches stays, so that its fault can be told.
        phases = [state for state in STATES if state in used or any(said[state].values())]
        values["phase"] = [{"state": state, **said[state]} for state in phases]
        values["transition"] = steps

    def _step(self, given: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
        name = given["name"]
        before = known.get(name, {})
        records = before.get("records") if before.get("to") == given["target"] else None
        return {
            "name": name,
            "from": given["sources"],
            "to": given["target"],
            "permission": before.get("permission") or Permission.CASE_EDIT.value,
            "requires": given["requires"],
            "records": records or RECORDS[given["target"]],
            "sv": in_one_line(given["sv"]),
            "en": in_one_line(given["en"]),
        }

    def added(self, values: Values) -> None:
        taken = {told(row.get("name")) for row in (*values["transition"], *self.values.get("transition", ()))}
        name = next(name for n in range(1, len(taken) + 2) if (name := f"own_step_{n}") not in taken)
        step = {"name": name, "sources": [START], "target": END, "requires": [], "sv": "", "en": ""}
        values["transition"].append(self._step(step, {}))

    def place_of(self, steps: tuple[str | int, ...]) -> Place | None:
        phases = self.values.get("phase", ())
        match steps:
            case "phase", int(index), *rest if index < len(phases) and phases[index].get("state") in STATES:
                field = rest[0] if rest and rest[0] in ("sv", "en") else "sv"
                return self, f"{phases[index]['state']}_{field}"
            case "transition", int(index), *rest if index < len(self.rows.forms):
                field = {"from": "sources", "to": "target"}.get(str(rest[0]), rest[0]) if rest else "sv"
                return self.rows.forms[index], field if field in StepForm.base_fields else "sv"
            case (("phase" | "transition"), *_):
                return self, f"{START}_sv"
        return None

    def phases(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(state, [self[f"{state}_sv"], self[f"{state}_en"]]) for state in STATES]
