"""Forms of decisions, their service, answers received and follow-ups. They clean; what they mean is done in actions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.terms.courts import COURTS

from .findings import Versioned, day_field, text_field

ACTIONS = 6  # rows of an order's measures on the page


def _people(people: Iterable[User]) -> list[tuple[str, str]]:
    return [("", _("Choose a person")), *((str(p.pk), p.name_and_title) for p in people)]


class DecisionForm(Versioned):
    """Who, when, how the case goes on."""

    number = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)
    decided_on = day_field(label=gettext_lazy("Day of the decision"), required=False)
    decided_by = forms.ChoiceField(label=gettext_lazy("Decides"), required=False)
    reporting = forms.ChoiceField(label=gettext_lazy("Presents the case"), required=False)
    others = forms.CharField(
        label=gettext_lazy("Others who have taken part"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("One a line, with title."),
    )  # fmt: skip
    introduction = text_field(rows=6, label=gettext_lazy("Background"))
    outcome = forms.ChoiceField(
        label=gettext_lazy("How the case goes on"), required=False, widget=forms.RadioSelect,
        choices=[("open", gettext_lazy("The organiser is to answer")), ("closed", gettext_lazy("The case ends"))],
    )  # fmt: skip
    response_day = day_field(
        label=gettext_lazy("Last day for the answer"), required=False, help_text=gettext_lazy("That day included.")
    )
    follow_up_on = day_field(
        label=gettext_lazy("Day of the follow-up"), required=False,
        help_text=gettext_lazy("When you plan to judge what the answer shows."),
    )  # fmt: skip
    court = forms.ChoiceField(
        label=gettext_lazy("Court that tries an appeal"), required=False,
        help_text=gettext_lazy(
            "Needed when something in the decision can be appealed: the administrative court in whose area your"
            " authority has handled the case. The appeal itself is sent to your authority."
        ),
    )  # fmt: skip
    closing_text = text_field(
        rows=3, label=gettext_lazy("How the case goes on, in words"),
        help_text=gettext_lazy("Leave empty for the wording of the kind of review."),
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, deciders: list[User], reviewers: list[User], may_be_appealed: bool,
        **given: object,
    ) -> None:  # fmt: skip
        super().__init__(data, **given)
        self.fields["court"].choices = [("", _("Not chosen yet")), *((court, court) for court in COURTS)]
        if not may_be_appealed:
            del self.fields["court"]
        self.people = {str(p.pk): p for p in [*deciders, *reviewers]}
        self.fields["decided_by"].choices = _people(deciders)
        self.fields["reporting"].choices = _people(reviewers)

    def clean_decided_by(self) -> User | None:
        return self.people.get(self.cleaned_data["decided_by"])

    def clean_reporting(self) -> User | None:
        return self.people.get(self.cleaned_data["reporting"])

    def clean_court(self) -> str | None:
        return self.cleaned_data["court"] or None

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AreaForm(Versioned):
    account = text_field(rows=8, label=gettext_lazy("Reasons"))


class DecidedFindingForm(Versioned):
    """One finding of the decision; a deficiency with what the authority does about it."""

    text = forms.CharField(label=gettext_lazy("Wording"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))
    legal_basis = forms.CharField(label=gettext_lazy("Legal basis"), required=False, max_length=500)
    intervention = forms.ChoiceField(label=gettext_lazy("Intervention"), required=False)
    last_day = day_field(label=gettext_lazy("Last day"), required=False)
    fine_sek = forms.IntegerField(
        label=gettext_lazy("Fine in kronor"), required=False, min_value=1, max_value=2_000_000_000,
        help_text=gettext_lazy("Only with an order under a fine."),
    )  # fmt: skip
    serious = forms.BooleanField(label=gettext_lazy("It is a serious irregularity"), required=False)

    def __init__(
        self, data: object = None, *, interventions: Iterable[tuple[str, str]], deficiency: bool,
        actions: Iterable[dict[str, str]] = (), **given: object,
    ) -> None:  # fmt: skip
        super().__init__(data, **given)
        self.deficiency = deficiency
        if not deficiency:
            for name in ("intervention", "last_day", "fine_sek", "serious"):
                del self.fields[name]
            return
        self.fields["intervention"].choices = [("", _("Not chosen yet")), *interventions]
        known = list(actions)
        for number in range(max(3, len(known) + 1)):
            if number >= ACTIONS:
                break
            self.fields[f"what_{number}"] = forms.CharField(
                label=_("Measure %(n)d") % {"n": number + 1}, required=False, max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            self.fields[f"shown_{number}"] = forms.CharField(
                label=_("How measure %(n)d can be checked") % {"n": number + 1}, required=False, max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
            if number < len(known):
                self.initial.setdefault(f"what_{number}", known[number]["what"])
                self.initial.setdefault(f"shown_{number}", known[number]["shown_by"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("fine_sek") and cleaned.get("intervention") != "order_with_fine":
            self.add_error("fine_sek", _("A fine belongs to an order under a fine."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        values: dict[str, Any] = {"text": given["text"], "legal_basis": [given["legal_basis"]]}
        if self.deficiency:
            values |= {name: given[name] for name in ("intervention", "last_day", "fine_sek", "serious")}
            values["actions"] = [
                (given[f"what_{n}"], given[f"shown_{n}"]) for n in range(ACTIONS) if f"what_{n}" in given
            ]
        return values


class SentForm(forms.Form):
    way = forms.ChoiceField(label=gettext_lazy("How it was sent"))
    sent_on = day_field(label=gettext_lazy("Sent on"))

    def __init__(self, data: object = None, *, ways: Iterable[tuple[str, str]], today: date, **given: object) -> None:
        super().__init__(data, **given)
        self.today = today
        self.fields["way"].choices = list(ways)

    def clean_sent_on(self) -> date:
        return _not_ahead(self.cleaned_data["sent_on"], self.today)


class ReceivedForm(forms.Form):
    received_on = day_field(label=gettext_lazy("Received on"))
    received_by = forms.CharField(label=gettext_lazy("Received by"), max_length=200)

    def __init__(self, data: object = None, *, sent_on: date, today: date, **given: object) -> None:
        super().__init__(data, **given)
        self.sent_on, self.today = sent_on, today

    def clean_received_on(self) -> date:
        day = _not_ahead(self.cleaned_data["received_on"], self.today)
        if day < self.sent_on:
            raise forms.ValidationError(_("It cannot be received before it was sent."))
        return day


def _not_ahead(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError(_("The day has not come yet."))
    return day


class RegisterAnswerForm(forms.Form):
    """An answer that came by letter or e-mail: its day, its document, and what it shows of each finding."""

    received_on = day_field(label=gettext_lazy("Received on"))
    document = forms.ChoiceField(
        label=gettext_lazy("The answer as a document"), required=False,
        help_text=gettext_lazy("Documents that are in the case already."),
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, findings: Iterable[Any], documents: Iterable[Document],
        effects: Iterable[tuple[str, str]], today: date, **given: object,
    ) -> None:  # fmt: skip
        super().__init__(data, **given)
        self.today = today
        self.findings = list(findings)
        self.documents = {str(d.pk): d for d in documents}
        self.fields["document"].choices = [("", _("No document")), *((k, d.name) for k, d in self.documents.items())]
        for number, finding in enumerate(self.findings, 1):
            short = f"{finding.text[:80]}{'…' if len(finding.text) > 80 else ''}"
            self.fields[f"effect_{number}"] = forms.ChoiceField(
                label=_("%(n)d. %(text)s") % {"n": number, "text": short}, required=False,
                choices=[("", _("It says nothing of this")), *effects],
            )  # fmt: skip
            self.fields[f"result_{number}"] = text_field(rows=2, label=_("What it says of %(n)d") % {"n": number})

    def clean_received_on(self) -> date:
        return _not_ahead(self.cleaned_data["received_on"], self.today)

    def clean_document(self) -> Document | None:
        return self.documents.get(self.cleaned_data["document"])

    @property
    def items(self) -> dict[Any, dict[str, str]]:
        return {
            finding.pk: {"effect": self.cleaned_data[f"effect_{n}"], "result": self.cleaned_data[f"result_{n}"]}
            for n, finding in enumerate(self.findings, 1)
            if self.cleaned_data[f"effect_{n}"] or self.cleaned_data[f"result_{n}"].strip()
        }


class FollowUpForm(forms.Form):
    """What has become of one finding, and what the judgement stands on."""

    outcome = forms.ChoiceField(label=gettext_lazy("What has become of it"), widget=forms.RadioSelect)
    grounds = forms.CharField(
        label=gettext_lazy("Grounds"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("They are printed in the decision. Say what has changed and how it is seen."),
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=gettext_lazy("What the judgement stands on"), required=False, widget=forms.RadioSelect,
        help_text=gettext_lazy("Needed when the finding is settled."),
    )  # fmt: skip
    visited_on = day_field(label=gettext_lazy("Day of the visit"), required=False)
    document = forms.ChoiceField(label=gettext_lazy("Document that shows the effect"), required=False)

    def __init__(
        self, data: object = None, *, outcomes: Iterable[tuple[str, str]], bases: Iterable[tuple[str, str]],
        documents: Iterable[Document], today: date, **given: object,
    ) -> None:  # fmt: skip
        super().__init__(data, **given)
        self.today = today
        self.documents = {str(d.pk): d for d in documents}
        self.fields["outcome"].choices = list(outcomes)
        self.fields["basis"].choices = list(bases)
        self.fields["document"].choices = [("", _("No document")), *((k, d.name) for k, d in self.documents.items())]

    def clean_visited_on(self) -> date | None:
        day = self.cleaned_data["visited_on"]
        return _not_ahead(day, self.today) if day else None

    def clean_document(self) -> Document | None:
        return self.documents.get(self.cleaned_data["document"])
