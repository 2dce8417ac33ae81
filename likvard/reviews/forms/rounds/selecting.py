"""Forms for those who are reviewed: added by hand, replaced, their units, and who works with them."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from likvard.access.models import User
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.reviews.forms.findings import text_field
from likvard.reviews.models import Participant


def _reason(**given: object) -> forms.CharField:
    return text_field(
        rows=3,
        required=True,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("In a sentence or two. It is kept with the round."),
        **given,
    )


def _units() -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        SchoolUnit.objects.none(),
        label=gettext_lazy("School units that are reviewed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class FindOrganiserForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name, organisation number or municipality"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class AddForm(forms.Form):
    """Somebody chosen by hand. The organiser is known when the form is shown."""

    units = _units()
    reason = _reason()

    def __init__(self, data: object = None, *, organiser: Organisation, **given: object) -> None:
        super().__init__(data, **given)
        units = SchoolUnit.objects.filter(organisation=organiser, status="AKTIV").order_by("name")
        self.fields["units"].queryset = units
        if not units.exists():
            del self.fields["units"]


class ReplaceForm(forms.Form):
    """Another in its place: the next in turn, or one that is named. `others` are organisers found by name."""

    organiser = forms.ChoiceField(label=gettext_lazy("Who comes in"), widget=forms.RadioSelect)
    reason = _reason()

    def __init__(self, data: object = None, *, next_in_turn: bool, others: list[Organisation], **given: object) -> None:
        super().__init__(data, **given)
        self.others = {str(one.pk): one for one in others}
        choices = [("", _("The next in turn of the draw"))] if next_in_turn else []
        self.fields["organiser"].choices = [*choices, *((pk, one.name) for pk, one in self.others.items())]
        self.fields["organiser"].required = not next_in_turn

    def clean_organiser(self) -> Organisation | None:
        return self.others.get(self.cleaned_data["organiser"])


class UnitsForm(forms.Form):
    units = _units()
    reason = _reason()

    def __init__(self, data: object = None, *, participant: Participant, **given: object) -> None:
        super().__init__(data, **given)
        reviewed = participant.units.filter(replaced_reason="").values_list("school_unit_id", flat=True)
        of = SchoolUnit.objects.filter(organisation=participant.organiser_id)
        self.fields["units"].queryset = of.exclude(status="UPPHORT").order_by("name")
        self.fields["units"].initial = list(reviewed)


class AssignForm(forms.Form):
    """One choice of investigator for each participant; `spread` shares out those who have nobody."""

    def __init__(
        self, data: object = None, *, participants: list[Participant], people: list[User], **given: object
    ) -> None:
        super().__init__(data, **given)
        self.people = {str(one.pk): one for one in people}
        choices = [("", _("Nobody yet")), *((pk, user.name) for pk, user in self.people.items())]
        for one in participants:
            self.fields[self.name_of(one.pk)] = forms.ChoiceField(
                label=one.organiser.name,
                choices=choices,
                required=False,
                initial=str(one.investigator_id or ""),
            )

    @staticmethod
    def name_of(pk: UUID) -> str:
        return f"p_{pk.hex}"

    @property
    def chosen(self) -> dict[UUID, User | None]:
        return {UUID(name[2:]): self.people.get(value) for name, value in self.cleaned_data.items()}
