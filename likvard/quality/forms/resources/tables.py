"""A table of the organiser's own: pasted, or a file of CSV or Excel. What a column means is guessed, and chosen by the
person where the guess does not do; a fault is told by its row and column."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from likvard.intake.marks import number
from likvard.intake.opening import Opened, RefusedFileError, first_personal_number
from likvard.intake.own.reader import rows_of
from likvard.terms.names import fold

from .numbers import MOST, read_kronor

MOST_BYTES = 5_000_000
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column can be. `words` are how its head is written; those that begin so count too."""

    code: str
    name: Promise
    words: tuple[str, ...]
    kind: str  # "unit", "people", "kronor", "number", "text"


UNIT = Meaning(
    "unit", _("School unit: code or name"),
    ("skolenhetskod", "skolenhet", "skola", "enhet", "kod", "namn", "school unit", "school", "unit", "code", "name"),
    "unit",
)  # fmt: skip
POT = (
    UNIT,
    Meaning("pupils", _("Pupils"), ("antal elever", "elever", "elevantal", "pupils", "number of pupils"), "people"),
    Meaning(
        "index", _("Index"), ("index", "behovsindex", "socioekonomiskt index", "need index", "viktat index"), "number"
    ),
    Meaning(
        "before", _("Amount today, kronor"),
        ("belopp i dag", "dagens belopp", "dagens", "i dag", "idag", "budget", "belopp", "tilldelat", "amount",
         "today"), "kronor",
    ),
)  # fmt: skip
PAID = (
    UNIT,
    Meaning("paid", _("Paid, kronor"), ("utbetalt", "utfall", "betalt", "belopp", "paid", "outcome"), "kronor"),
    Meaning("note", _("Note"), ("kommentar", "anteckning", "skäl", "note", "comment", "reason"), "text"),
)


class TableForm(forms.Form):
    """`read` after `is_valid()`: code → meaning → value. `columns` are shown when the guess has to be mended."""

    text = forms.CharField(
        label=_("Paste the table here"),
        help_text=_("Copy from Excel with the heads of the columns. One row for each unit."),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        required=False,
        strip=False,
    )
    file = forms.FileField(label=_("Or choose a file"), help_text=_("CSV or Excel. At most 5 MB."), required=False)

    def __init__(
        self, *args: Any, units: Sequence[tuple[str, str]], meanings: Sequence[Meaning], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units, self.meanings = list(units), list(meanings)
        self.read: dict[str, dict[str, Any]] = {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rows = self._rows(cleaned)
        if not rows:
            if not self.errors:
                self.add_error("text", _("Paste a table or choose a file."))
            return cleaned
        first = next(at for at, row in enumerate(rows) if any(cell.strip() for cell in row))
        head = [cell.strip() for cell in rows[first]]
        chosen = self._chosen(head)
        if self._columns(head, chosen):
            self._read(rows, first, head, chosen)
        if self.errors:
            self._show_again(rows, head, chosen)
        return cleaned

    def _rows(self, cleaned: dict[str, Any]) -> list[list[str]]:
        file, text = cleaned.get("file"), cleaned.get("text") or ""
        field = "file" if file else "text"
        if file and (file.size or 0) > MOST_BYTES:
            self.add_error("file", _("The file is larger than 5 MB."))
            return []
        if not file and not text.strip():
            return []
        try:
            opened = Opened(file.name, file.read()) if file else Opened("klistrat.csv", text.encode())
            rows = rows_of(opened)
        except RefusedFileError as error:
            self.add_error(field, error.sentence("en" if get_language() == "en" else "sv"))
            return []
        told = first_personal_number("\n".join("\t".join(row) for row in rows))
        if told is not None:
            self.add_error(
                field, gettext("Row %(row)d holds a personal identity number. Nothing was read.") % {"row": told}
            )
            return []
        return rows if any(any(cell.strip() for cell in row) for row in rows) else []

    def _chosen(self, head: list[str]) -> dict[str, int]:
        """Meaning → column: as the person chose, else as the heads say."""
        if any(f"column-{i}" in self.data for i in range(len(head))):
            known = {one.code for one in self.meanings}
            return {str(self.data[f"column-{i}"]): i for i in range(len(head)) if self.data.get(f"column-{i}") in known}
        found: dict[str, int] = {}
        lowered = [" ".join(name.lower().split()) for name in head]
        for exact in (True, False):
            for one in self.meanings:
                for word in one.words:
                    if one.code in found:
                        break
                    for i, name in enumerate(lowered):
                        same = name == word if exact else name.startswith(word)
                        if name and same and i not in found.values():
                            found[one.code] = i
                            break
        return found

    def _columns(self, head: list[str], chosen: dict[str, int]) -> bool:
        twice = [self.data.get(f"column-{i}") for i in range(len(head)) if self.data.get(f"column-{i}")]
        if len(twice) != len(set(twice)):
            self.add_error(None, _("Two columns have the same meaning. Choose one of them."))
            return False
        if "unit" not in chosen:
            self.add_error(None, _("Choose the column that says which unit a row is about."))
        elif len(chosen) < 2 or set(chosen) == {"unit", "note"}:
            self.add_error(None, _("Choose at least one column with numbers."))
        else:
            return True
        return False

    def _read(self, rows: list[list[str]], first: int, head: list[str], chosen: dict[str, int]) -> None:
        faults: list[str] = []
        seen: dict[str, int] = {}
        for at, row in enumerate(rows[first + 1 :], first + 2):
            cells = {code: row[i].strip() if i < len(row) else "" for code, i in chosen.items()}
            if not any(cells.values()) or cells["unit"].lower() in ("summa", "totalt", "sum", "total"):
                continue
            code = self._unit(cells["unit"], at, faults)
            if not code:
                continue
            if code in seen:
                faults.append(
                    gettext("Row %(row)d: %(unit)s stands on row %(first)d too.")
                    % {"row": at, "unit": cells["unit"], "first": seen[code]}
                )
                continue
            seen[code] = at
            self.read[code] = {
                one.code: value
                for one in self.meanings
                if one.code in chosen and one.kind != "unit"
                and (value := self._value(one, cells[one.code], at, head[chosen[one.code]], faults)) is not None
            }  # fmt: skip
        if not seen and not faults:
            faults.append(gettext("The table has a row of heads but no rows below it."))
        for fault in faults[:MOST_FAULTS]:
            self.add_error(None, fault)
        if len(faults) > MOST_FAULTS:
            self.add_error(None, gettext("And %(n)d more faults.") % {"n": len(faults) - MOST_FAULTS})

    def _unit(self, text: str, at: int, faults: list[str]) -> str:
        names: dict[str, list[str]] = {}
        for code, name in self.units:
            names.setdefault(fold(name), []).append(code)
        if text in {code for code, _name in self.units}:
            return text
        found = names.get(fold(text), [])
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            faults.append(
                gettext("Row %(row)d: several units are called “%(unit)s”. Write the school unit code.")
                % {"row": at, "unit": text}
            )
            return ""
        near = get_close_matches(fold(text), list(names), n=1, cutoff=0.7)
        hint = ""
        if near:
            name = next(name for code, name in self.units if code == names[near[0]][0])
            hint = " " + gettext("Did you mean %(unit)s?") % {"unit": name}
        faults.append(
            gettext("Row %(row)d: “%(unit)s” is not one of the units here.") % {"row": at, "unit": text[:80]} + hint
        )
        return ""

    def _value(self, one: Meaning, text: str, at: int, column: str, faults: list[str]) -> Any:
        if one.kind == "text":
            return text[:300]
        if text in ("", "-", "–"):
            return None
        value: float | None
        if one.kind == "kronor":
            value = read_kronor(text)
            what = gettext("an amount in whole kronor")
        elif one.kind == "people":
            found = number(text)
            value = int(found) if found is not None and 0 < found == round(found) and found <= 1e6 else None
            what = gettext("a whole number above 0")
        else:
            found = number(text)
            value = found if found is not None and 0 <= found <= MOST else None
            what = gettext("a number from 0 up")
        if value is None:
            faults.append(
                gettext("Row %(row)d, %(column)s: “%(value)s” is not %(what)s.")
                % {"row": at, "column": column, "value": text[:40], "what": what}
            )
        return value

    def _show_again(self, rows: list[list[str]], head: list[str], chosen: dict[str, int]) -> None:
        """The table as text to mend, and a choice for each column."""
        data = self.data.copy()
        data["text"] = "\n".join("\t".join(cell.strip() for cell in row) for row in rows)
        where = {i: code for code, i in chosen.items()}
        choices = [("", _("Not read")), *((one.code, one.name) for one in self.meanings)]
        for i, name in enumerate(head):
            if name:
                self.fields[f"column-{i}"] = forms.ChoiceField(
                    label=gettext("What “%(column)s” is") % {"column": name[:60]}, choices=choices, required=False
                )
                data.setdefault(f"column-{i}", where.get(i, ""))
        self.data = data
