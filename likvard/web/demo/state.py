"""The demo's own figures: Almvik's results, surveys, absence, staff and budget, made up and imported as tables.

Nothing here is measured: the figures are invented, so that a falling figure, a school that does well and small groups
that are withheld can be seen. The files say so in their names.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from likvard.datasets.actions import import_dataset, publish
from likvard.intake.own import Mapping

from .stage import Stage

BJORK, HAMN, STRAND_F6, STRAND_79, GYMNASIUM = "99000011", "99000012", "99000013", "99000014", "99000015"
YEARS = ("2020/21", "2021/22", "2022/23", "2023/24", "2024/25", "2025/26")

# Year 9: all subjects (%), merit value, eligible (%), pupils; year by year.
NINTH: dict[str, list[tuple[float, float, float, int]]] = {
    BJORK: [(79, 232, 90, 61), (78, 230, 89, 64), (76, 228, 88, 59), (74, 224, 86, 66), (67, 214, 80, 64),
            (55, 198, 71, 67)],
    HAMN: [(70, 219, 83, 44), (72, 221, 84, 47), (71, 220, 85, 45), (75, 226, 87, 48), (77, 230, 89, 47),
           (81, 238, 92, 49)],
    STRAND_79: [(68, 214, 80, 88), (66, 211, 80, 91), (67, 213, 79, 86), (65, 210, 78, 92), (66, 212, 79, 90),
                (64, 209, 78, 94)],
}  # fmt: skip
# Year 9 of the last years at Björkbacken by sex and background: all subjects (%), pupils.
GROUPS: list[tuple[str, str, list[tuple[float, int]]]] = [
    ("flickor", "", [(81, 31), (79, 29), (74, 31), (66, 33)]),
    ("pojkar", "", [(71, 28), (70, 37), (61, 33), (44, 34)]),
    ("", "svensk bakgrund", [(82, 41), (80, 45), (75, 43), (65, 44)]),
    ("", "utländsk bakgrund", [(63, 18), (62, 21), (52, 21), (35, 23)]),
    ("", "kort tid i landet", [(40, 5), (50, 6), (43, 7), (33, 6)]),
]
SUBJECTS = {
    "Matematik": {BJORK: [88, 87, 85, 83, 76, 64], HAMN: [84, 85, 84, 88, 88, 91], STRAND_79: [80, 79, 80, 78, 79, 77]},
    "Svenska": {BJORK: [93, 92, 92, 91, 90, 88], HAMN: [88, 89, 89, 90, 92, 93], STRAND_79: [86, 86, 85, 86, 85, 86]},
    "Engelska": {BJORK: [92, 92, 91, 91, 89, 86], HAMN: [89, 90, 90, 91, 91, 94], STRAND_79: [88, 87, 88, 87, 88, 87]},
}  # fmt: skip
# Own survey of pupils: share who agree, number of answers.
SURVEY = {
    "Jag känner mig trygg i skolan": {
        BJORK: [86, 85, 83, 79, 71], HAMN: [84, 86, 85, 88, 90], STRAND_F6: [91, 90, 92, 91, 92],
        STRAND_79: [79, 80, 78, 79, 80]},
    "Jag har studiero på lektionerna": {
        BJORK: [74, 72, 69, 62, 51], HAMN: [68, 70, 72, 74, 77], STRAND_F6: [78, 77, 79, 78, 79],
        STRAND_79: [61, 62, 60, 61, 62]},
    "Jag får det stöd jag behöver": {
        BJORK: [80, 79, 78, 75, 70], HAMN: [77, 78, 80, 81, 83], STRAND_F6: [85, 84, 85, 86, 85],
        STRAND_79: [73, 72, 74, 73, 72]},
    "Undervisningen är utmanande för mig": {
        BJORK: [69, 70, 68, 66, 63], HAMN: [66, 68, 69, 71, 72], STRAND_F6: [75, 74, 75, 76, 75],
        STRAND_79: [60, 61, 61, 60, 61]},
}  # fmt: skip
ANSWERS = {BJORK: 172, HAMN: 128, STRAND_F6: 145, STRAND_79: 241}
ABSENCE = {
    BJORK: [5.8, 6.1, 6.6, 7.5, 9.4], HAMN: [6.9, 6.8, 6.6, 6.2, 5.9], STRAND_F6: [4.9, 5.0, 4.8, 4.9, 5.0],
    STRAND_79: [8.1, 8.0, 8.3, 8.2, 8.1],
}  # fmt: skip
CERTIFIED = {
    BJORK: [84, 82, 79, 72, 66], HAMN: [76, 78, 80, 82, 83], STRAND_F6: [85, 85, 86, 85, 86],
    STRAND_79: [72, 71, 72, 71, 72],
}  # fmt: skip
POSTS = {BJORK: 44.0, HAMN: 32.5, STRAND_F6: 27.0, STRAND_79: 38.0}
# Pupils, foreign background (%), parents with post-secondary education (%), entitled to and taking part in mother
# tongue tuition, action programmes.
PUPILS = {
    BJORK: (548, 27, 54, 121, 64, 34), HAMN: (402, 31, 49, 104, 71, 27), STRAND_F6: (331, 18, 58, 47, 26, 18),
    STRAND_79: (287, 22, 50, 58, 21, 29),
}  # fmt: skip
BUDGET = {BJORK: 55_900_000, HAMN: 43_300_000, STRAND_F6: 33_400_000, STRAND_79: 31_200_000}


def steps(stage: Stage) -> Iterable[tuple[date, Callable[[datetime], None]]]:
    """One day on which the tables are imported and published."""
    yield stage.days.base - timedelta(days=45), lambda at: _import(stage, at)


def _csv(header: str, lines: Iterable[str]) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def _tables() -> Iterable[tuple[str, Mapping, bytes]]:
    place = {"Skolenhetskod": "school_unit_code", "Läsår": "period"}
    results = {**place, "Årskurs": "year_group", "Kön": "sex", "Ämne": "subject", "Elevgrupp": "pupil_group",
               "Alla ämnen": "all_subjects_share", "Meritvärde": "merit_value", "Behöriga": "eligible_share",
               "Godkända": "passed_share", "Antal": "pupils"}  # fmt: skip
    lines = [
        f"{code};{year};9;;;;{share};{merit};{eligible};;{n}"
        for code, years in NINTH.items()
        for year, (share, merit, eligible, n) in zip(YEARS, years, strict=True)
    ]
    for sex, group, years in GROUPS:
        lines += [
            f"{BJORK};{year};9;{sex};;{group};{share};;;;{n}" for year, (share, n) in zip(YEARS[2:], years, strict=True)
        ]
    for subject, units in SUBJECTS.items():
        for code, shares in units.items():
            lines += [
                f"{code};{year};9;;{subject};;;;;{share};{NINTH[code][at][3]}"
                for at, (year, share) in enumerate(zip(YEARS, shares, strict=True))
            ]
    yield (
        "Påhittade resultat årskurs 9.csv",
        Mapping("results", results, title="Resultat årskurs 9 (påhittade)"),
        _csv("Skolenhetskod;Läsår;Årskurs;Kön;Ämne;Elevgrupp;Alla ämnen;Meritvärde;Behöriga;Godkända;Antal", lines),
    )
    yield (
        "Påhittad elevenkät.csv",
        Mapping("survey", {**place, "Fråga": "question", "Grupp": "respondents", "Andel": "share",
                           "Antal svar": "answers"}, title="Elevenkät (påhittad)"),
        _csv("Skolenhetskod;Läsår;Fråga;Grupp;Andel;Antal svar", (
            f"{code};{year};{question};Elever;{share};{ANSWERS[code]}"
            for question, units in SURVEY.items() for code, shares in units.items()
            for year, share in zip(YEARS[1:], shares, strict=True)
        )),
    )  # fmt: skip
    yield (
        "Påhittad frånvaro.csv",
        Mapping("absence", {**place, "Frånvaro": "absence_share", "Antal elever": "pupils"},
                title="Frånvaro (påhittad)"),
        _csv("Skolenhetskod;Läsår;Frånvaro;Antal elever", (
            f"{code};{year};{str(share).replace('.', ',')};{PUPILS[code][0]}"
            for code, shares in ABSENCE.items() for year, share in zip(YEARS[1:], shares, strict=True)
        )),
    )  # fmt: skip
    yield (
        "Påhittad personal.csv",
        Mapping("staff", {**place, "Tjänster": "posts", "Legitimerade": "certified_posts"},
                title="Lärare (påhittade)"),
        _csv("Skolenhetskod;Läsår;Tjänster;Legitimerade", (
            f"{code};{year};{str(POSTS[code]).replace('.', ',')};"
            f"{f'{POSTS[code] * share / 100:.1f}'.replace('.', ',')}"
            for code, shares in CERTIFIED.items() for year, share in zip(YEARS[1:], shares, strict=True)
        )),
    )  # fmt: skip
    yield (
        "Påhittade elevuppgifter.csv",
        Mapping("pupils", {**place, "Elever": "pupils", "Utländsk bakgrund": "foreign_background_share",
                           "Eftergymnasial": "parents_post_secondary_share",
                           "Berättigade modersmål": "mother_tongue_entitled",
                           "Deltar modersmål": "mother_tongue_pupils", "Åtgärdsprogram": "support_pupils"},
                title="Elever och bakgrund (påhittade)"),
        _csv(
            "Skolenhetskod;Läsår;Elever;Utländsk bakgrund;Eftergymnasial;Berättigade modersmål;Deltar modersmål;"
            "Åtgärdsprogram",
            (
                f"{code};{year};{n + 3 * at};{abroad + at};{parents};{entitled + at};{taking - 2 * at};{support + at}"
                for code, (n, abroad, parents, entitled, taking, support) in PUPILS.items()
                for at, year in enumerate(YEARS[3:])
            ),
        ),
    )  # fmt: skip
    yield (
        "Påhittad budget.csv",
        Mapping("budget", {**place, "Budget": "budget", "Utfall": "outcome", "Elever": "pupils"},
                title="Skolornas budget (påhittad)"),
        _csv("Skolenhetskod;Läsår;Budget;Utfall;Elever", (
            f"{code};{year};{round(whole * (1 + 0.02 * at))};{round(whole * (1.004 + 0.02 * at))};{PUPILS[code][0]}"
            for code, whole in BUDGET.items() for at, year in enumerate(YEARS[3:])
        )),
    )  # fmt: skip


def _import(stage: Stage, at: datetime) -> None:
    by, holder = stage.people["elsa.bergkvist@example.org"], stage.organisations["almvik"]
    for name, mapping, content in _tables():
        import_dataset(content=content, name=name, holder=holder, by=by, at=at, mapping=mapping)
    publish(by=by, at=at)
