"""A new round, its details, what it judges by, its end."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from likvard.access.models import User
from likvard.organisations.models import Organisation
from likvard.reviews.forms.findings import Versioned, day_field, text_field
from likvard.reviews.models import Round
from likvard.rulebook.kinds import Area


def _title() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Name of the round"),
        max_length=300,
        help_text=gettext_lazy("What is reviewed, as it will stand in letters and reports."),
    )


def _theme() -> forms.CharField:
    return text_field(
        rows=3,
        label=gettext_lazy("Theme"),
        help_text=gettext_lazy("The question that the round is to answer, in a sentence or two."),
    )


def _method() -> forms.CharField:
    return text_field(
        rows=3,
        label=gettext_lazy("Method"),
        help_text=gettext_lazy("How it is done: by telephone, video or visit, and whom you talk to."),
    )


class RoundForm(forms.Form):
    """A new round. The kind decides by which areas and criteria it judges; they are kept for the round's life."""

    holder = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of review"))
    title = _title()
    theme = _theme()
    method = _method()
    individual_decisions = forms.BooleanField(
        label=gettext_lazy("Each reviewed organiser gets a decision of its own"), required=False,
        help_text=gettext_lazy("Supervision and planned audits always end in decisions, ticked or not."),
    )  # fmt: skip
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


class RoundDetailsForm(Versioned):
    title = _title()
    theme = _theme()
    method = _method()
    case_number = forms.CharField(label=gettext_lazy("Case number"), max_length=60, required=False)
    lead = forms.ChoiceField(label=gettext_lazy("Leads the round"), required=False)

    def __init__(self, data: object = None, *, round_: Round, people: list[User], **given: object) -> None:
        initial = {
            "title": round_.title,
            "theme": round_.theme,
            "method": round_.method,
            "case_number": round_.case_number,
            "lead": str(round_.lead_id or ""),
            "version": round_.version,
        }
        super().__init__(data, initial=initial, **given)
        self.people = {str(one.pk): one for one in people}
        names = [(pk, user.name) for pk, user in self.people.items()]
        self.fields["lead"].choices = [("", _("Nobody yet")), *names]

    def clean_lead(self) -> User | None:
        return self.people.get(self.cleaned_data["lead"])


class AreasForm(forms.Form):
    """Which areas and criteria the round judges by: one box for each criterion, grouped by area."""

    def __init__(self, data: object = None, *, areas: Iterable[Area], language: str, chosen: set[str]) -> None:
        super().__init__(data)
        for area in areas:
            self.fields[f"area_{area.key}"] = forms.MultipleChoiceField(
                label=f"{area.key}. {area.name.text(language)}",
                choices=[(c.key, f"{c.key} {c.words.text(language)}") for c in area.criteria],
                initial=[c.key for c in area.criteria if c.key in chosen],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def chosen(self) -> set[str]:
        """Keys of the criteria ticked, and of the areas that they belong to."""
        keys = {key for values in self.cleaned_data.values() for key in values}
        return keys | {key.split(".")[0] for key in keys}


class ReasonForm(forms.Form):
    reason = text_field(
        rows=3,
        required=True,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("In a sentence or two. It is kept with the round."),
    )


class CloseForm(forms.Form):
    day = day_field(label=gettext_lazy("Day"))
    grounds = text_field(
        rows=4,
        required=True,
        label=gettext_lazy("Grounds"),
        help_text=gettext_lazy("Why, in a few sentences. Whoever opens the round later reads this first."),
    )
    why_left = text_field(
        rows=3,
        label=gettext_lazy("Why the rest is left unanswered"),
        help_text=gettext_lazy("Needed when something is unanswered."),
    )

    def __init__(self, data: object = None, *, unanswered: Mapping[str, int] | tuple, **given: object) -> None:
        super().__init__(data, **given)
        self.fields["why_left"].required = bool(unanswered)
        if not unanswered:
            del self.fields["why_left"]
