"""Every analysis meets data that cannot answer: the message names column and row, the exit code is 2, and nothing is
printed as an answer."""

import json

import pytest
from click.testing import CliRunner

from likvard.cli import main
from likvard.cli.analyse import analyse

# One table that every analysis can ask of: eight schools, eight years, two groups of pupils.
COLUMNS = ("school", "town", "year", "grade", "sex", "group", "merit", "se", "n", "share", "ses", "treated", "area",
           "constant", "empty")  # fmt: skip
ROWS = [
    (f"s{s}", f"t{s // 4}", 2015 + y, g, "FM"[g], "xy"[g], 200 + 3 * s + 2 * (y % 3) + 7 * g + s * y % 5, 1.5 + s / 10,
     40 + 3 * s + y + 5 * g, (20 + 7 * s + 3 * y) % 90 + g, s * 2 + y % 4 + g / 2, int(s < 3),
     ("TRY", "STR", "RST")[y % 3], 5, "")
    for s in range(8)
    for y in range(8)
    for g in range(2)
]  # fmt: skip
# Each analysis, asked in full; `{}` in a value stands for the file again.
ASKED = {
    "allocate": {"--unit": "school", "--pupils": "n", "--need": "share", "--budget": "1000"},
    "change": {"--outcome": "merit", "--group": "school", "--time": "year"},
    "decompose": {"--outcome": "merit", "--by": "sex", "--fixed": "ses"},
    "deviation": {"--unit": "school", "--area": "town", "--pupils": "n", "--shares": "share"},
    "early-warning": {"--unit": "school", "--area": "area", "--period": "year", "--value": "merit"},
    "effect": {
        "--unit": "school",
        "--period": "year",
        "--outcome": "merit",
        "--treated": "treated",
        "--start": "2019",
        "--where": "grade = 0",
    },
    "expected": {"--equation": "fitted", "--outcome": "merit", "--fixed": "ses"},
    "gap": {"--outcome": "merit", "--by": "sex"},
    "kitagawa": {"--outcome": "merit", "--by": "sex", "--over": "town"},
    "mean": {"--outcome": "merit"},
    "mixed": {"--outcome": "merit", "--group": "school", "--fixed": "ses"},
    "network": {"--unit": "school", "--period": "year", "--areas": "TRY=merit,STR=share"},
    "ols": {"--outcome": "merit", "--fixed": "ses"},
    "pool": {"--estimate": "merit", "--se": "se"},
    "project": {"--year": "year", "--grade": "grade", "--pupils": "n", "--where": "school = 's0'"},
    "segregation": {"--unit": "school", "--group": "group", "--weight": "n"},
    "segregation-change": {"--unit": "school", "--group": "group", "--weight": "n"},
    "suppress": {"--dims": "school,group", "--count": "n"},
    "survey": {"--rules": "skolenkaten-2022", "--unit": "school"},
    "table": {"--outcome": "merit", "--by": "town"},
    "teachers": {"--unit": "school", "--group": "group", "--weight": "n", "--teachers": "treated"},
}
# Which options name a column of numbers, and which a column of groups.
NUMBERS = ("--outcome", "--pupils", "--need", "--value", "--period", "--estimate", "--se", "--weight", "--count",
           "--shares", "--teachers", "--fixed", "--year")  # fmt: skip
# A column of words is as good there: contrasts, categories, or labels in their own order.
WORDS_WILL_DO = {("decompose", "--fixed"), ("expected", "--fixed"), ("mixed", "--fixed"), ("ols", "--fixed"),
                 ("kitagawa", "--outcome"), ("project", "--year"), ("network", "--period")}  # fmt: skip
GROUPS = {
    "decompose": "--by", "gap": "--by", "kitagawa": "--by", "mixed": "--group", "change": "--group",
    "segregation": "--unit", "segregation-change": "--unit", "teachers": "--unit", "allocate": "--unit",
    "effect": "--unit", "early-warning": "--unit", "network": "--unit",
}  # fmt: skip


def columns_in(options):
    return [(option, value) for option, value in options.items() if value.split(",")[0].split("=")[-1] in COLUMNS]


def cases():
    for name, options in ASKED.items():
        if name == "survey":  # its columns are named by its rules
            continue
        for option, _ in columns_in(options):
            wrong = "TRY=nowhere,STR=share" if option == "--areas" else "nowhere"
            yield name, {**options, option: wrong}, "", ("nowhere", False)
        for option, _ in columns_in(options):
            if option in NUMBERS and (name, option) not in WORDS_WILL_DO:
                yield name, {**options, option: "town"}, "", ("town", True)
            if option in NUMBERS:
                yield name, {**options, option: "empty"}, "", ("empty", True)
        if name in GROUPS:
            yield name, {**options, GROUPS[name]: "constant"}, "", ("constant", True)
            yield name, {**options, GROUPS[name]: "empty"}, "", ("empty", True)
            column = options[GROUPS[name]]
            yield name, options, column, (column, False)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    lines = {"all": ROWS, "school": [r for r in ROWS if r[0] == "s3"], "sex": [r for r in ROWS if r[4] == "F"]}
    for name, rows in lines.items():
        text = [";".join(COLUMNS), *(";".join(map(str, row)) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    (folder / "none.csv").write_text(";".join(COLUMNS) + "\n", encoding="utf-8")
    (folder / "ragged.csv").write_text(";".join(COLUMNS) + "\ns1;t1;2020\n", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return folder


def asked(name, files, options, data="all.csv"):
    paths = [str(files / data)] * (2 if name == "segregation-change" else 1)
    words = [word for option in options.items() for word in option]
    return CliRunner().invoke(main, ["analyse", name, *paths, *words, "--json"])


def refused(done):
    assert done.exit_code == 2, (done.exit_code, done.output[:500], done.exception)
    assert done.stdout == ""
    error = json.loads(done.stderr)["error"]
    assert error["message"]
    return error


def test_every_analysis_is_here():
    assert set(ASKED) == set(analyse.list_commands(None))


@pytest.mark.parametrize("name", sorted(set(ASKED) - {"survey", "allocate"}))
def test_the_question_itself_is_answered(name, files):
    done = asked(name, files, ASKED[name])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("name", "options", "only", "expected"),
    [pytest.param(*case, id=f"{case[0]}-{place}") for place, case in enumerate(cases())],
)
def test_what_cannot_be_answered_names_column_and_row(name, options, only, expected, files):
    error = refused(asked(name, files, options, f"{only}.csv" if only else "all.csv"))
    column, named_row = expected
    assert column in f"{error['column']} {error['message']}"
    assert isinstance(error["row"], int) or not named_row, error


@pytest.mark.parametrize("name", sorted(ASKED))
@pytest.mark.parametrize(("data", "said"), [("nowhere.csv", "nowhere.csv"), ("none.csv", "none.csv"),
                                            ("ragged.csv", "2"), ("picture.png", "picture.png")])  # fmt: skip
def test_a_file_that_cannot_be_read_is_named(name, data, said, files):
    assert said in refused(asked(name, files, ASKED[name], data))["message"]
