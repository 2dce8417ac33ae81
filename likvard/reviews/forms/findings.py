"""Forms of one finding. They clean; what they mean is done in actions."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Measure
from likvard.reviews.models import ClosingOutcome, Finding
from likvard.reviews.queries.people import Colleague
from likvard.rulebook.kinds import FOLLOW_UPS

LONG = 10_000  # characters of one free text


def day_field(**given: object) -> forms.DateField:
    """A day as browsers send it, and as people write it."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        localize=False,
        **given,
    )


def text_field(rows: int = 4, **given: object) -> forms.CharField:
    given.setdefault("required", False)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), max_length=LONG, **given)


class Versioned(forms.Form):
    """Every edit carries the version that the person was looking at."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def _people(colleagues: list[Colleague]) -> list[tuple[str, str]]:
    def words(one: Colleague) -> str:
        parts = [one.user.name, one.user.title, ", ".join(one.unit_names)]
        return ", ".join(part for part in parts if part)

    return [("", _("Nobody yet")), *((str(one.user.pk), words(one)) for one in colleagues)]


class PersonChoice:
    """A choice among colleagues, cleaned to a `User` or None."""

    colleagues: list[Colleague]

    def person(self, given: str) -> User | None:
        return next((one.user for one in self.colleagues if str(one.user.pk) == given), None)


class OwnerForm(Versioned, PersonChoice):
    owner = forms.ChoiceField(label=gettext_lazy("Who answers for it"), required=False)
    school_unit = forms.ChoiceField(
        label=gettext_lazy("School unit it concerns"),
        required=False,
        help_text=gettext_lazy("Choose a unit when the finding concerns one: its principal can then see it."),
    )

    def __init__(
        self,
        data: object = None,
        *,
        colleagues: list[Colleague],
        units: list[SchoolUnit],
        case_units: frozenset[UUID],
        **given: object,
    ) -> None:
        super().__init__(data, **given)
        self.colleagues, self.units, self.case_units = colleagues, units, case_units
        self.fields["owner"].choices = _people(colleagues)
        self.fields["school_unit"].choices = [
            ("", _("No single unit")),
            *((str(unit.pk), unit.name) for unit in units),
        ]

    def clean_owner(self) -> User | None:
        return self.person(self.cleaned_data["owner"])

    def clean_school_unit(self) -> SchoolUnit | None:
        return next((u for u in self.units if str(u.pk) == self.cleaned_data["school_unit"]), None)

    def clean(self) -> dict:
        """An owner must be able to see what she answers for; a principal of one unit brings that unit along."""
        cleaned = super().clean()
        owner, unit = cleaned.get("owner"), cleaned.get("school_unit")
        one = next((c for c in self.colleagues if owner and c.user.pk == owner.pk), None)
        if one is None or one.units is None:
            return cleaned
        if unit is None and len(self.case_units) == 1 and one.units & self.case_units:
            return cleaned
        if unit is None and len(one.units) == 1:
            cleaned["school_unit"] = next((u for u in self.units if u.pk in one.units), None)
            unit = cleaned["school_unit"]
        if unit is None or unit.pk not in one.units:
            self.add_error(
                "school_unit",
                _("%(name)s sees only %(units)s. Choose that unit, or another person.")
                % {"name": owner.name, "units": ", ".join(one.unit_names)},
            )
        return cleaned


class CausesForm(Versioned):
    causes = text_field(
        rows=6,
        label=gettext_lazy("Causes"),
        help_text=gettext_lazy(
            "Why is it so? Look for causes in what the organiser provides and in how the teaching is done, also "
            "behind what works well. Write nothing about single pupils."
        ),
    )


class MeasureForm(Versioned, PersonChoice):
    what = text_field(rows=3, required=True, label=gettext_lazy("What is to be done"))
    owner = forms.ChoiceField(label=pgettext_lazy("measure", "Who does it"), required=False)
    until = day_field(label=gettext_lazy("Until when"), required=False, help_text=gettext_lazy("That day included."))
    expected_change = text_field(
        rows=2,
        label=gettext_lazy("What it should change"),
        help_text=gettext_lazy("For whom, and what will be different."),
    )
    seen_by = text_field(
        rows=2,
        label=gettext_lazy("How one will see it"),
        help_text=gettext_lazy("Which figure, observation or document shows that it has worked."),
    )

    def __init__(self, data: object = None, *, colleagues: list[Colleague], **given: object) -> None:
        super().__init__(data, **given)
        self.colleagues = colleagues
        self.fields["owner"].choices = _people(colleagues)

    def clean_owner(self) -> User | None:
        return self.person(self.cleaned_data["owner"])


class MeasureChangeForm(MeasureForm):
    """A measure that is there also has a state and, when it is done, a day and a result."""

    state = forms.ChoiceField(
        label=gettext_lazy("How far it has come"),
        choices=[
            (Measure.State.PLANNED, pgettext_lazy("measure", "Planned")),
            (Measure.State.ONGOING, pgettext_lazy("measure", "Under way")),
            (Measure.State.DONE, pgettext_lazy("measure", "Done")),
            (Measure.State.DROPPED, pgettext_lazy("measure", "Dropped")),
        ],
    )
    done_on = day_field(label=gettext_lazy("Done on"), required=False)
    result = text_field(
        rows=3, label=gettext_lazy("Result"), help_text=gettext_lazy("What came of it, or why it was dropped.")
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("state") == Measure.State.DROPPED and not cleaned.get("result", "").strip():
            self.add_error("result", _("Write why the measure was dropped."))
        return cleaned


class EvidenceForm(forms.Form):
    note = text_field(
        rows=3,
        label=gettext_lazy("What was seen"),
        help_text=gettext_lazy("When, where and by whom. Write nothing about single pupils."),
    )
    document = forms.ModelChoiceField(
        Document.objects.none(),
        label=gettext_lazy("Document"),
        required=False,
        empty_label=gettext_lazy("No document"),
    )
    measure = forms.ChoiceField(label=gettext_lazy("The measure it speaks of"), required=False)

    def __init__(
        self, data: object = None, *, documents: object, measures: tuple[Measure, ...], **given: object
    ) -> None:
        super().__init__(data, **given)
        self.measures = measures
        self.fields["document"].queryset = documents
        self.fields["measure"].choices = [
            ("", _("The finding as a whole")),
            *((str(m.pk), m.what[:80]) for m in measures),
        ]
        if not measures:
            del self.fields["measure"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("note", "").strip() and not cleaned.get("document"):
            self.add_error("note", _("Write what was seen, or choose a document."))
        return cleaned


class StateForm(Versioned):
    """The state as a person has seen it; closing asks for an outcome too."""

    state = forms.ChoiceField(label=gettext_lazy("State"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome, when you close it"),
        required=False,
        choices=[
            ("", gettext_lazy("Choose an outcome")),
            (ClosingOutcome.EFFECT_SHOWN, gettext_lazy("The effect is there and is shown")),
            (ClosingOutcome.NO_LONGER_APPLIES, gettext_lazy("It no longer applies")),
            (ClosingOutcome.NOT_REACHED, gettext_lazy("The effect was not reached")),
        ],
    )
    grounds = text_field(
        rows=4,
        required=True,
        label=gettext_lazy("Grounds"),
        help_text=gettext_lazy("How do you know? Name the evidence, so that others can follow."),
    )
    since = day_field(label=gettext_lazy("Since when"))

    def __init__(self, data: object = None, *, finding: Finding, words: dict[str, str], **given: object) -> None:
        super().__init__(data, **given)
        codes = ("open", *FOLLOW_UPS[finding.kind], "closed")
        self.fields["state"].choices = [(code, words[code]) for code in codes]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("state") == "closed" and not cleaned.get("outcome"):
            self.add_error("outcome", _("Say what came of it: a finding is closed only with an outcome."))
        return cleaned


class FindingForm(forms.Form):
    """A finding written by hand."""

    area = forms.CharField(
        label=gettext_lazy("Area"),
        max_length=200,
        help_text=gettext_lazy("The assessment area as the decision names it."),
    )
    text = text_field(rows=4, required=True, label=gettext_lazy("What was found"))
