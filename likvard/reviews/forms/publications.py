"""Forms of what is to be published: masks, proposals, news, subject words, withdrawal."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from likvard.reports.public import Proposal
from likvard.terms.secrecy import all_grounds

from .findings import Versioned, text_field

CONTACTS = 3
MASK, LEAVE = "mask", "leave"


def ground_choices() -> list[tuple[str, str]]:
    english = (get_language() or "sv").startswith("en")
    return [(one.code, f"{one.section}, {one.english if english else one.swedish}") for one in all_grounds()]


class MaskForm(forms.Form):
    """One passage: the words to take out of it, or the whole of it."""

    place = forms.CharField(widget=forms.HiddenInput, max_length=120)
    words = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("Words to mask"),
        help_text=gettext_lazy("As they stand in the text."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Where"),
        widget=forms.RadioSelect,
        initial="everywhere",
        choices=(
            ("everywhere", gettext_lazy("These words everywhere in the text")),
            ("here", gettext_lazy("These words here only")),
            ("whole", gettext_lazy("The whole passage")),
        ),
    )
    ground = forms.ChoiceField(label=gettext_lazy("By which provision"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [("", _("Choose")), *ground_choices()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reach") != "whole" and not (cleaned.get("words") or "").strip():
            self.add_error("words", _("Write which words."))
        return cleaned

    @property
    def mask(self) -> dict[str, str]:
        """`place`, `words` and `ground` as the action takes them."""
        reach, given = self.cleaned_data["reach"], self.cleaned_data
        return {
            "place": "" if reach == "everywhere" else given["place"],
            "words": "" if reach == "whole" else given["words"],
            "ground": given["ground"],
        }


class ProposalsForm(forms.Form):
    """For each proposal: masked everywhere, by which provision, or left. What is not answered stays a proposal."""

    def __init__(self, *args: Any, rows: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        grounds = ground_choices()
        for index, row in enumerate(rows):
            self.fields[f"words{index}"] = forms.CharField(widget=forms.HiddenInput, initial=row.words, max_length=300)
            self.fields[f"what{index}"] = forms.ChoiceField(
                required=False,
                widget=forms.RadioSelect,
                choices=((MASK, _("Mask everywhere")), (LEAVE, _("Leave as it stands"))),
                label=_("What becomes of “%(words)s”?") % {"words": row.words},
            )
            self.fields[f"ground{index}"] = forms.ChoiceField(
                choices=grounds, initial="data_protection", label=_("By which provision")
            )

    def shown(self) -> Iterable[tuple[Proposal, Any, Any, Any]]:
        return [
            (row, self[f"words{index}"], self[f"what{index}"], self[f"ground{index}"])
            for index, row in enumerate(self.rows)
        ]

    @property
    def answers(self) -> dict[str, str]:
        """Words → ground, "" = left; only words that are proposed now, whatever the page was made for."""
        proposed, found = {row.words for row in self.rows}, {}
        for index in range(len(self.rows)):
            words, what = self.cleaned_data.get(f"words{index}", ""), self.cleaned_data.get(f"what{index}", "")
            if words in proposed and what:
                found[words] = self.cleaned_data[f"ground{index}"] if what == MASK else ""
        return found


class NewsForm(Versioned):
    heading = forms.CharField(max_length=200, label=pgettext_lazy("news", "Heading"))
    lead = text_field(
        rows=4, label=gettext_lazy("What was decided"), help_text=gettext_lazy("In a few plain sentences.")
    )
    strengths = text_field(rows=3, label=gettext_lazy("What works well"), help_text=gettext_lazy("One item a line."))
    must_change = text_field(
        rows=4, label=gettext_lazy("What must change, and by when"), help_text=gettext_lazy("One item a line.")
    )
    observations = text_field(
        rows=3, label=gettext_lazy("Other observations"), help_text=gettext_lazy("One item a line.")
    )
    about = text_field(rows=2, label=gettext_lazy("About the review"))

    def __init__(self, *args: Any, contacts: Sequence[dict[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"name": _("Contact %(n)d: name"), "role": _("Contact %(n)d: role"), "phone": _("Contact %(n)d: phone")}
        for number in range(1, CONTACTS + 1):
            known = contacts[number - 1] if number <= len(contacts) else {}
            for part, label in words.items():
                self.fields[f"contact{number}_{part}"] = forms.CharField(
                    required=False, max_length=150, label=label % {"n": number}, initial=known.get(part, ""),
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )  # fmt: skip

    @property
    def contacts(self) -> list[dict[str, str]]:
        return [
            {part: self.cleaned_data[f"contact{number}_{part}"] for part in ("name", "role", "phone")}
            for number in range(1, CONTACTS + 1)
        ]

    @property
    def texts(self) -> dict[str, str]:
        names = ("heading", "lead", "strengths", "must_change", "observations", "about")
        return {name: self.cleaned_data[name] for name in names}


class DetailsForm(forms.Form):
    """Subject words, and in a later version what it corrects."""

    tags = text_field(
        rows=5,
        label=gettext_lazy("Subject words"),
        help_text=gettext_lazy("One a line. The public can choose decisions and subscribe by them."),
    )
    change = text_field(
        rows=3,
        label=gettext_lazy("What this version corrects"),
        help_text=gettext_lazy("Shown to the public. Do not repeat what was wrong."),
    )

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if number == 1:
            del self.fields["change"]
        else:
            self.fields["change"].max_length = 500

    @property
    def tag_list(self) -> list[str]:
        return self.cleaned_data["tags"].splitlines()


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        max_length=500,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Shown to the public at the address. Do not repeat what was wrong."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
