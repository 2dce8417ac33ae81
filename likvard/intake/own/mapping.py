"""What the columns of a table of one's own mean.

A mapping names the kind of table, the row of the header, a meaning for each column that is to be read, and constants
for what no column says (the period, when a file is of one school year). It is plain data: kept, shown, and used
again for the next file of the same layout.
"""

import json
import re
from collections.abc import Mapping as Values
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Type = Literal["text", "number", "date", "code", "period", "person"]


@dataclass(frozen=True, slots=True)
class Field:
    """A meaning that a column can have. `words` are what such columns are called in Swedish files."""

    code: str
    swedish: str
    english: str
    type: Type
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table: `figures` are its numbers (one at least is needed unless every row counts as one), `about`
    what a row is about beside the place and the period."""

    code: str
    swedish: str
    english: str
    figures: tuple[Field, ...]
    about: tuple[Field, ...]
    counts_rows: bool = False  # a row without a number is one event


_F = Field
PLACES: tuple[Field, ...] = (
    _F("school_unit_code", "Skolenhetskod", "School unit code", "code", ("skolenhetskod", "enhetskod", "skolkod")),
    _F("school_unit", "Skolans namn", "Name of the school", "text", ("skola", "skolenhet", "enhet", "skolenhetsnamn",
                                                                     "skolans namn", "enhetens namn")),
)  # fmt: skip
PERIOD = _F("period", "Läsår, termin eller år", "School year, term or year", "period",
            ("läsår", "termin", "år", "period", "budgetår"))  # fmt: skip
_YEAR_GROUP = _F("year_group", "Årskurs", "Year group", "text", ("årskurs", "åk", "klass"))
_SEX = _F("sex", "Kön", "Sex", "text", ("kön", "flicka/pojke"))
_PERSON = _F("person", "Personnummer (blir pseudonym)", "Identity number (becomes a pseudonym)", "person",
             ("personnummer", "personnr", "pnr", "person-nr"))  # fmt: skip
_DATE = _F("date", "Datum", "Date", "date", ("datum", "anmäld", "inkom", "händelsedatum"))

KINDS: tuple[Kind, ...] = (
    Kind("survey", "Egen enkät", "Own survey",
         (_F("answers", "Antal svar", "Number of answers", "number", ("antal", "antal svar", "svar")),
          _F("mean", "Medelvärde", "Mean", "number", ("medelvärde", "medel", "index")),
          _F("share", "Andel (%)", "Share (%)", "number", ("andel", "procent")),
          _F("asked", "Antal tillfrågade", "Number asked", "number", ("antal i gruppen", "tillfrågade", "utskick"))),
         (_F("question", "Fråga", "Question", "text", ("fråga", "påstående", "frågetext")),
          _F("answer", "Svarsalternativ", "Answer option", "text", ("svarsalternativ", "alternativ")),
          _F("respondents", "Svarande grupp", "Who answers", "text", ("grupp", "målgrupp", "svarande")),
          _YEAR_GROUP, _SEX)),
    Kind("staff", "Personal", "Staff",
         (_F("posts", "Tjänster (heltid)", "Posts (full-time)", "number", ("tjänster", "heltidstjänster",
                                                                          "årsarbetare", "antal")),
          _F("certified_posts", "Därav legitimerade", "Of which certified", "number", ("legitimerade", "behöriga")),
          _F("experience_years", "Yrkeserfarenhet, år", "Years of experience", "number", ("erfarenhet",
                                                                                          "yrkesår")),
          _F("turnover", "Slutat under året", "Left during the year", "number", ("slutat", "avgångar"))),
         (_F("group", "Yrkesgrupp", "Profession", "text", ("yrkesgrupp", "befattning", "yrke", "kategori")),
          _F("subject", "Ämne", "Subject", "text", ("ämne",)))),
    Kind("absence", "Frånvaro", "Absence",
         (_F("absence_share", "Frånvaro (%)", "Absence (%)", "number", ("frånvaro", "total frånvaro",
                                                                       "frånvaro %")),
          _F("invalid_share", "Ogiltig frånvaro (%)", "Unauthorised absence (%)", "number",
             ("ogiltig", "ogiltig frånvaro")),
          _F("pupils", "Antal elever", "Pupils", "number", ("antal elever", "elever", "antal")),
          _F("minutes", "Frånvaro, minuter", "Absence, minutes", "number", ("minuter", "frånvarominuter"))),
         (_YEAR_GROUP, _SEX, _DATE, _PERSON)),
    Kind("incidents", "Händelser: kränkningar, klagomål, tillbud", "Incidents: offences, complaints, accidents",
         (_F("count", "Antal", "Count", "number", ("antal",)),
          _F("days_to_inquiry", "Dagar till utredning", "Days to inquiry", "number", ("dagar",))),
         (_DATE, _F("incident_kind", "Slag", "Kind", "text", ("typ", "slag", "kategori", "ärendetyp")),
          _F("state", "Läge", "State", "text", ("status", "läge")), _YEAR_GROUP), counts_rows=True),
    Kind("budget", "Budget och utfall", "Budget and outcome",
         (_F("budget", "Budget, kr", "Budget, SEK", "number", ("budget", "budgeterat", "belopp")),
          _F("outcome", "Utfall, kr", "Outcome, SEK", "number", ("utfall", "resultat")),
          _F("pupils", "Antal elever", "Pupils", "number", ("antal elever", "elever"))),
         (_F("account", "Konto eller post", "Account or item", "text", ("konto", "post", "kontotext",
                                                                       "verksamhet")),)),
    Kind("results", "Resultat ur eget elevregister", "Results from the own pupil register",
         (_F("all_subjects_share", "Uppfyllt kriterierna i alla ämnen (%)", "Met the criteria in all subjects (%)",
             "number", ("alla ämnen", "uppfyllt kriterierna i alla ämnen")),
          _F("merit_value", "Meritvärde", "Merit value", "number", ("meritvärde",)),
          _F("eligible_share", "Behöriga till yrkesprogram (%)", "Eligible for vocational programmes (%)", "number",
             ("behöriga till yrkesprogram", "behöriga till gymnasiet")),
          _F("passed_share", "Godkänt betyg i ämnet (%)", "Passing grade in the subject (%)", "number",
             ("godkända", "godkänt betyg", "andel godkända")),
          _F("points", "Betygspoäng i ämnet", "Grade points in the subject", "number", ("betygspoäng",)),
          _F("pupils", "Antal elever", "Pupils", "number", ("antal elever", "elever"))),
         (_YEAR_GROUP, _SEX, _F("subject", "Ämne", "Subject", "text", ("ämne",)),
          _F("pupil_group", "Elevgrupp (bakgrund eller språk)", "Group of pupils (background or language)", "text",
             ("elevgrupp", "bakgrund", "språkgrupp")))),
    Kind("pupils", "Elever: antal, bakgrund, stöd, modersmål", "Pupils: number, background, support, mother tongue",
         (_F("pupils", "Antal elever", "Pupils", "number", ("antal elever", "elever")),
          _F("foreign_background_share", "Utländsk bakgrund (%)", "Foreign background (%)", "number",
             ("utländsk bakgrund",)),
          _F("parents_post_secondary_share", "Föräldrar med eftergymnasial utbildning (%)",
             "Parents with post-secondary education (%)", "number", ("eftergymnasial utbildning",)),
          _F("newly_arrived_share", "Nyanlända (%)", "Newly arrived (%)", "number", ("nyanlända",)),
          _F("support_pupils", "Elever med åtgärdsprogram", "Pupils with an action programme", "number",
             ("åtgärdsprogram",)),
          _F("adapted_pupils", "Elever i anpassad skolform", "Pupils in adapted school forms", "number",
             ("anpassad grundskola", "anpassad skolform")),
          _F("mother_tongue_entitled", "Berättigade till modersmål", "Entitled to mother tongue", "number",
             ("berättigade till modersmål",)),
          _F("mother_tongue_pupils", "Deltar i modersmål", "Take part in mother tongue", "number",
             ("deltar i modersmål", "läser modersmål"))),
         (_YEAR_GROUP, _SEX)),
)  # fmt: skip


def kind_of(code: str) -> Kind:
    """Raises KeyError for an unknown one."""
    return {one.code: one for one in KINDS}[code]


class MappingError(ValueError):
    """A mapping that does not do. `code` is a word for the page: `unknown_kind`, `unknown_field`, `twice`, `no_place`,
    `no_period`, `no_figure`, `no_column`; `detail` the column or meaning."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns`: name in the header → meaning. `constants`: meaning → value for every row. `header_row` from 1."""

    kind: str
    columns: Values[str, str]
    constants: Values[str, str] = field(default_factory=dict)
    header_row: int = 1
    sheet: str = ""  # empty: the first visible one
    title: str = ""

    def __post_init__(self) -> None:
        try:
            kind = kind_of(self.kind)
        except KeyError as error:
            raise MappingError("unknown_kind", self.kind) from error
        known = {one.code for one in (*PLACES, PERIOD, *kind.figures, *kind.about)}
        meanings = [*self.columns.values(), *self.constants]
        for meaning in meanings:
            if meaning not in known:
                raise MappingError("unknown_field", meaning)
            if meanings.count(meaning) > 1:
                raise MappingError("twice", meaning)
        if not {one.code for one in PLACES} & set(meanings):
            raise MappingError("no_place")
        if "period" not in meanings and "date" not in meanings:
            raise MappingError("no_period")
        if not kind.counts_rows and not {one.code for one in kind.figures} & set(meanings):
            raise MappingError("no_figure")

    @property
    def people(self) -> bool:
        """Whether rows are about single people."""
        return "person" in self.columns.values()

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """Raises `MappingError` for anything that `as_json` did not write."""
        try:
            values: Any = json.loads(text)
            return cls(**{**values, "columns": dict(values["columns"]), "constants": dict(values["constants"])})
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, MappingError):
                raise
            raise MappingError("unknown_kind") from error


def _words(text: str) -> str:
    return re.sub(r"[^a-zåäö0-9/ -]+", " ", text.lower()).strip()


def suggest(header: Sequence[str]) -> tuple[str, dict[str, str]]:
    """(kind, column → meaning) that a header's words speak for: a proposal for a person to correct."""
    best: tuple[int, str, dict[str, str]] = (-1, KINDS[0].code, {})
    for kind in KINDS:
        found: dict[str, str] = {}
        points = 0
        for one in (*PLACES, PERIOD, *kind.figures, *kind.about):
            column = _best(header, one, set(found))
            if column:
                found[column] = one.code
                points += 2 if one in kind.figures or one in kind.about else 1
        if points > best[0]:
            best = (points, kind.code, found)
    return best[1], best[2]


def _best(header: Sequence[str], one: Field, taken: set[str]) -> str | None:
    free = [column for column in header if column.strip() and column not in taken]
    for column in free:
        if _words(column) in one.words:
            return column
    for column in free:
        words = _words(column)
        if any(len(word) > 3 and re.search(rf"\b{re.escape(word)}\b", words) for word in one.words):
            return column
    return None
