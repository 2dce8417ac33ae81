"""What a person says who runs a survey."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from likvard.organisations.models import SchoolUnit
from likvard.rulebook.surveys import questionnaires, said

DAY = forms.DateInput(attrs={"type": "date"})


class PrepareForm(forms.Form):
    template = forms.ChoiceField(label=_("Who is to answer"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("What you call the survey"), max_length=200, help_text=_("For example: Safety and calm, autumn 2026.")
    )
    areas = forms.MultipleChoiceField(label=_("What the survey is about"), widget=forms.CheckboxSelectMultiple)
    units = forms.ModelMultipleChoiceField(
        label=_("Where"), queryset=SchoolUnit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    opens_on = forms.DateField(label=_("First day to answer"), widget=DAY)
    last_day = forms.DateField(label=_("Last day to answer"), help_text=_("That day is included."), widget=DAY)

    def __init__(self, *args: Any, units: QuerySet[SchoolUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "sv"
        held = questionnaires()
        self.fields["template"].choices = [(one.key, said(one.name, language)) for one in held.values()]
        # The words of the questionnaires for grown-ups: the youngest have easier ones for the same areas.
        areas = {area.key: area for one in held.values() for area in one.areas}
        order = next(iter(held.values())).areas
        self.fields["areas"].choices = [(area.key, said(areas[area.key].name, language)) for area in order]
        self.fields["units"].queryset = units

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("opens_on"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first. Choose a later one."))
        return cleaned


class CodesForm(forms.Form):
    number = forms.IntegerField(
        label=_("How many are to answer"), min_value=1, max_value=5000,
        help_text=_("One code for each. The share who have answered is counted on this number."),
    )  # fmt: skip
    replace = forms.BooleanField(
        label=_("Make the codes that nobody has used worthless"), required=False,
        help_text=_("For papers that were lost. Otherwise the new codes are added to the old ones."),
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("How they are handed out"),
        choices=(("paper", _("On paper, to cut apart")), ("links", _("As links, one for each person"))),
        widget=forms.RadioSelect,
        initial="paper",
    )


class LastDayForm(forms.Form):
    last_day = forms.DateField(label=_("New last day"), widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
