"""What the pages of the state of play show, in which area, and how each figure is to be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from likvard.analysis.results import Text
from likvard.intake.measures import by_code
from likvard.intake.own import KINDS
from likvard.intake.own.mapping import PERIOD, PLACES, kind_of
from likvard.rulebook.surveys import Area as Asked
from likvard.rulebook.surveys import Questionnaire, questionnaires

Kind = Literal["share", "mean", "index", "count", "ratio", "money"]
Good = Literal["high", "low", ""]


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: Text
    about: Text


AREAS = (
    Area("results", Text("Resultat", "Results"),
         Text("Betyg och nationella prov, år för år.", "Grades and national tests, year by year.")),
    Area("survey", Text("Trygghet, studiero och stöd", "Safety, calm and support"),
         Text("Vad elever, vårdnadshavare och personal svarar.", "What pupils, guardians and staff answer.")),
    Area("absence", Text("Frånvaro och händelser", "Absence and incidents"),
         Text("Frånvaro, kränkningar och klagomål i antal, aldrig personer.",
              "Absence, offences and complaints in numbers, never persons.")),
    Area("staff", Text("Lärare och personal", "Teachers and staff"),
         Text("Behörighet, täthet och omsättning.", "Certification, density and turnover.")),
    Area("resources", Text("Resurser", "Resources"),
         Text("Pengar per enhet och elev.", "Money per unit and pupil.")),
    Area("intake", Text("Elever och segregation", "Pupils and segregation"),
         Text("Vilka eleverna är och hur de fördelar sig mellan skolorna.",
              "Who the pupils are and how they divide between schools.")),
    Area("adapted", Text("Anpassade skolformer", "Adapted school forms"),
         Text("Anpassad grundskola och gymnasieskola.", "Adapted compulsory and upper secondary school.")),
    Area("mother_tongue", Text("Modersmål", "Mother tongue"),
         Text("Undervisning i modersmål och studiehandledning.", "Tuition in the mother tongue and study guidance.")),
)  # fmt: skip


PUPILS = Text("elever", "pupils")


@dataclass(frozen=True, slots=True)
class Shown:
    """How a measure is read. `phrase` is a sentence without its place; `{v}` stands for the figure. `many`: what the
    number behind it counts."""

    area: str
    kind: Kind
    good: Good
    decimals: int
    phrase: Text
    many: Text = PUPILS


def own_survey(template: str, area: str) -> str:
    """The measure of one area of a survey of one's own."""
    return f"survey:{template}.{area}"


def _own_surveys() -> Iterator[tuple[str, Questionnaire, Asked]]:
    for key, asked in questionnaires().items():
        for area in asked.areas:
            yield own_survey(key, area.key), asked, area


def _of_survey(asked: Questionnaire, area: Asked) -> Text:
    """`trygghet, elever i årskurs 7–9`."""
    return Text(*(f"{lowered(area.name[at])}, {lowered(asked.name[at])}" for at in ("sv", "en")))


def lowered(text: str) -> str:
    """As it stands within a sentence."""
    return text[:1].lower() + text[1:]


_TEACHERS = Text("tjänster", "posts")
_ANSWERS = Text("svar", "answers")
SHOWN: dict[str, Shown] = {
    "year9_all_subjects_share": Shown("results", "share", "high", 0, Text(
        "{v} av eleverna i årskurs 9 uppfyllde kriterierna i alla ämnen",
        "{v} of the pupils in year 9 met the criteria in all subjects")),
    "year9_merit_value": Shown("results", "mean", "high", 0, Text(
        "det genomsnittliga meritvärdet i årskurs 9 var {v}", "the mean merit value in year 9 was {v}")),
    "year9_eligible_share": Shown("results", "share", "high", 0, Text(
        "{v} av eleverna i årskurs 9 var behöriga till gymnasieskolans yrkesprogram",
        "{v} of the pupils in year 9 were eligible for vocational programmes")),
    "year6_all_subjects_share": Shown("results", "share", "high", 0, Text(
        "{v} av eleverna i årskurs 6 uppfyllde kriterierna i alla ämnen",
        "{v} of the pupils in year 6 met the criteria in all subjects")),
    "national_test_points": Shown("results", "mean", "high", 1, Text(
        "provbetygen på nationella provet i {about} var i genomsnitt {v} poäng",
        "the mean of the national test in {about} was {v} points")),
    "upper_secondary_degree_share": Shown("results", "share", "high", 0, Text(
        "{v} av eleverna tog examen inom tre år", "{v} of the pupils took a degree within three years")),
    "upper_secondary_points": Shown("results", "mean", "high", 1, Text(
        "avgångselevernas genomsnittliga betygspoäng var {v}", "the mean grade points of leavers were {v}")),
    "survey_index": Shown("survey", "index", "high", 1, Text(
        "index för {about} i Skolenkäten var {v} av 10", "the index of {about} in Skolenkäten was {v} of 10"),
        _ANSWERS),
    **{
        measure: Shown("survey", "index", "high", 1, Text(
            f"index i den egna enkäten ({_of_survey(asked, area).sv}{{and_}}) var {{v}} av 10",
            f"the index of the own survey ({_of_survey(asked, area).en}{{and_}}) was {{v}} of 10"), _ANSWERS)
        for measure, asked, area in _own_surveys()
    },
    "survey_response_share": Shown("survey", "share", "", 0, Text(
        "{v} svarade på Skolenkäten", "{v} answered Skolenkäten"), _ANSWERS),
    "certified_teachers_share": Shown("staff", "share", "high", 0, Text(
        "{v} av lärarna hade legitimation och behörighet", "{v} of the teachers were certified"), _TEACHERS),
    "pupils_per_teacher": Shown("staff", "ratio", "low", 1, Text(
        "det gick {v} elever på varje lärare", "there were {v} pupils to each teacher")),
    "special_educators_share": Shown("staff", "share", "high", 0, Text(
        "{v} av lärarna hade special\u00adpedagogisk examen", "{v} of the teachers had a special education degree"),
        _TEACHERS),
    "special_teacher_posts": Shown("staff", "count", "high", 1, Text(
        "det fanns {v} tjänster som speciallärare eller specialpedagog",
        "there were {v} posts for special teachers or educators")),
    "pupils": Shown("intake", "count", "", 0, Text(
        "det gick {v} elever i årskurs 1–9", "there were {v} pupils in years 1–9")),
    "foreign_background_share": Shown("intake", "share", "", 0, Text(
        "{v} av eleverna hade utländsk bakgrund", "{v} of the pupils were of foreign background")),
    "parents_post_secondary_share": Shown("intake", "share", "", 0, Text(
        "{v} av eleverna hade föräldrar med eftergymnasial utbildning",
        "{v} of the pupils had parents with post-secondary education")),
    "girls_share": Shown("intake", "share", "", 0, Text("{v} av eleverna var flickor", "{v} of the pupils were girls")),
    "own:results:passed_share": Shown("results", "share", "high", 0, Text(
        "{v} hade godkänt betyg i {about}", "{v} had a passing grade in {about}")),
    "own:results:points": Shown("results", "mean", "high", 1, Text(
        "den genomsnittliga betygspoängen i {about} var {v}", "the mean grade points in {about} were {v}")),
    "own:results:all_subjects_share": Shown("results", "share", "high", 0, Text(
        "{v} uppfyllde kriterierna i alla ämnen ({about})", "{v} met the criteria in all subjects ({about})")),
    "own:results:merit_value": Shown("results", "mean", "high", 0, Text(
        "det genomsnittliga meritvärdet ({about}) var {v}", "the mean merit value ({about}) was {v}")),
    "own:results:eligible_share": Shown("results", "share", "high", 0, Text(
        "{v} var behöriga till gymnasieskolans yrkesprogram ({about})",
        "{v} were eligible for vocational programmes ({about})")),
    "own:survey:share": Shown("survey", "share", "high", 0, Text(
        "{v} instämde i {about}", "{v} agreed with {about}"), _ANSWERS),
    "own:survey:mean": Shown("survey", "index", "high", 1, Text(
        "medelvärdet för {about} var {v}", "the mean of {about} was {v}"), _ANSWERS),
    "own:absence:absence_share": Shown("absence", "share", "low", 1, Text(
        "frånvaron var {v}{of}", "absence was {v}{of}")),
    "own:absence:invalid_share": Shown("absence", "share", "low", 1, Text(
        "den ogiltiga frånvaron var {v}{of}", "unauthorised absence was {v}{of}")),
    "own:incidents:count": Shown("absence", "count", "", 0, Text(
        "{v} händelser antecknades{of}", "{v} incidents were noted{of}"), Text("händelser", "incidents")),
    "own:staff:certified_share": Shown("staff", "share", "high", 0, Text(
        "{v} av tjänsterna{of} innehades av legitimerade", "{v} of the posts{of} were held by certified staff"),
        Text("tjänster", "posts")),
    "own:staff:turnover": Shown("staff", "count", "low", 0, Text(
        "{v} slutade under året{of}", "{v} left during the year{of}"), Text("tjänster", "posts")),
    "own:staff:turnover_share": Shown("staff", "share", "low", 0, Text(
        "de som slutade under året{of} motsvarade {v} av tjänsterna",
        "those who left during the year{of} came to {v} of the posts"), Text("tjänster", "posts")),
    "own:staff:experience_years": Shown("staff", "mean", "", 1, Text(
        "personalen hade i genomsnitt {v} års erfarenhet{of}", "staff had {v} years of experience on average{of}"),
        Text("tjänster", "posts")),
    "own:staff:posts": Shown("staff", "count", "", 1, Text(
        "det fanns {v} heltidstjänster{of}", "there were {v} full-time posts{of}"), Text("tjänster", "posts")),
    "own:budget:per_pupil": Shown("resources", "money", "", 0, Text(
        "budgeten{of} motsvarade {v} per elev", "the budget{of} came to {v} per pupil")),
    "own:budget:budget": Shown("resources", "money", "", 0, Text("budgeten{of} var {v}", "the budget{of} was {v}")),
    "own:budget:outcome": Shown("resources", "money", "", 0, Text("utfallet{of} var {v}", "the outcome{of} was {v}")),
    "own:pupils:newly_arrived_share": Shown("intake", "share", "", 0, Text(
        "{v} av eleverna var nyanlända", "{v} of the pupils were newly arrived")),
    "own:pupils:support_share": Shown("survey", "share", "", 0, Text(
        "{v} av eleverna hade ett åtgärdsprogram", "{v} of the pupils had an action programme")),
    "own:pupils:adapted_pupils": Shown("adapted", "count", "", 0, Text(
        "{v} elever läste i anpassad skolform", "{v} pupils were in adapted school forms")),
    "own:pupils:mother_tongue_entitled": Shown("mother_tongue", "count", "", 0, Text(
        "{v} elever hade rätt till undervisning i modersmål", "{v} pupils were entitled to mother tongue tuition")),
    "own:pupils:mother_tongue_share": Shown("mother_tongue", "share", "high", 0, Text(
        "{v} av de berättigade eleverna deltog i undervisning i modersmål",
        "{v} of the entitled pupils took part in mother tongue tuition")),
}  # fmt: skip

# Own figures that say the same as an official one are read as it, so that they meet the same comparison.
SAME = {
    ("own:results:all_subjects_share", "9"): "year9_all_subjects_share",
    ("own:results:merit_value", "9"): "year9_merit_value",
    ("own:results:eligible_share", "9"): "year9_eligible_share",
    ("own:results:all_subjects_share", "6"): "year6_all_subjects_share",
    ("own:pupils:pupils", ""): "pupils",
    ("own:pupils:foreign_background_share", ""): "foreign_background_share",
    ("own:pupils:parents_post_secondary_share", ""): "parents_post_secondary_share",
}
OWN_SURVEYS = {measure: (asked, area) for measure, asked, area in _own_surveys()}
OPEN_MEASURES = frozenset(code for code in SHOWN if not code.startswith(("own:", "survey:"))) | {
    "year9_pupils", "pupils_in_year", "survey_answers", "pupils_all", "special_teacher_posts",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that belongs in an area: shown as a blind spot where no figure tells of it. `table`: the kind of own
    table that would tell, with its `columns`; `survey` and `signals` are rooms of their own."""

    area: str
    what: Text
    measures: tuple[str, ...]
    by: Literal["", "sex", "group", "subject", "staff", "guardians"] = ""
    table: str = ""
    columns: tuple[str, ...] = ()


def _asked_of(who: str) -> tuple[str, ...]:
    return tuple(measure for measure, (asked, _area) in OWN_SURVEYS.items() if asked.who == who)


WANTED = (
    Wanted("results", Text("Resultat i årskurs 9", "Results in year 9"),
           ("year9_all_subjects_share", "year9_merit_value"), "", "results",
           ("year_group", "all_subjects_share", "merit_value", "pupils")),
    Wanted("results", Text("Betyg ämne för ämne", "Grades subject by subject"),
           ("own:results:passed_share", "own:results:points"), "subject", "results",
           ("year_group", "subject", "passed_share", "pupils")),
    Wanted("results", Text("Resultat för flickor och pojkar", "Results of girls and boys"), (), "sex", "results",
           ("year_group", "sex", "subject", "all_subjects_share", "passed_share", "pupils")),
    Wanted("results", Text("Resultat efter bakgrund och språk", "Results by background and language"), (), "group",
           "results", ("year_group", "pupil_group", "subject", "all_subjects_share", "passed_share", "pupils")),
    Wanted("survey", Text("Elevernas trygghet och studiero", "Pupils' safety and calm"),
           ("survey_index", "own:survey:share", "own:survey:mean", *_asked_of("pupils")), "", "survey"),
    Wanted("survey", Text("Personalens svar", "What staff answer"), _asked_of("staff"), "staff", "survey"),
    Wanted("survey", Text("Vårdnadshavares svar", "What guardians answer"), _asked_of("guardians"), "guardians",
           "survey"),
    Wanted("survey", Text("Särskilt stöd och åtgärdsprogram", "Special support and action programmes"),
           ("own:pupils:support_share",), "", "pupils", ("support_pupils", "pupils")),
    Wanted("absence", Text("Elevernas frånvaro", "Pupils' absence"),
           ("own:absence:absence_share", "own:absence:invalid_share"), "", "absence",
           ("absence_share", "invalid_share", "pupils")),
    Wanted("absence", Text("Kränkningar och klagomål", "Offences and complaints"), ("own:incidents:count",), "",
           "signals"),
    Wanted("staff", Text("Legitimerade lärare", "Certified teachers"),
           ("certified_teachers_share", "own:staff:certified_share"), "", "staff", ("posts", "certified_posts")),
    Wanted("staff", Text("Personalens omsättning", "Staff turnover"),
           ("own:staff:turnover", "own:staff:turnover_share"), "", "staff", ("posts", "turnover")),
    Wanted("resources", Text("Budget och utfall", "Budget and outcome"), ("own:budget:budget", "own:budget:outcome"),
           "", "budget", ("budget", "outcome", "pupils")),
    Wanted("intake", Text("Elevernas bakgrund", "Pupils' background"),
           ("foreign_background_share", "parents_post_secondary_share"), "", "pupils",
           ("pupils", "foreign_background_share", "parents_post_secondary_share")),
    Wanted("adapted", Text("Elever och resultat i anpassade skolformer", "Pupils and results in adapted forms"),
           ("own:pupils:adapted_pupils",), "", "pupils", ("adapted_pupils",)),
    Wanted("mother_tongue", Text("Deltagande i undervisning i modersmål", "Taking part in mother tongue tuition"),
           ("own:pupils:mother_tongue_share", "own:pupils:mother_tongue_entitled"), "", "pupils",
           ("mother_tongue_entitled", "mother_tongue_pupils")),
)  # fmt: skip


def how_to_get(wanted: Wanted) -> Text:
    """How an organiser comes to have a figure about it, in one sentence."""
    if wanted.table == "survey":
        return Text("Fråga själva: en enkät tar några minuter att göra i ordning.",
                    "Ask yourselves: a survey takes a few minutes to prepare.")  # fmt: skip
    if wanted.table == "signals":
        return Text("Anmälningar som görs i Likvärd räknas av sig själva.",
                    "What is reported in Likvärd is counted by itself.")  # fmt: skip
    kind = kind_of(wanted.table)
    named = {one.code: one for one in (*kind.figures, *kind.about)}
    columns = [*PLACES[:1], PERIOD, *(named[code] for code in wanted.columns)]
    sv, en = (
        ", ".join(lowered(one) for one in names)
        for names in zip(*((c.swedish, c.english) for c in columns), strict=True)
    )
    return Text(
        f"Läs in en tabell av slaget ”{kind.swedish}” med kolumnerna {sv}.",
        f"Import a table of the kind “{kind.english}” with the columns {en}.",
    )


SUBJECTS = {
    "SVE": Text("svenska", "Swedish"), "SVA": Text("svenska som andraspråk", "Swedish as a second language"),
    "MA": Text("matematik", "mathematics"), "ENG": Text("engelska", "English"),
}  # fmt: skip
SEXES = {"girls": Text("flickor", "girls"), "boys": Text("pojkar", "boys")}
WHO = {"pupils": Text("elever", "pupils"), "guardians": Text("vårdnadshavare", "guardians"),
       "staff": Text("personal", "staff"), "teachers": Text("lärare", "teachers")}  # fmt: skip
# Topics of Skolenkäten, which are printed in Swedish.
TOPICS = {
    "trygghet": "safety", "studiero": "calm to study", "stöd": "support", "stimulans": "stimulation",
    "inflytande": "having a say", "information": "information", "kritiskt tänkande": "critical thinking",
    "bemötande - lärare": "how teachers treat pupils", "bemötande - elever": "how pupils treat one another",
    "förhindra kränkningar": "preventing degrading treatment", "elevhälsa": "pupil health",
    "övergripande nöjdhet": "satisfaction as a whole",
}  # fmt: skip


def in_english(word: str) -> str:
    """A word of a table, in Swedish as people write it, where it is one of those that are told in English here."""
    known = (*SUBJECTS.values(), *SEXES.values(), *WHO.values())
    return next((one.en for one in known if one.sv == word), TOPICS.get(word, word))


@cache
def name_of(measure: str) -> Text:
    """A measure's own name."""
    if known := by_code().get(measure):
        if measure == "survey_index":
            return Text("Skolenkäten", "Skolenkäten")
        if measure == "national_test_points":
            return Text("Nationella prov", "National tests")
        return Text(known.swedish, known.english)
    if measure in OWN_SURVEYS:
        about = _of_survey(*OWN_SURVEYS[measure])
        return Text(f"Egen enkät, {about.sv}", f"Own survey, {about.en}")
    derived = {
        "own:survey:share": Text("Egen enkät", "Own survey"),
        "own:survey:mean": Text("Egen enkät, medelvärde", "Own survey, mean"),
        "own:results:passed_share": Text("Godkänt betyg", "Passing grade"),
        "own:results:points": Text("Betygspoäng", "Grade points"),
        "own:results:all_subjects_share": Text("Kriterierna i alla ämnen", "Criteria in all subjects"),
        "own:results:eligible_share": Text("Behöriga till yrkesprogram", "Eligible for vocational programmes"),
        "own:absence:absence_share": Text("Frånvaro", "Absence"),
        "own:absence:invalid_share": Text("Ogiltig frånvaro", "Unauthorised absence"),
        "own:incidents:count": Text("Händelser", "Incidents"),
        "own:staff:posts": Text("Heltidstjänster", "Full-time posts"),
        "own:staff:certified_share": Text("Andel legitimerade", "Share certified"),
        "own:staff:turnover_share": Text("Personalens omsättning", "Staff turnover"),
        "own:budget:per_pupil": Text("Budget per elev, kr", "Budget per pupil, SEK"),
        "own:pupils:mother_tongue_share": Text("Deltar i modersmål", "Takes part in mother tongue"),
        "own:pupils:support_share": Text("Elever med åtgärdsprogram", "Pupils with an action programme"),
    }
    if measure in derived:
        return derived[measure]
    _own, kind, field = measure.split(":", 2)
    for one in KINDS:
        if one.code == kind:
            for figure in one.figures:
                if figure.code == field:
                    return Text(figure.swedish, figure.english)
            return Text(one.swedish, one.english)
    return Text(measure, measure)


def area_of(code: str) -> Area | None:
    return next((area for area in AREAS if area.code == code), None)
