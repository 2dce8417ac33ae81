"""The quality report: which to begin, one section, issuing it; and the memo that goes with it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.organisations.models import SchoolUnit
from likvard.quality.models import Measure, ReportSection

from .dialogues import MemoForm
from .year import DAY

FIELDS = ("text", "ending", "decision", "because", "measures")
ENDINGS = (
    (ReportSection.Ending.DECISION.value, _("A decision for the board")),
    (ReportSection.Ending.MEASURE.value, _("A measure")),
    (ReportSection.Ending.NO_CHANGE.value, _("No change, because …")),
)


class BeginReportForm(forms.Form):
    school_year = forms.TypedChoiceField(label=_("School year"), coerce=int)
    unit = forms.ModelChoiceField(label=_("About"), queryset=SchoolUnit.objects.none(), required=False)
    board = forms.CharField(
        label=_("To which board"), max_length=200, required=False, help_text=_("As it is called in its minutes.")
    )

    def __init__(self, *args: Any, years: Iterable[tuple[int, str]], units: Any, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_year"].choices = list(years)
        self.fields["unit"].queryset = units
        if whole:
            self.fields["unit"].empty_label = _("The whole organisation")
        else:
            self.fields["unit"].required = True
            self.fields["unit"].label = _("For which unit")


def _seen() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class SectionForm(forms.Form):
    text = forms.CharField(
        label=_("What the section says"), required=False, max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip
    ending = forms.ChoiceField(
        label=_("What does it lead to?"), choices=ENDINGS, widget=forms.RadioSelect, required=False
    )
    decision = forms.CharField(
        label=_("What the board is to decide"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    measures = forms.ModelMultipleChoiceField(
        label=_("Which measure"), queryset=Measure.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    because = forms.CharField(
        label=_("No change, because"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
    seen_text, seen_ending, seen_decision, seen_because, seen_measures = (_seen() for _ in FIELDS)

    def __init__(self, *args: Any, measures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measures"].queryset = measures
        self.fields["measures"].label_from_instance = lambda one: " ".join(one.what.split())[:160]

    @property
    def said(self) -> dict[str, str]:
        """The fields as `quality.actions.boardreport.write_section` takes them."""
        told = {name: self.cleaned_data[name] for name in FIELDS if name != "measures"}
        return told | {"measures": ",".join(sorted(str(one.pk) for one in self.cleaned_data["measures"]))}

    @property
    def seen(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"seen_{name}"] for name in FIELDS}


class IssueReportForm(forms.Form):
    issued_on = forms.DateField(label=_("Dated"), widget=DAY)
    board = forms.CharField(label=_("To which board"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReportMemoForm(MemoForm):
    """A memo of a report evaluates no dialogues and proposes no model of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["evaluation"], self.fields["proposal"]

    @property
    def texts(self) -> dict[str, Any]:
        return {**super().texts, "evaluation": "", "proposal": ""}
