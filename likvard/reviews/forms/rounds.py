"""Forms of rounds: a new one, its details."""

from django import forms
from django.utils.translation import gettext_lazy

from likvard.organisations.models import Organisation

from .findings import day_field, text_field


class RoundForm(forms.Form):
    """A new round. The kind decides by which areas and criteria it judges; they are kept for the round's life."""

    holder = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of review"))
    title = forms.CharField(
        label=gettext_lazy("Name of the round"),
        max_length=300,
        help_text=gettext_lazy("What is reviewed, as it will stand in letters and reports."),
    )
    theme = text_field(
        rows=3,
        label=gettext_lazy("Theme"),
        help_text=gettext_lazy("The question that the round is to answer, in a sentence or two."),
    )
    method = text_field(
        rows=3,
        label=gettext_lazy("Method"),
        help_text=gettext_lazy("How it is done: by telephone, video or visit, and whom you talk to."),
    )
    individual_decisions = forms.BooleanField(
        label=gettext_lazy("Each reviewed organiser gets a decision of its own"), required=False
    )
    case_number = forms.CharField(label=gettext_lazy("Case number"), max_length=60, required=False)
    opened_on = day_field(label=gettext_lazy("Began on"))

    def __init__(self, data: object = None, *, holders: object, kinds: list[tuple[str, str]], **given: object) -> None:
        super().__init__(data, **given)
        self.fields["holder"].queryset = holders
        self.fields["kind"].choices = kinds
        only = list(holders[:2])
        if len(only) == 1:
            self.fields["holder"].initial = only[0].pk
            self.fields["holder"].widget = forms.HiddenInput()
