"""`likvard analyse` as a person or a script meets it."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from likvard.cli import main
from likvard.cli.analyse import analyse

ROWS = "school;merit;ses;words\n" + "".join(
    f"{school};{200 + 10 * school + 7 * pupil % 5 + pupil},5;{pupil % 4};{'ab'[pupil % 2]}\n"
    for school in range(6)
    for pupil in range(8)
)


@pytest.fixture
def data(tmp_path):
    (tmp_path / "pupils.csv").write_text(ROWS, encoding="utf-8-sig")
    return str(tmp_path / "pupils.csv")


def run(*words):
    return CliRunner().invoke(main, ["analyse", *words])


def names():
    return analyse.list_commands(None)


@pytest.mark.parametrize("name", names())
def test_every_analysis_says_what_it_is(name):
    shown = run(name, "--help")
    assert shown.exit_code == 0, shown.output
    assert "--json" in shown.output
    assert "Example" in shown.output
    assert f"  {name} " in run("--help").output


def test_the_list_imports_no_estimator():
    code = (
        "import sys; from likvard.cli import main\n"
        "try: main(['analyse', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'scipy', 'duckdb', 'pyarrow', 'ibis'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_the_answer_as_json_keeps_its_keys(data):
    done = run("mixed", data, "--outcome", "merit", "--fixed", "ses,words", "--group", "school", "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert {"coefficients", "tau2", "tau2_group2", "sigma2", "icc", "criterion", "effects"} <= set(answer)
    assert [c["name"] for c in answer["coefficients"]] == ["intercept", "ses", "words[b]"]
    assert {"name", "estimate", "se"} <= set(answer["coefficients"][0])
    assert {"group", "estimate", "conditional_variance", "reliability"} <= set(answer["effects"][0])
    assert answer["n"] == 48
    assert answer["sources"][0]["file"] == "pupils.csv"
    assert len(answer["sources"][0]["sha256"]) == 64
    assert set(answer["method"]) == {"text", "random", "reference"}
    assert set(answer["method"]["text"]) == {"sv", "en"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_answer_in_a_terminal(data, language):
    done = run("mixed", data, "--outcome", "merit", "--group", "school", "--language", language)
    assert done.exit_code == 0, done.output
    assert {"sv": "rangordna", "en": "ranking"}[language] in done.output


@pytest.mark.parametrize(
    ("words", "code", "column", "row"),
    [
        (["mixed", "--outcome", "mreit", "--group", "school"], "unknown_column", "mreit", None),
        (["mixed", "--outcome", "words", "--group", "school"], "not_a_number", "words", 2),
        (["ols", "--outcome", "merit", "--fixed", "ses", "--where", "ses = 1"], "constant", "ses", 3),
        (["mixed", "--outcome", "merit", "--group", "school", "--where", "school = 1"], "one_group", "school", 10),
        (["ols", "--outcome", "merit", "--fixed", "ses", "--where", "ses ="], "bad_question", None, None),
        (["ols", "--outcome", "merit", "--fixed", "ses", "--where", "ses = 9"], "no_complete_rows", "ses = 9", 2),
    ],
)
def test_a_fault_ends_with_two_and_names_column_and_row(data, words, code, column, row):
    done = CliRunner().invoke(main, ["analyse", words[0], data, *words[1:], "--json"])
    assert done.exit_code == 2
    error = json.loads(done.stderr)["error"]
    assert (error["code"], error["column"], error["row"]) == (code, column, row)
    plain = CliRunner().invoke(main, ["analyse", words[0], data, *words[1:], "--language", "en"])
    assert plain.exit_code == 2
    assert code in plain.stderr
    assert plain.stdout == ""


def test_a_file_that_is_not_there(tmp_path):
    done = run("ols", str(tmp_path / "none.csv"), "--outcome", "y")
    assert done.exit_code == 2
    assert "none.csv" in done.stderr


def test_a_name_almost_right_is_helped():
    done = run("mixd")
    assert done.exit_code == 2
    assert "mixed" in done.stderr


def test_a_computed_column_and_chosen_rows(data):
    done = run(
        "ols", data, "--let", "twice=2*merit", "--let", "half=twice/4", "--outcome", "half", "--fixed", "merit",
        "--where", "words = 'a'", "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert answer["n"] == 24
    assert answer["coefficients"][1]["estimate"] == pytest.approx(0.5)
