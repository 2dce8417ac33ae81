"""What people send in: files, and what the columns of a table of their own mean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from likvard.intake.own import KINDS, Mapping, MappingError, suggest
from likvard.intake.own.mapping import PERIOD, PLACES, kind_of

MOST_BYTES = 50_000_000
# Why a mapping does not do, in words.
WORDS = {
    "twice": _("Two columns have the same meaning. Choose one of them."),
    "no_place": _("Choose the column that says which school a row is about."),
    "no_period": _("Choose the column with the school year, or write it below."),
    "no_figure": _("Choose at least one column with numbers."),
    "unknown_field": _("One of the meanings does not belong to this kind of table."),
}


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel or JSON, also packed (.gz). At most 50 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )
    people = forms.BooleanField(
        label=_("The rows are about single pupils"),
        help_text=_("Identity numbers are replaced by pseudonyms at once; names are not read."),
        required=False,
    )
    year = forms.IntegerField(
        label=_("Spring year of the results"),
        help_text=_("Only for pupil files that do not say it themselves."),
        min_value=2000,
        max_value=2100,
        required=False,
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 50 MB."), code="too_large")
        return file


class MappingForm(forms.Form):
    """One field for each column of the file: its meaning, or that it is not read."""

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        kind: str,
        row: int,
        people: bool,
        sample: Sequence[Sequence[str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.header, self.kind, self.row = list(header), kind_of(kind), row
        swedish = get_language() != "en"
        fields = [f for f in (*PLACES, PERIOD, *self.kind.figures, *self.kind.about) if people or f.type != "person"]
        choices = [("", _("Not read"))] + [(f.code, f.swedish if swedish else f.english) for f in fields]
        proposed = suggest(self.header)
        meanings = proposed[1] if proposed[0] == kind else {}
        for index, name in enumerate(self.header):
            if name:
                self.fields[f"column-{index}"] = forms.ChoiceField(
                    label=name, choices=choices, required=False, initial=meanings.get(name, "")
                )
                if index < len(sample) and any(sample[index]):
                    values = " · ".join(value for value in sample[index] if value)
                    self.fields[f"column-{index}"].help_text = _("For example: %(values)s") % {"values": values[:100]}
        self.fields["period"] = forms.CharField(
            label=_("School year, when no column says it"), help_text=_("For example 2025/26 or HT25."),
            required=False, max_length=20,
        )  # fmt: skip
        self.fields["title"] = forms.CharField(
            label=_("Name of the dataset"), help_text=_("The same name next time makes a new version of it."),
            max_length=200,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        columns = {
            name: meaning for index, name in enumerate(self.header) if (meaning := cleaned.get(f"column-{index}"))
        }
        constants = {"period": cleaned["period"]} if cleaned.get("period") else {}
        try:
            self.mapping = Mapping(
                self.kind.code, columns, constants, header_row=self.row, title=cleaned.get("title", "")
            )
        except MappingError as error:
            raise forms.ValidationError(WORDS.get(error.code, WORDS["unknown_field"]), code=error.code) from error
        return cleaned


def kinds() -> list[tuple[str, str]]:
    """Kinds of own tables with their names."""
    return [(kind.code, kind.swedish if get_language() != "en" else kind.english) for kind in KINDS]
