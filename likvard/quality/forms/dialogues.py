"""A series, its decision and parties; a dialogue planned, held, cancelled; what was agreed and what came of it."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from likvard.access.models import User
from likvard.quality.models import Agreement, Mandate, SeriesParty
from likvard.rulebook.dialogues import dialogue_models

from .mandates import DAY

NUMBER = re.compile(r"^\d{1,2}[.)]\s*")
EFFECTS = (
    (Agreement.Effect.EFFECT, _("An effect is shown")),
    (Agreement.Effect.ACTIVITY_ONLY, _("Done, but no effect is shown")),
    (Agreement.Effect.TOO_EARLY, _("Too early to say")),
)


def _words(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ProposeSeriesForm(forms.Form):
    template = forms.ChoiceField(
        label=_("Which kind of dialogue"),
        help_text=_("Purposes, agenda and questions come along and can be changed until the model is decided."),
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("What you call it"), max_length=200)
    mandate = forms.ModelChoiceField(
        label=_("Mandate that it carries out"), queryset=Mandate.objects.none(), required=False, empty_label=_("None")
    )
    evaluation_due = forms.DateField(label=_("The evaluation is due"), widget=DAY, required=False)

    def __init__(self, *args: Any, mandates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [
            (m.key, m.name.text(get_language() or "sv")) for m in dialogue_models().values()
        ]
        self.fields["mandate"].queryset = mandates
        self.fields["mandate"].label_from_instance = lambda m: f"{m.decided_on} {m.paragraph} {m.what[:80]}"


class ModelForm(forms.Form):
    """Purposes and agenda as lines of text: a person changes them as one writes a list."""

    title = forms.CharField(label=_("What you call it"), max_length=200)
    led_by = forms.CharField(label=_("Who leads the dialogues"), max_length=120, required=False)
    times_a_year = forms.IntegerField(label=_("How many times a year"), min_value=1, max_value=12)
    purposes = _words(_("Purposes"), 5, help_text=_("One on each line."))
    agenda = _words(
        _("Agenda"),
        14,
        help_text=_("A heading on a line of its own; its questions on the lines below, each after a dash."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_purposes(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["purposes"].splitlines() if line.strip()]

    def clean_agenda(self) -> list[dict[str, Any]]:
        """The agenda as `Series.agenda`; a heading that was there keeps its key."""
        keys = {topic["heading"]: topic["key"] for topic in self.initial.get("agenda_before", [])}
        topics: list[dict[str, Any]] = []
        for line in (raw.strip() for raw in self.cleaned_data["agenda"].splitlines()):
            if not line:
                continue
            if line[0] in "-–•":
                if not topics:
                    raise forms.ValidationError(_("The first line must be a heading, without a dash."))
                topics[-1]["questions"].append(line[1:].strip())
            else:
                topics.append({"key": keys.get(line, ""), "heading": line, "questions": []})
        taken = {topic["key"] for topic in topics}
        for number, topic in enumerate(topics, start=1):
            if not topic["key"]:
                topic["key"] = next(k for n in range(number, 1000) if (k := f"topic-{n}") not in taken)
                taken.add(topic["key"])
        if len({topic["heading"] for topic in topics}) != len(topics):
            raise forms.ValidationError(_("Two headings are the same. Give each its own words."))
        return topics


def agenda_as_text(agenda: list[dict[str, Any]]) -> str:
    return "\n\n".join("\n".join([t["heading"], *(f"- {q}" for q in t["questions"])]) for t in agenda)


class DecideSeriesForm(forms.Form):
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DAY)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    trial_until = forms.DateField(
        label=_("On trial until"), help_text=_("Leave empty when the model holds until further notice."),
        widget=DAY, required=False,
    )  # fmt: skip
    evaluation_due = forms.DateField(label=_("The evaluation is due"), widget=DAY, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class EndSeriesForm(forms.Form):
    ended_on = forms.DateField(label=_("On what day"), widget=DAY)
    grounds = _words(_("Why"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class AddPartiesForm(forms.Form):
    parties = forms.MultipleChoiceField(label=_("With whom"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].choices = choices


class LeaveForm(forms.Form):
    left_on = forms.DateField(label=_("On what day"), widget=DAY)
    reason = _words(_("Why"), help_text=_("For example: the school has closed, or the actor declined to take part."))


class PlanDialoguesForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DAY)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    parties = forms.ModelMultipleChoiceField(
        label=_("With whom"), queryset=SeriesParty.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, parties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].queryset = parties
        self.fields["parties"].label_from_instance = lambda party: party.name


class MoveDialogueForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DAY)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelDialogueForm(forms.Form):
    reason = _words(_("Why"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class HoldDialogueForm(forms.Form):
    held_on = forms.DateField(label=_("On what day"), widget=DAY)
    present = _words(
        _("Who took part"), 2, required=False, help_text=_("Roles are enough: principal, school director, developer.")
    )
    no_agreement_reason = _words(_("If nothing was agreed: why nothing was needed"), 2, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_held_on(self) -> date:
        if self.cleaned_data["held_on"] > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return self.cleaned_data["held_on"]


class TopicForm(forms.Form):
    """One text of one side, with the fingerprint of what the page showed."""

    text = forms.CharField(max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    seen_text = forms.CharField(required=False, widget=forms.HiddenInput)


class AgreeForm(forms.Form):
    what = _words(_("What you agree on"), help_text=_("So that both can tell afterwards whether it was done."))
    owner = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False,
        empty_label=_("Somebody without an account"),
    )  # fmt: skip
    owner_named = forms.CharField(label=_("Who, when the person has no account"), max_length=150, required=False)
    until = forms.DateField(label=_("Last day"), help_text=_("That day is included."), widget=DAY)
    expected_change = _words(_("What it should change"), 2, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("owner") and not (cleaned.get("owner_named") or "").strip():
            self.add_error("owner", _("Choose who is responsible, or write the name below."))
        return cleaned


class EndAgreementForm(forms.Form):
    state = forms.ChoiceField(
        label=_("What came of it"),
        choices=((Agreement.State.DONE, _("It is done")), (Agreement.State.DROPPED, _("It will not be done"))),
        widget=forms.RadioSelect,
    )
    effect = forms.ChoiceField(
        label=_("Has it had an effect?"), choices=EFFECTS, widget=forms.RadioSelect, required=False
    )
    outcome = _words(_("What you see, or why it will not be done"))
    ended_on = forms.DateField(label=_("On what day"), widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == Agreement.State.DONE and not cleaned.get("effect"):
            self.add_error("effect", _("Say whether it has had an effect. That it was done is not an effect."))
        if cleaned.get("state") == Agreement.State.DROPPED:
            cleaned["effect"] = ""
        return cleaned


class MoveAgreementForm(forms.Form):
    until = forms.DateField(label=_("New last day"), widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)


class EvaluationForm(forms.Form):
    """A grade for each purpose, and two texts."""

    def __init__(self, *args: Any, purposes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = ((4, _("4, fully")), (3, "3"), (2, "2"), (1, _("1, not at all")))
        for number, purpose in enumerate(purposes):
            self.fields[f"grade_{number}"] = forms.TypedChoiceField(
                label=purpose, choices=grades, coerce=int, widget=forms.RadioSelect, required=False, empty_value=None
            )
        self.fields["keep"] = _words(_("What to keep"), required=False)
        self.fields["change"] = _words(_("What to change"), required=False)

    @property
    def grades(self) -> dict[str, int]:
        given = {name.removeprefix("grade_"): value for name, value in self.cleaned_data.items() if name[:5] == "grade"}
        return {number: grade for number, grade in given.items() if grade is not None}


class MemoForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    board = forms.CharField(label=_("To which board"), max_length=200, required=False)
    proposals = _words(_("Proposals"), 4, help_text=_("One on each line; they are numbered."), required=False)
    summary = _words(_("Summary"), required=False)
    matter = _words(_("What it is about"), 4, required=False)
    background = _words(_("Background"), 6, required=False)
    evaluation = _words(_("What the evaluation shows"), 6, required=False)
    proposal = _words(_("Proposed model"), 6, required=False)
    economy = _words(_("What it costs"), 2, required=False, help_text=_("Also say it when the proposal costs nothing."))
    children = _words(_("The child's best"), 2, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_proposals(self) -> list[str]:
        """Without the numbers that a person may have written before them."""
        lines = (NUMBER.sub("", line.strip()) for line in self.cleaned_data["proposals"].splitlines())
        return [line for line in lines if line]

    @property
    def texts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class IssueMemoForm(forms.Form):
    issued_on = forms.DateField(label=_("Dated"), widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput)
