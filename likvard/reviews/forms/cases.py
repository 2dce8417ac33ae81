"""Forms of cases: the list's filter, a case by hand, closing and reopening, two cases that are one."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.reviews.models import Case
from likvard.reviews.queries import CaseFilter

from .findings import Versioned, day_field, text_field

STATES = [
    ("", gettext_lazy("All states")),
    ("open", gettext_lazy("Not closed")),
    (Case.State.REGISTERED, gettext_lazy("Known from the register")),
    (Case.State.ANNOUNCED, gettext_lazy("Announced")),
    (Case.State.DECIDED, gettext_lazy("Decided, answer owed")),
    (Case.State.ANSWERED, gettext_lazy("Answered")),
    (Case.State.CLOSED, pgettext_lazy("case", "Closed")),
]


class FilterForm(forms.Form):
    """The list's filter. What is not understood is ignored: a list is never an error."""

    q = forms.CharField(
        label=gettext_lazy("Words or case number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    lage = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STATES)
    slag = forms.ChoiceField(label=gettext_lazy("Kind of review"), required=False)
    enhet = forms.ChoiceField(label=gettext_lazy("School unit"), required=False)
    behov = forms.BooleanField(label=gettext_lazy("Needs something"), required=False)

    def __init__(self, data: object, *, kinds: list[tuple[str, str]], units: list[tuple[UUID, str]]) -> None:
        super().__init__(data)
        self.fields["slag"].choices = [("", _("All kinds")), *kinds]
        self.fields["enhet"].choices = [("", _("All units")), *((str(pk), name) for pk, name in units)]
        if not units:
            del self.fields["enhet"]

    @property
    def wanted(self) -> CaseFilter:
        self.is_valid()
        given = self.cleaned_data
        return CaseFilter(
            state=given.get("lage") or "",
            kind=given.get("slag") or "",
            unit=UUID(given["enhet"]) if given.get("enhet") else None,
            words=given.get("q") or "",
            needs=bool(given.get("behov")),
        )

    @property
    def asks_for_something(self) -> bool:
        return self.wanted != CaseFilter()


class CaseForm(forms.Form):
    """A case without a document."""

    holder = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of review"))
    title = forms.CharField(
        label=gettext_lazy("Name of the case"),
        max_length=300,
        help_text=gettext_lazy("What is reviewed, in words that colleagues know it by."),
    )
    case_number = forms.CharField(label=gettext_lazy("Case number"), max_length=60, required=False)
    authority = forms.CharField(label=gettext_lazy("Who reviews"), max_length=200, required=False)
    opened_on = day_field(label=gettext_lazy("Began on"))
    decided_on = day_field(
        label=gettext_lazy("Decided on"),
        required=False,
        help_text=gettext_lazy("Leave it empty when there is no decision yet."),
    )
    units = forms.ModelMultipleChoiceField(
        SchoolUnit.objects.none(),
        label=gettext_lazy("School units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: object = None, *, holders: object, kinds: list[tuple[str, str]], **given: object) -> None:
        super().__init__(data, **given)
        self.fields["holder"].queryset = holders
        self.fields["kind"].choices = kinds
        units = SchoolUnit.objects.filter(organisation__in=holders).order_by("name")
        if units.exists():
            self.fields["units"].queryset = units
        else:
            del self.fields["units"]
        only = list(holders[:2])
        if len(only) == 1:
            self.fields["holder"].initial = only[0].pk
            self.fields["holder"].widget = forms.HiddenInput()

    def clean(self) -> dict:
        cleaned = super().clean()
        opened, decided = cleaned.get("opened_on"), cleaned.get("decided_on")
        if opened and decided and decided < opened:
            self.add_error("decided_on", _("The decision cannot be older than the case. Change one of the days."))
        holder = cleaned.get("holder")
        if holder and any(unit.organisation_id != holder.pk for unit in cleaned.get("units") or []):
            self.add_error("units", _("A unit belongs to another organisation than the case."))
        return cleaned


class StepForm(forms.Form):
    """A step of the case: its day and its grounds. What the rulebook asks for is checked by the step itself."""

    day = day_field(label=gettext_lazy("Day"))
    grounds = text_field(
        rows=4,
        required=True,
        label=gettext_lazy("Grounds"),
        help_text=gettext_lazy("Why, in a few sentences. Whoever opens the case later reads this first."),
    )

    def __init__(self, data: object = None, *, asks: tuple[str, ...], **given: object) -> None:
        super().__init__(data, **given)
        for name in ("day", "grounds"):
            if name not in asks:
                del self.fields[name]


class DetailsForm(Versioned):
    title = forms.CharField(label=gettext_lazy("Name of the case"), max_length=300)
    case_number = forms.CharField(label=gettext_lazy("Case number"), max_length=60, required=False)
    authority = forms.CharField(label=gettext_lazy("Who reviews"), max_length=200, required=False)


class SameCaseForm(forms.Form):
    other = forms.ModelChoiceField(
        Case.objects.none(),
        label=gettext_lazy("The other case"),
        empty_label=gettext_lazy("Choose a case"),
    )
    sure = forms.BooleanField(label=gettext_lazy("The two cases are the same review"))

    def __init__(self, data: object = None, *, others: object, **given: object) -> None:
        super().__init__(data, **given)
        self.fields["other"].queryset = others
        self.fields["other"].label_from_instance = lambda case: ", ".join(
            part for part in (case.title, case.case_number, str(case.opened_on)) if part
        )
