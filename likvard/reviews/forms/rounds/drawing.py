"""The form of a draw: whom the frame holds, who is left out, and how it is drawn."""

import csv
import io
import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from likvard.organisations.models import Organisation
from likvard.planning.selection import Factor, Plan, Rules
from likvard.reviews.forms.findings import text_field
from likvard.reviews.queries.frames import REGISTER_FIGURES, Filters
from likvard.terms.municipalities import by_code, by_name

# What people may call the figures that are known beforehand; their own are called what the first line calls them.
FIGURE_WORDS = {
    "antal enheter": "units",
    "enheter": "units",
    "number of units": "units",
    "år sedan senaste granskning": "years_since",
    "years since the last review": "years_since",
    "öppna fynd": "open_findings",
    "open findings": "open_findings",
}
WORSE = {"hög": "high", "högt": "high", "high": "high", "låg": "low", "lågt": "low", "low": "low"}
MOST_FIGURE_LINES = 20_000
STRATUM_COLUMNS = ("grupp", "stratum", "group")


def _number(text: str) -> float | None:
    """`3,5`, `1 200` and `3.5`; None for an empty cell, `.` and `..`. Raises `ValueError` for anything else."""
    bare = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace("\N{MINUS SIGN}", "-")
    if bare in ("", ".", "..", "-", "–"):
        return None
    return float(bare.replace(",", "."))


def code_of_figure(name: str) -> str:
    bare = " ".join(name.split())
    return FIGURE_WORDS.get(bare.casefold(), bare)


class DrawForm(forms.Form):
    """Everything that a draw follows from. `filters`, `rules` and `plan` are what the actions take."""

    target = forms.ChoiceField(
        label=gettext_lazy("What is drawn"),
        choices=[("organisers", gettext_lazy("Organisers")), ("units", gettext_lazy("School units"))],
        widget=forms.RadioSelect,
        initial="organisers",
    )
    own = forms.BooleanField(label=gettext_lazy("Only units of our own"), required=False)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kind of organiser"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked means all."),
    )
    school_forms = forms.MultipleChoiceField(
        label=gettext_lazy("Types of school"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked means all."),
    )
    municipalities = forms.CharField(
        label=gettext_lazy("Municipalities"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Names or codes with commas between. Empty means the whole country."),
    )
    least_units = forms.IntegerField(label=gettext_lazy("At least so many units"), required=False, min_value=1)
    most_units = forms.IntegerField(label=gettext_lazy("At most so many units"), required=False, min_value=1)
    reviewed_within = forms.IntegerField(
        label=gettext_lazy("Leave out those reviewed within so many years"), required=False, min_value=1, max_value=50
    )
    by_hand = text_field(
        rows=2,
        label=gettext_lazy("Leave these out by hand"),
        help_text=gettext_lazy("One a line: the key, a semicolon and the reason. 5560000001; conflict of interest"),
    )
    figures = text_field(
        rows=4,
        label=gettext_lazy("Your own figures"),
        help_text=gettext_lazy(
            "Paste from a spreadsheet. The first line has headings; the first column is the key: municipality code, "
            "organisation number or school unit code. A column called group makes the groups."
        ),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Method"),
        choices=[
            ("simple", gettext_lazy("Simple random: the same chance for all")),
            ("stratified", gettext_lazy("By groups: so many of each")),
            ("size", gettext_lazy("By size: larger ones have a greater chance")),
            ("risk", gettext_lazy("By risk: points from weighted figures")),
        ],
        widget=forms.RadioSelect,
        initial="simple",
    )
    n = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=5000)
    units_each = forms.IntegerField(
        label=gettext_lazy("School units drawn within each organiser"),
        required=False,
        min_value=0,
        max_value=50,
        help_text=gettext_lazy("Empty means none."),
    )
    stratify = forms.ChoiceField(
        label=gettext_lazy("Groups by"),
        required=False,
        choices=[
            ("", pgettext_lazy("groups", "No groups")),
            ("kind", gettext_lazy("Kind of organiser")),
            ("county", gettext_lazy("County")),
            ("municipality", gettext_lazy("Municipality")),
            ("form", gettext_lazy("Type of school")),
            ("size", gettext_lazy("Size, in thirds")),
            ("own", gettext_lazy("The column group of your own figures")),
        ],
    )
    allocation = forms.ChoiceField(
        label=gettext_lazy("Places for each group"),
        required=False,
        choices=[
            ("proportional", gettext_lazy("By how many there are")),
            ("equal", gettext_lazy("Equally many")),
            ("neyman", gettext_lazy("By how many there are and how much a figure differs (Neyman)")),
        ],
    )
    spread_of = forms.CharField(label=gettext_lazy("The figure that differs"), required=False, max_length=80)
    size_of = forms.CharField(
        label=gettext_lazy("The figure that is the size"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Empty means the number of units."),
    )
    factors = text_field(
        rows=3,
        label=gettext_lazy("Figures in the points"),
        help_text=gettext_lazy(
            "One a line: the figure, its weight, and high or low for what means risk. Merit value; 2; low. "
            "Known beforehand: number of units, years since the last review, open findings."
        ),
    )
    comparison = forms.IntegerField(
        label=gettext_lazy("Of these drawn at random for comparison"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("Afterwards they show whether the points find more than chance does."),
    )
    seed = forms.CharField(
        label=gettext_lazy("Seed"),
        max_length=60,
        help_text=gettext_lazy("Any words. With the same seed the draw is the same, so decide on it before you look."),
    )
    reason = text_field(
        rows=2,
        required=True,
        label=gettext_lazy("Why you draw again"),
        help_text=gettext_lazy("The earlier draw is kept."),
    )

    GROUPS = (
        (gettext_lazy("Whom the frame holds"), ("target", "own", "kinds", "school_forms", "municipalities",
                                               "least_units", "most_units", "figures")),
        (gettext_lazy("Who is left out"), ("reviewed_within", "by_hand")),
        (gettext_lazy("How it is drawn"), ("method", "n", "units_each", "stratify", "allocation", "spread_of",
                                          "size_of", "factors", "comparison", "seed", "reason")),
    )  # fmt: skip

    def __init__(
        self,
        data: object = None,
        *,
        organiser_kinds: list,
        school_forms: list,
        again: bool,
        has_own: bool,
        **given: object,
    ) -> None:
        super().__init__(data, **given)
        self.fields["kinds"].choices = [
            (code, word) for code, word in organiser_kinds if code != Organisation.Kind.AUTHORITY
        ]
        self.fields["school_forms"].choices = school_forms
        if not again:
            del self.fields["reason"]
        if not has_own:
            del self.fields["own"]

    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields under their headings, for the page."""
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in self.GROUPS]

    def clean_municipalities(self) -> tuple[str, ...]:
        codes = []
        for word in re.split(r"[,;\n]", self.cleaned_data["municipalities"]):
            if bare := word.strip():
                found = by_code(bare) or by_name(bare)
                if found is None:
                    raise forms.ValidationError(_("No municipality is called %(name)s.") % {"name": bare})
                codes.append(found.code)
        return tuple(dict.fromkeys(codes))

    def clean_by_hand(self) -> dict[str, str]:
        named = {}
        for line in filter(str.strip, self.cleaned_data["by_hand"].splitlines()):
            key, _semicolon, reason = line.partition(";")
            if not reason.strip():
                raise forms.ValidationError(_("Write a reason after the semicolon: %(line)s") % {"line": line.strip()})
            named[key.strip().replace("-", "")] = reason.strip()
        return named

    def clean_figures(self) -> tuple[dict[str, dict[str, float | None]], dict[str, str]]:
        """Figures and groups by key."""
        text = self.cleaned_data["figures"].strip()
        if not text:
            return {}, {}
        delimiter = next((sign for sign in ("\t", ";") if sign in text.splitlines()[0]), ",")
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        heading = [" ".join(cell.split()) for cell in rows[0]]
        if len(rows) > MOST_FIGURE_LINES:
            raise forms.ValidationError(_("There are more lines than the register has units."))
        if len(heading) < 2:
            raise forms.ValidationError(_("The first line must have a heading for the key and at least one figure."))
        if len(set(heading)) != len(heading):
            raise forms.ValidationError(_("Two columns have the same heading."))
        figures: dict[str, dict[str, float | None]] = {}
        groups: dict[str, str] = {}
        for index, row in enumerate(rows[1:], start=2):
            if not any(cell.strip() for cell in row):
                continue
            key = row[0].strip().replace("-", "")
            if key in figures:
                raise forms.ValidationError(_("Line %(n)d: the key %(key)s is there twice.") % {"n": index, "key": key})
            figures[key] = {}
            for name, cell in zip(heading[1:], row[1:], strict=False):
                if name.casefold() in STRATUM_COLUMNS:
                    groups[key] = cell.strip()
                    continue
                try:
                    figures[key][name] = _number(cell)
                except ValueError:
                    raise forms.ValidationError(
                        _("Line %(n)d: %(cell)s is not a number.") % {"n": index, "cell": cell.strip()}
                    ) from None
        return figures, groups

    def clean_factors(self) -> tuple[Factor, ...]:
        factors = []
        for line in filter(str.strip, self.cleaned_data["factors"].splitlines()):
            parts = [part.strip() for part in line.split(";")]
            worse = WORSE.get(parts[2].casefold()) if len(parts) == 3 else "high" if len(parts) == 2 else None
            try:
                weight = float(parts[1].replace(",", ".")) if len(parts) > 1 else -1.0
            except ValueError:
                weight = -1.0
            if worse is None or not 0 < weight < 1000:
                raise forms.ValidationError(
                    _("Write the figure, a weight above zero, and high or low: %(line)s") % {"line": line.strip()}
                )
            factors.append(Factor(code_of_figure(parts[0]), weight, worse))
        return tuple(factors)

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        method, least, most = cleaned["method"], cleaned.get("least_units"), cleaned.get("most_units")
        if least and most and least > most:
            self.add_error("most_units", _("The greatest number is smaller than the least."))
        if method == "stratified" and not cleaned["stratify"]:
            self.add_error("stratify", _("Choose what the groups go by."))
        if method == "stratified" and cleaned["allocation"] == "neyman" and not cleaned["spread_of"].strip():
            self.add_error("spread_of", _("Say which figure differs."))
        if method == "risk":
            self._clean_risk(cleaned)
        if method == "size" and cleaned["target"] == "units" and not cleaned["size_of"].strip():
            self.add_error("size_of", _("Say which figure is the size of a school unit."))
        for name in ("spread_of", "size_of"):
            if name in cleaned:
                self._known(name, cleaned)
        return cleaned

    def _clean_risk(self, cleaned: dict) -> None:
        known = self._figures(cleaned)
        factors = cleaned["factors"]
        if not factors:
            self.add_error("factors", _("Name at least one figure."))
        for factor in factors:
            if factor.figure not in known:
                self.add_error("factors", _("No figure is called %(name)s.") % {"name": factor.figure})
        if len({f.figure for f in factors}) != len(factors):
            self.add_error("factors", _("A figure is there twice."))
        if (cleaned.get("comparison") or 0) >= cleaned["n"]:
            self.add_error("comparison", _("Fewer must be drawn for comparison than in all."))

    @staticmethod
    def _figures(cleaned: dict) -> set[str]:
        return {*REGISTER_FIGURES, *(name for row in cleaned["figures"][0].values() for name in row)}

    def _known(self, field: str, cleaned: dict) -> None:
        cleaned[field] = name = code_of_figure(cleaned[field])
        if name and name not in self._figures(cleaned):
            self.add_error(field, _("No figure is called %(name)s.") % {"name": name})

    @property
    def filters(self) -> Filters:
        given = self.cleaned_data
        figures, groups = given["figures"]
        return Filters(
            target=given["target"],
            kinds=tuple(given["kinds"]),
            municipalities=given["municipalities"],
            school_forms=tuple(given["school_forms"]),
            least_units=given["least_units"],
            most_units=given["most_units"],
            own=bool(given.get("own")),
            stratify=given["stratify"] if given["method"] == "stratified" else "",
            figures=figures,
            strata=groups,
            size_of=given["size_of"],
        )

    @property
    def rules(self) -> Rules:
        given = self.cleaned_data
        return Rules(reviewed_within_years=given["reviewed_within"], by_hand=given["by_hand"])

    @property
    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(
            method=given["method"],
            n=given["n"],
            allocation=given["allocation"] or "proportional",
            spread_of=given["spread_of"],
            factors=given["factors"] if given["method"] == "risk" else (),
            comparison=given["comparison"] or 0 if given["method"] == "risk" else 0,
        )
