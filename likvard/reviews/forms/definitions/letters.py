"""The wording that the letters of one occasion begin from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from likvard.rulebook.writing import Values

from .parts import Data, PartForm, Place, in_one_line, line_field, lines, spoken


class LetterWordingForm(PartForm):
    subject_sv = forms.CharField(label=gettext_lazy("Subject in Swedish"), required=False, max_length=200)
    subject_en = forms.CharField(label=gettext_lazy("Subject in English"), required=False, max_length=200)
    body_sv = line_field(gettext_lazy("Letter in Swedish"), rows=14)
    body_en = line_field(gettext_lazy("Letter in English"), rows=14, lang="en")

    def __init__(self, values: Values, data: Any = None, *, occasion: str) -> None:
        self.occasion = occasion
        super().__init__(values, data)

    def data_of(self, values: Values) -> Data:
        letter = values.get("letter", {}).get(self.occasion, {})
        found = {**spoken(letter, "subject"), **spoken(letter, "body")}
        return {name: text.strip("\n") for name, text in found.items()}

    def written(self, values: Values) -> None:
        given = self.cleaned_data
        if not any(given[name] for name in self.fields if name != "seen"):
            # A letter without a word is no letter.
            values.get("letter", {}).pop(self.occasion, None)
            return
        values.setdefault("letter", {})[self.occasion] = {
            "subject": {language: in_one_line(given[f"subject_{language}"]) for language in ("sv", "en")},
            "body": {language: _body(given[f"body_{language}"]) for language in ("sv", "en")},
        }

    def place_of(self, steps: tuple[str | int, ...]) -> Place | None:
        match steps:
            case "letter", self.occasion, ("subject" | "body") as part, *rest:
                return self, f"{part}_{rest[0] if rest else 'sv'}"
            case "letter", self.occasion:
                return self, "subject_sv"
        return None


def _body(text: str) -> str:
    text = lines(text).strip()
    return f"{text}\n" if text else ""
