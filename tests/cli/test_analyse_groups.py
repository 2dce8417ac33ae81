"""The analyses of groups, disclosure, surveys and steering from the command line: keys that scripts stand on."""

import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from likvard.cli import main

SCHOOLS = "county,school,group,n\n" + "".join(
    f"{'AB'[s % 2]},s{s},{g},{30 + 13 * s * (g == 'x') + 5 * (g == 'z')}\n" for s in range(6) for g in "xyz"
)
RESULTS = "school,year,area,merit,measure,need,n\n" + "".join(
    f"s{s},{year},{area},{200 + 3 * s + year % 7 + a},{int(s < 2)},{0.1 + s / 50},{100 + s}\n"
    for s in range(8)
    for year in range(2015, 2023)
    for a, area in enumerate(("TRY", "STR", "RST"))
)
COHORTS = "year,grade,n\n" + "".join(f"{2015 + y},{g},{100 - 2 * g + y}\n" for y in range(8) for g in range(4))
WIDE = "school,year,TRY,STR\n" + "".join(
    f"s{s},{year},{(s * 7 + year * 3) % 11},{(s * 5 + year * 3) % 11}\n" for s in range(8) for year in range(2015, 2021)
)


@pytest.fixture
def files(tmp_path):
    for name, text in {"schools": SCHOOLS, "results": RESULTS, "cohorts": COHORTS, "wide": WIDE}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    book = Workbook()
    sheet = book.active
    options = ("Helt och hållet", "Till stor del", "Till viss del", "Inte alls", "Vet inte")
    heads = ["Orgnummer", "Huvudman", "Kommun", "Skolenhetskod", "Skolenhet", "Antal i gruppen", "Antal"]
    sheet.append(["Skolenkäten 2022 - Elever", *[None] * 7, "1. Trygghet", "Trygg?"])
    sheet.append([*heads, "Svarsfrekvens", None, None, *(x for o in options for x in (o, None))])
    sheet.append([*[None] * 8, "Index", "Medelvärde", *(["Antal", "Andel"] * 5)])
    counts = (12, 9, 8, 7, 6)
    shown = [x for c in counts for x in (c, c / 42)]
    sheet.append([2120000019, "Ask", "Ask", 12345678, "Askskolan", 60, 42, 0.7, 5.7, 5.7, *shown])
    sheet.append([2120000019, "Ask", "Ask", 12345679, "Björkskolan", 5, 3, 0.6, "-", "-", *["-"] * 10])
    book.save(tmp_path / "survey.xlsx")
    return tmp_path


def run(*words):
    return CliRunner().invoke(main, ["analyse", *map(str, words)])


def told(*words):
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert {"n", "method", "sources", "notes"} <= set(answer)
    method = answer["method"]
    assert all((method["text"]["sv"], method["random"]["en"], method["reference"]))
    return answer


def test_segregation_keeps_its_keys_and_scopes(files):
    answer = told("segregation", files / "schools.csv", "--unit", "school", "--group", "group", "--weight", "n",
                  "--within", "county", "--pairs", "x,y", "--bootstrap", "50", "--seed", "7")  # fmt: skip
    wanted = {"name", "scope", "estimate", "se", "bias", "expected_if_independent"}
    assert all(wanted <= set(one) for one in answer["indices"])
    assert {one["scope"] for one in answer["indices"]} == {"total", "between", "A", "B"}
    again = told("segregation", files / "schools.csv", "--unit", "school", "--group", "group", "--weight", "n",
                 "--within", "county", "--pairs", "x,y", "--bootstrap", "50", "--seed", "7",
                 "--threads", "1")  # fmt: skip
    assert again == answer


def test_segregation_change_has_its_six_parts(files):
    question = ("--unit", "school", "--group", "group", "--weight", "n", "--bootstrap", "5")
    answer = told("segregation-change", files / "schools.csv", files / "schools.csv", *question)
    names = ["total", "additions", "removals", "group_marginal", "unit_marginal", "structural"]
    assert [part["name"] for part in answer["parts"]] == names
    assert all(abs(part["estimate"]) < 1e-12 for part in answer["parts"])


def test_suppress_gives_cells_with_status(files):
    answer = told("suppress", files / "schools.csv", "--threshold", "40", "--dims", "school,group", "--hierarchy",
                  "school,county")  # fmt: skip
    assert all({"school", "group", "value", "status"} <= set(cell) for cell in answer["cells"])
    assert {cell["status"] for cell in answer["cells"]} == {"shown", "withheld"}
    assert answer["audit"]["computable"] == 0
    assert answer["n_suppressed"] == answer["n_primary"] + answer["n_secondary"]


def test_survey_gives_one_row_for_each_unit_and_index(files):
    answer = told("survey", files / "survey.xlsx", "--rules", "skolenkaten-2022")
    wanted = {"code", "name", "index", "n", "value", "status"}
    assert all(wanted <= set(row) for row in answer["rows"])
    first, second = answer["rows"]
    assert (first["code"], first["index"], first["n"], first["status"]) == ("12345678", "Trygghet", 42, "shown")
    assert first["value"] == pytest.approx((120 + 60 + 80 / 3) / 36)
    assert (second["value"], second["status"]) == (None, "withheld")


def test_decompose_and_kitagawa_have_parts(files):
    answer = told("decompose", files / "results.csv", "--outcome", "merit", "--by", "measure", "--fixed", "year")
    names = ["difference", "endowments", "coefficients", "interaction", "explained", "unexplained"]
    assert [part["name"] for part in answer["parts"]] == names
    assert len(answer["twofold"]) == 6
    answer = told("kitagawa", files / "results.csv", "--outcome", "merit", "--by", "measure", "--over", "area")
    assert [part["name"] for part in answer["parts"]] == ["difference", "composition", "rates"]


def test_steering_answers(files):
    one = "year = 2022 and area = 'TRY'"
    answer = told("allocate", files / "results.csv", "--unit", "school", "--pupils", "n", "--need", "need", "--budget",
                  "1000000", "--where", one)  # fmt: skip
    assert sum(school["amount"] for school in answer["schools"]) == 1_000_000
    answer = told("early-warning", files / "results.csv", "--unit", "school", "--area", "area", "--period", "year",
                  "--value", "merit")  # fmt: skip
    assert "expected_false" in answer
    answer = told("effect", files / "results.csv", "--unit", "school", "--period", "year", "--outcome", "merit",
                  "--treated", "measure", "--start", "2020", "--where", "area = 'TRY'")  # fmt: skip
    assert {"estimates", "events", "step", "sentence"} <= set(answer)
    answer = told("project", files / "cohorts.csv", "--year", "year", "--grade", "grade", "--pupils", "n")
    assert {row["year"] for row in answer["rows"]} == set(range(2023, 2028))
    answer = told("network", files / "wide.csv", "--unit", "school", "--period", "year", "--areas", "TRY,STR")
    assert all((answer["links"], answer["edges"]))
    assert told("network")["links"] == []


QUESTIONS = {
    "segregation": ("schools.csv", "--unit", "school", "--group", "group", "--weight", "n"),
    "teachers": ("results.csv", "--unit", "school", "--group", "area", "--teachers", "need"),
    "deviation": ("results.csv", "--unit", "school", "--area", "area", "--pupils", "n", "--shares", "need"),
    "suppress": ("schools.csv", "--dims", "school,group", "--threshold", "40"),
    "survey": ("survey.xlsx", "--rules", "skolenkaten-2022"),
    "decompose": ("results.csv", "--outcome", "merit", "--by", "measure", "--fixed", "year"),
    "network": (),
}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_stand_as_tables_in_both_languages(files, name, language):
    data, *options = QUESTIONS[name] or (None,)
    shown = run(name, *([files / data] if data else []), *options, "--language", language)
    assert shown.exit_code == 0, shown.output
    assert ("Metod" if language == "sv" else "Method") in shown.output


@pytest.mark.parametrize(
    ("words", "column"),
    [
        (("segregation", "schools.csv", "--unit", "skola", "--group", "group"), "skola"),
        (("segregation", "schools.csv", "--unit", "school", "--group", "group", "--weight", "county"), "county"),
        (("suppress", "schools.csv", "--dims", "school,kön"), "kön"),
        (("decompose", "results.csv", "--outcome", "merit", "--by", "school", "--fixed", "year"), "school"),
        (("effect", "results.csv", "--unit", "school", "--period", "year", "--outcome", "merit", "--treated", "n",
          "--start", "2020"), "n"),
        (("project", "cohorts.csv", "--year", "year", "--grade", "grade", "--pupils", "elever"), "elever"),
    ],
)  # fmt: skip
def test_faults_name_the_column_and_end_with_two(files, words, column):
    name, data, *options = words
    done = run(name, files / data, *options, "--json")
    assert done.exit_code == 2
    assert json.loads(done.stderr)["error"]["column"] == column


def test_a_workbook_that_is_no_survey_is_refused(files):
    done = run("survey", files / "schools.csv", "--rules", "skolenkaten-2022")
    assert done.exit_code == 2
    assert "Skolenkäten" in done.stderr


@pytest.mark.parametrize(
    ("cell", "value", "code", "column"),
    [
        ("K4", "många", "not_a_number", "Trygg?: Helt och hållet"),
        ("K4", -4, "out_of_range", "Trygg?: Helt och hållet"),
        ("I4", 14, "out_of_range", "Trygghet"),
        ("G4", "alla", "not_a_number", "Antal"),
    ],
)
def test_a_cell_of_a_workbook_that_is_no_count_is_told_by_row(files, cell, value, code, column):
    book = load_workbook(files / "survey.xlsx")
    book.active[cell] = value
    book.save(files / "survey.xlsx")
    done = run("survey", files / "survey.xlsx", "--rules", "skolenkaten-2022", "--json")
    assert done.exit_code == 2
    error = json.loads(done.stderr)["error"]
    assert (error["code"], error["column"], error["row"]) == (code, column, 4)


def test_a_workbook_cut_short_is_told_as_damaged(files):
    whole = (files / "survey.xlsx").read_bytes()
    (files / "survey.xlsx").write_bytes(whole[: len(whole) // 2])
    done = run("survey", files / "survey.xlsx", "--rules", "skolenkaten-2022", "--json")
    assert done.exit_code == 2
    assert json.loads(done.stderr)["error"]["code"] == "broken"


@pytest.mark.parametrize("word", ["Total", "Samtliga"])
def test_a_row_of_sums_is_no_inner_cell(tmp_path, word):
    (tmp_path / "counts.csv").write_text(f"school,group,n\na,x,20\nb,x,30\n{word},x,50\n", encoding="utf-8")
    done = run("suppress", tmp_path / "counts.csv", "--dims", "school,group", "--json")
    assert done.exit_code == 2
    error = json.loads(done.stderr)["error"]
    assert (error["code"], error["column"], error["row"]) == ("sum_row", "school", 4)
    assert told("suppress", tmp_path / "counts.csv", "--dims", "school,group", "--where", f"school <> '{word}'")[
        "cells"
    ]


def test_shares_are_coded_at_the_ends(tmp_path):
    counts = {"a": (98, 2), "b": (60, 40), "c": (4, 3), "d": (50, 0)}
    lines = [
        f"{school},{word},{n}" for school, pair in counts.items() for word, n in zip(("yes", "no"), pair, strict=True)
    ]
    (tmp_path / "counts.csv").write_text("\n".join(["school,eligible,n", *lines]) + "\n", encoding="utf-8")
    words = ("suppress", tmp_path / "counts.csv", "--dims", "school,eligible", "--shares", "eligible")
    answer = told(*words, "--top", "95", "--bottom", "5")
    cells = {(one["school"], one["eligible"]): one["status"] for one in answer["cells"]}
    coded = {(one["school"], one["eligible"]): (one["status"], one["value"]) for one in answer["shares"]}
    # A share is told of counts that may be shown, and of none other.
    for place, (status, value) in coded.items():
        whole = cells[place[0], "Total"]
        assert (value is None) == (status in ("withheld", "none", "missing"))
        if "withheld" in (cells[place], whole):
            assert status == "withheld"
    assert coded["d", "yes"] in {("at least", 95.0), ("withheld", None)}
    assert coded["c", "yes"] == ("withheld", None)
    assert run(*words[:-2], "--top", "95").exit_code == 2
    assert run(*words[:-1], "grade", "--json").exit_code == 2
    assert "Andelar" in run(*words, "--language", "sv").output
