"""A proposal: what the need is, how much of the money follows it, between which limits; and the decision on one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.quality.forms.mandates import DAY
from likvard.quality.models import ResourceProposal

from .numbers import NumberField

NEEDS = (
    (
        ResourceProposal.Need.EXPECTED,
        _("Expected from the intake: as schools with such pupils do in the whole country"),
    ),
    (ResourceProposal.Need.WEIGHTED, _("Shares of the intake with weights of your own")),
    (ResourceProposal.Need.INDEX, _("An index of your own, imported or typed")),
    (ResourceProposal.Need.INDICATOR, _("A figure of the state of play")),
)
YEARS = ((1, _("The last year only")), (2, _("The mean of two years")), (3, _("The mean of three years")))


class ProposalForm(forms.Form):
    """Cleaned: the fields of `actions.resources.proposals.FIELDS`."""

    name = forms.CharField(
        label=_("What to call the proposal"), help_text=_("For example “10 % by need, floor 90 %”."), max_length=60
    )
    need = forms.ChoiceField(label=_("What the need is"), choices=NEEDS, widget=forms.RadioSelect)
    parents = NumberField(
        label=_("Weight: parents without post-secondary education"),
        help_text=_("Only for weights of your own. 0 leaves it out."), low=0, high=1000, required=False,
    )  # fmt: skip
    abroad = NumberField(
        label=_("Weight: foreign background"), help_text=_("Only for weights of your own. 0 leaves it out."), low=0,
        high=1000, required=False,
    )  # fmt: skip
    indicator = forms.ChoiceField(
        label=_("Which figure"),
        help_text=_(
            "Only for a figure of the state of play. A result is a poor choice: "
            "a school that improves would lose money."
        ),
        required=False,
    )  # fmt: skip
    share = NumberField(
        label=_("Part of the pot that goes by need, per cent"),
        help_text=_("The rest is the same for every pupil."), low=0, high=100, per=100,
    )  # fmt: skip
    floor = NumberField(
        label=_("Floor, per cent of the mean amount per pupil"),
        help_text=_("No unit gets less per pupil than this. Empty: no floor."), low=0, high=100, per=100,
        required=False,
    )  # fmt: skip
    ceiling = NumberField(
        label=_("Ceiling, per cent of the mean amount per pupil"),
        help_text=_("No unit gets more per pupil than this. Empty: no ceiling."), low=100, high=1000, per=100,
        required=False,
    )  # fmt: skip
    years = forms.TypedChoiceField(
        label=_("Smoothing"), help_text=_("A mean of several years lets the amount follow the pupils more slowly."),
        choices=YEARS, coerce=int, initial=1,
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, indicators: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", _("Choose")), *indicators]
        if not indicators:
            del self.fields["indicator"]
            self.fields["need"].choices = [one for one in NEEDS if one[0] != ResourceProposal.Need.INDICATOR]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        need, weights = cleaned.get("need"), {}
        if need == ResourceProposal.Need.WEIGHTED:
            weights = {name: cleaned.get(name) or 0.0 for name in ("parents", "abroad")}
            if not any(weights.values()) and not {"parents", "abroad"} & set(self.errors):
                self.add_error("parents", _("Give at least one weight above 0."))
        if need == ResourceProposal.Need.INDICATOR and not cleaned.get("indicator"):
            self.add_error("indicator", _("Choose the figure that is the need."))
        cleaned["weights"] = weights
        cleaned["indicator"] = cleaned.get("indicator", "") if need == ResourceProposal.Need.INDICATOR else ""
        for name in ("parents", "abroad"):
            cleaned.pop(name, None)
        return cleaned


class DecideForm(forms.Form):
    decided_by = forms.CharField(label=_("Decided by"), max_length=200)
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DAY)
    paragraph = forms.CharField(label=_("Paragraph"), help_text=_("For example § 56."), max_length=40)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day
