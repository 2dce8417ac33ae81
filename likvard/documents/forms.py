"""What people send in: files, and values of a reading."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from likvard.terms.municipalities import all_municipalities

from .fields import Field, needed, sound
from .models import ValueReview

Choices = Callable[[str], Iterable[tuple[str, Any]]]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; one is a list of one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    files = FilesField(
        label=_("Documents"),
        help_text=_("PDF, Word, text, web page or scanned image. At most 50 MB each."),
        error_messages={"required": _("Choose at least one file."), "empty": _("The file is empty. Choose another.")},
        allow_empty_file=True,
    )


class ReviewForm(forms.Form):
    """The frame of a verdict; the value itself is cleaned by `ValueForm`."""

    field = forms.CharField(max_length=120)
    verdict = forms.ChoiceField(choices=ValueReview.Verdict.choices)
    seen = forms.IntegerField(min_value=0, required=False)


def municipality_choices() -> list[tuple[str, str]]:
    return sorted(((m.code, m.name) for m in all_municipalities()), key=lambda pair: pair[1])


class LinesField(forms.CharField):
    """One item a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> list[str]:
        lines = [re.sub(r"\s+", " ", line).strip() for line in str(value or "").splitlines()]
        return list(dict.fromkeys(line[:300] for line in lines if line))

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else value or ""

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class ValueForm(forms.Form):
    """One value of a reading, typed as its field says; `value` is the plain JSON value when the form is valid.

    `words` gives the choices of a closed list, `part_label` the label of a part: both in the user's language.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        field: Field,
        words: Choices,
        part_label: Callable[[str], str],
        value: Any = None,
        prefix: str = "",
    ) -> None:
        self.field = field
        parts = field.parts or (field,)
        initial = dict(value or {}) if field.parts else {field.name: value}
        # A day without its year cannot stand in a day's input: the person writes it whole.
        initial |= {p.name: None for p in parts if p.shape == "date" and not sound(p, initial.get(p.name))}
        super().__init__(data, prefix=prefix, initial=initial)
        for part in parts:
            made = self._input(part, words)
            made.label = part_label(part.name if field.parts else "value")
            made.required = not field.parts or part.name in needed(field)
            self.fields[part.name] = made

    def _input(self, part: Field, words: Choices) -> forms.Field:
        if part.shape == "date":
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d"],
                error_messages={"invalid": _("Write the day as 2023-08-21.")},
            )
        if part.shape == "number":
            return forms.IntegerField(min_value=0, max_value=2_000_000_000, localize=True)
        if part.shape == "code":
            choices = municipality_choices() if part.codes == "municipality" else list(words(part.codes))
            return forms.ChoiceField(choices=[("", "–"), *choices])
        if part.shape == "codes":
            return forms.MultipleChoiceField(choices=list(words(part.codes)), widget=forms.CheckboxSelectMultiple)
        if part.shape == "texts":
            return LinesField()
        if part.shape == "long":
            return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
        return forms.CharField(max_length=300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", _("The last day comes before the first."))
        return cleaned

    @property
    def value(self) -> Any:
        """The value as the record holds it: days in ISO form, nothing as None."""
        plain = {name: self._plain(self.cleaned_data.get(name)) for name in self.fields}
        return plain if self.field.parts else plain[self.field.name]

    @staticmethod
    def _plain(value: Any) -> Any:
        if hasattr(value, "isoformat"):
            return value.isoformat()
        return None if value == "" else value
