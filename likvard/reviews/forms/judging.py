"""Forms of judgements. They clean; what they mean is done in actions."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.reviews.models import JudgementEvidence, Statement
from likvard.reviews.queries.judgements import Slot

from .findings import LONG, Versioned, text_field


class JudgementForm(Versioned):
    """Level and reasons. `levels` are (code, word) pairs of the kind's own scale."""

    level = forms.ChoiceField(label=gettext_lazy("Level"), widget=forms.RadioSelect, required=False)
    rationale = text_field(
        rows=7,
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy(
            "Why is the level right? Say what the evidence shows, for and against. Write so that another investigator "
            "would come to the same level."
        ),
    )

    def __init__(self, data: object = None, *, levels: Iterable[tuple[str, str]], **given: object) -> None:
        super().__init__(data, **given)
        self.fields["level"].choices = list(levels)


class EvidenceForm(forms.Form):
    """One piece of evidence; which fields are asked for follows from the kind."""

    FIELDS = {
        "statement": ("statement",),
        "document": ("document", "page", "quote", "note"),
        "figure": ("value", "source", "note"),
        "note": ("note",),
    }
    statement = forms.ChoiceField(label=gettext_lazy("Statement of a protocol"))
    document = forms.ChoiceField(label=gettext_lazy("Document of the case"))
    page = forms.IntegerField(label=gettext_lazy("Page"), min_value=1, max_value=100_000)
    quote = text_field(rows=3, label=gettext_lazy("What it says there"))
    value = forms.CharField(
        label=gettext_lazy("Figure"),
        max_length=200,
        help_text=gettext_lazy("With its unit and year, for example “72 % of pupils in year 9, spring 2026”."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source of the figure"),
        max_length=300,
        help_text=gettext_lazy("Where another person finds the same figure."),
    )
    note = text_field(rows=3, label=gettext_lazy("What was seen"))

    def __init__(
        self,
        data: object = None,
        *,
        kind: str,
        statements: Iterable[Statement] = (),
        documents: Iterable[Document] = (),
        **given: object,
    ) -> None:
        super().__init__(data, **given)
        self.kind = kind
        self.statements = {str(s.pk): s for s in statements}
        self.documents = {str(d.pk): d for d in documents}
        for name in list(self.fields):
            if name not in self.FIELDS[kind]:
                del self.fields[name]
        if kind == "statement":
            self.fields["statement"].choices = [
                ("", _("Choose a statement")),
                *(
                    (pk, f"{s.protocol.title}, {s.number}: {s.text[:120]}{'…' if len(s.text) > 120 else ''}")
                    for pk, s in self.statements.items()
                ),
            ]
        if kind == "document":
            self.fields["document"].choices = [
                ("", _("Choose a document")),
                *((pk, document.name) for pk, document in self.documents.items()),
            ]
        if kind == "note":
            self.fields["note"].required = True
            self.fields["note"].help_text = _("What, where and which day.")
        elif "note" in self.fields:
            self.fields["note"].label = _("What it shows")

    @property
    def values(self) -> dict[str, object]:
        """As `add_judgement_evidence` asks for them."""
        given = dict(self.cleaned_data)
        if "statement" in given:
            given["statement"] = self.statements.get(given["statement"])
        if "document" in given:
            given["document"] = self.documents.get(given["document"])
        return {"kind": self.kind, **given}


class FoundForm(forms.Form):
    """Something found: a development area or deficiency, a strength, a success factor."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What was found"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 4})
    )
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For example: 4 kap. 3 och 5–7 §§ skollagen."),
    )

    def __init__(self, data: object = None, *, kinds: Iterable[tuple[str, str]], slot: Slot, **given: object) -> None:
        given.setdefault("initial", {"legal_basis": ", ".join(slot.legal_basis)})
        super().__init__(data, **given)
        self.fields["kind"].choices = list(kinds)


class SecondReaderForm(forms.Form):
    user = forms.ChoiceField(
        label=gettext_lazy("Second reader"),
        help_text=gettext_lazy(
            "Reads without seeing the first reader's judgement. Whoever has judged here cannot be chosen."
        ),
    )

    def __init__(self, data: object = None, *, people: Iterable[User], **given: object) -> None:
        super().__init__(data, **given)
        self.people = {str(p.pk): p for p in people}
        self.fields["user"].choices = [
            ("", _("Choose a person")),
            *((pk, p.name_and_title) for pk, p in self.people.items()),
        ]

    def clean_user(self) -> User:
        return self.people[self.cleaned_data["user"]]


class DepartmentForm(SecondReaderForm):
    """Which department a colleague works in."""

    name = forms.CharField(label=gettext_lazy("Department"), max_length=100, required=False)

    def __init__(self, data: object = None, *, people: Iterable[User], **given: object) -> None:
        super().__init__(data, people=people, **given)
        self.fields["user"].label = _("Colleague")
        self.fields["user"].help_text = ""


def evidence_words(row: JudgementEvidence) -> tuple[str, str]:
    """What a piece of evidence is, and where: (what, where)."""
    if row.kind == "statement" and row.statement:
        return row.statement.text, f"{row.statement.protocol.title}, {row.statement.number}"
    if row.kind == "document" and row.document:
        place = _("page %(page)d") % {"page": row.page} if row.page else f"{row.starts}–{row.ends}"
        return row.quote or row.note, f"{row.document.name}, {place}"
    if row.kind == "figure":
        return f"{row.value}{f' – {row.note}' if row.note else ''}", row.source
    if row.kind == "criterion" and row.criterion:
        return _("The judgement of criterion %(key)s") % {"key": row.criterion.criterion_key}, ""
    return row.note, ""
