"""What a version is called and what it is for."""

from django import forms
from django.utils.translation import gettext_lazy

from likvard.reviews.forms.findings import day_field
from likvard.rulebook.codes import INDIVIDUAL
from likvard.rulebook.kinds import INDIVIDUAL_DECISIONS
from likvard.rulebook.writing import Values

from .parts import (
    Data,
    PartForm,
    Place,
    RowForm,
    Rows,
    in_one_line,
    law_field,
    line_field,
    lines,
    rows_data,
    sections_of,
    spoken,
    told,
    words_of,
)


class NameForm(RowForm):
    sv = forms.CharField(label=gettext_lazy("Name in Swedish"), required=False, max_length=150)
    en = forms.CharField(label=gettext_lazy("Name in English"), required=False, max_length=150)
    since = day_field(label=gettext_lazy("Name from"), required=False)
    until = day_field(label=gettext_lazy("Name to"), required=False)


NAMES = forms.formset_factory(NameForm, formset=Rows, extra=0, can_delete=True)


class BasicsForm(PartForm):
    purpose_sv = line_field(gettext_lazy("Purpose in Swedish"), rows=3)
    purpose_en = line_field(gettext_lazy("Purpose in English"), rows=3, lang="en")
    force_sv = line_field(gettext_lazy("Legal force in Swedish"), rows=3)
    force_en = line_field(gettext_lazy("Legal force in English"), rows=3, lang="en")
    scope_sv = line_field(gettext_lazy("Scope in Swedish"), rows=3)
    scope_en = line_field(gettext_lazy("Scope in English"), rows=3, lang="en")
    statutes = law_field(
        label=gettext_lazy("The law that the review rests on"),
        help_text=gettext_lazy("One section a line, such as 26 kap. 19 § skollagen."),
    )
    individual_decisions = forms.ChoiceField(label=gettext_lazy("Decisions of their own"))

    def built(self) -> None:
        self.fields["individual_decisions"].choices = words_of(INDIVIDUAL_DECISIONS, INDIVIDUAL)
        self.rows = NAMES(self.data, prefix="name")

    def data_of(self, values: Values) -> Data:
        names = [
            {"sv": told(n.get("sv")), "en": told(n.get("en")), "since": told(n.get("from")), "until": told(n.get("to"))}
            for n in values.get("name", ())
        ]
        return {
            **spoken(values, "purpose"),
            **spoken(values, "force"),
            **spoken(values, "scope"),
            "statutes": "\n".join(values.get("statutes", ())),
            "individual_decisions": told(values.get("individual_decisions")),
            **rows_data("name", names),
        }

    def written(self, values: Values) -> None:
        given = self.cleaned_data
        for name in ("purpose", "force", "scope"):
            sv, en = lines(given[f"{name}_sv"]), lines(given[f"{name}_en"])
            if sv or en or name in values:
                values[name] = {"sv": sv, "en": en}
        values["statutes"] = sections_of(given["statutes"])
        values["individual_decisions"] = given["individual_decisions"]
        values["name"] = [_name(row.given()) for row in self.rows.forms if not row.goes() and _said(row.given())]

    def added(self, values: Values) -> None:
        """One more name, to be filled in. The first is the one that the version has."""
        values.setdefault("name", []).insert(0, {"sv": "", "en": ""})

    def place_of(self, steps: tuple[str | int, ...]) -> Place | None:
        match steps:
            case ("purpose" | "force" | "scope") as name, ("sv" | "en") as language:
                return self, f"{name}_{language}"
            case (("purpose" | "force" | "scope") as name,):
                return self, f"{name}_sv"
            case ("statutes",) | ("individual_decisions",):
                return self, str(steps[0])
            case "name", int(index), str(field) if index < len(self.rows.forms):
                return self.rows.forms[index], {"from": "since", "to": "until"}.get(field, field)
        return None


def _said(given: dict) -> bool:
    return any(given.get(name) for name in ("sv", "en", "since", "until"))


def _name(given: dict) -> dict:
    name = {"sv": in_one_line(given["sv"]), "en": in_one_line(given["en"])}
    days = {"from": given.get("since"), "to": given.get("until")}
    return {**name, **{key: day for key, day in days.items() if day}}
