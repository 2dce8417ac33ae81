"""What a decision, a follow-up and the end of a review say."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy

from likvard.rulebook.codes import CLOSING, DECISION, FOLLOW_UP
from likvard.rulebook.kinds import DECISION_WORDINGS, FOLLOW_UPS
from likvard.rulebook.words import Words
from likvard.rulebook.writing import Values

from .parts import Data, PartForm, Place, line_field, lines, spoken


def _codes(values: Values) -> Iterator[tuple[str, str, Words]]:
    """(part, code, its word) of every wording that a kind of this language may have."""
    for code in DECISION_WORDINGS.get(str(values.get("language")), ()):
        yield "decision", code, DECISION[code]
    for kind in values.get("finding_kinds", ()):
        for code in FOLLOW_UPS.get(kind, ()):
            yield "follow_up", code, FOLLOW_UP[code]
    for code, words in CLOSING.items():
        yield "closing", code, words


class WordingsForm(PartForm):
    def built(self) -> None:
        for part, code, _words in _codes(self.values):
            self.fields[f"{part}-{code}_sv"] = line_field(gettext_lazy("In Swedish"), rows=3)
            self.fields[f"{part}-{code}_en"] = line_field(gettext_lazy("In English"), rows=3, lang="en")

    def data_of(self, values: Values) -> Data:
        data: Data = {}
        for part, code, _words in _codes(values):
            table = spoken(values.get(part, {}), code)
            data |= {f"{part}-{name}": text for name, text in table.items()}
        return data

    def written(self, values: Values) -> None:
        for part, code, _words in _codes(self.values):
            sv, en = (lines(self.cleaned_data[f"{part}-{code}_{language}"]) for language in ("sv", "en"))
            if sv or en:
                values.setdefault(part, {})[code] = {"sv": sv, "en": en}
            elif part in values:
                values[part].pop(code, None)

    def place_of(self, steps: tuple[str | int, ...]) -> Place | None:
        match steps:
            case ("decision" | "follow_up" | "closing") as part, str(code), *rest:
                return self, f"{part}-{code}_{rest[0] if rest else 'sv'}"
        return None

    def groups(self) -> list[tuple[str, list[tuple[Words, list[forms.BoundField]]]]]:
        """By part: each wording's word, and its two fields."""
        found: dict[str, list[tuple[Words, list[forms.BoundField]]]] = {}
        for part, code, words in _codes(self.values):
            found.setdefault(part, []).append((words, [self[f"{part}-{code}_{language}"] for language in ("sv", "en")]))
        return list(found.items())
