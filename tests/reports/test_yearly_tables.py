"""Published tables: sums and shares that hold pass, contradictions are flagged, marks are not guessed."""

import io
import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from likvard.cli.yearly import check_tables
from likvard.reports.yearly_tables import Flag, check_file, check_lines, number


def csv(text: str) -> bytes:
    return text.encode()


# As published: decisions of 2019, 2020 and 2022, control of establishments 2022, and one figure in two papers.
ROWS = """uppgift;år;värde;summa av;andel av;källa
Grundskolor;2019;225;;;
Gymnasieskolor;2019;86;;;
Enheter;2019;311;Grundskolor + Gymnasieskolor;;
Huvudmän;2019;13;;;
Beslut;2019;324;Enheter + Huvudmän;;
Enheter;2020;134;;;
Huvudmän;2020;58;;;
Beslut;2020;192;Enheter + Huvudmän;;
Kontrollerade enheter;2022;78;;;
Kontroller;2022;83;;;
Enheter med brist;2022;30;;;
Andel med brist;2022;38;;Enheter med brist / Kontrollerade enheter;
Viten;2015;90;;;Tidningen
"""


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, []),
        ({"Beslut;2020;192": "Beslut;2020;193"}, [Flag("sum", "2020", "Beslut", 193, 192)]),
        ({"/ Kontrollerade enheter": "/ Kontroller"}, [Flag("share", "2022", "Andel med brist", 38, 36)]),
        ({"Viten;2015;90;;;Tidningen\n": "Viten;2015;90;;;Tidningen\nViten;2015;89;;;Rapporten\n"},
         [Flag("told", "2015", "Viten", 90, 89)]),
        ({"Enheter + Huvudmän;;\nEnheter;2020": "Enheter + Skolor;;\nEnheter;2020"},
         [Flag("unknown_part", "2019", "Beslut")]),
        ({"/ Kontrollerade enheter": "/ Viten"}, [Flag("unknown_part", "2022", "Andel med brist")]),
        ({"Enheter med brist;2022;30": "Enheter med brist;2022;90"},
         [Flag("impossible", "2022", "Andel med brist", 38, -1)]),
    ],
)  # fmt: skip
def test_rows_of_figures(changes, flags):
    text = ROWS
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    found = check_file("statistik.csv", csv(text))
    assert list(found.flags) == flags
    assert found.checks >= 4


TABLE = """Beslut om vite;;;
;2011;2012;2013;Totalt
Kommunala;1;0;9;10
Enskilda;0;2;13;15
Totalt;1;2;22;25
"""


def test_a_printed_table_is_added_down_and_across():
    assert check_file("vite.csv", csv(TABLE)).flags == ()
    assert check_file("vite.csv", csv(TABLE)).checks == 7
    wrong = check_file("vite.csv", csv(TABLE.replace("2;13;15", "2;13;16"))).flags
    assert set(wrong) == {Flag("sum", "Totalt", "Totalt", 25, 26), Flag("sum", "Enskilda", "Totalt", 16, 15)}


def test_what_is_withheld_is_not_guessed():
    withheld = TABLE.replace("0;2;13;15", "0;..;13;15")
    assert [(f.where, f.name) for f in check_file("vite.csv", csv(withheld)).flags] == []


def test_partial_sums_and_a_sum_of_sums():
    lines = [["", "2022"], ["Grund", "43"], ["Gymnasium", "18"], ["Summa enheter", "61"], ["Kommun", "12"],
             ["Enskild", "7"], ["Summa huvudmän", "19"], ["Totalt", "80"]]  # fmt: skip
    assert check_lines(lines).flags == ()
    lines[-1] = ["Totalt", "81"]
    assert check_lines(lines).flags == (Flag("sum", "2022", "Totalt", 81, 80),)


@pytest.mark.parametrize(
    ("text", "value"),
    [("6 376", 6376), ("6\N{NO-BREAK SPACE}376", 6376), ("0,4", 0.4), ("43 %", 43), ("13 1)", 13), ("..", None),
     ("–", None), ("dold", None), ("", None), ("2 600 000", 2_600_000), ("2019", 2019)],
)  # fmt: skip
def test_numbers_as_they_are_printed(text, value):
    assert number(text) == value


def test_sheets_of_a_workbook_are_told_apart():
    book = Workbook()
    for name, total in (("Skolor", 67), ("Huvudmän", 99)):
        sheet = book.create_sheet(name)
        for row in (["", "2020"], ["Grund", 43], ["Gymnasium", 24], ["Totalt", total]):
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    found = check_file("statistik.xlsx", file.getvalue())
    assert found.flags == (Flag("sum", "Huvudmän 2020", "Totalt", 99, 67),)


def test_the_command_says_what_is_wrong_and_how_it_ended(tmp_path):
    good, bad, empty = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "empty.csv"
    good.write_bytes(csv(ROWS))
    bad.write_bytes(csv(ROWS.replace("Beslut;2020;192", "Beslut;2020;193")))
    empty.write_bytes(b"")
    run = CliRunner().invoke
    ended = run(check_tables, [str(good)])
    assert (ended.exit_code, "Inga motsägelser" in ended.output) == (0, True)
    ended = run(check_tables, [str(good), str(bad), "--language", "en"])
    assert ended.exit_code == 1
    assert "2020, Beslut: the sum is given as 193 but the parts make 192." in ended.output
    told = json.loads(run(check_tables, [str(bad), "--json"]).output)
    assert told["files"][0]["flags"][0]["expected"] == 192
    assert run(check_tables, [str(empty)]).exit_code == 2


def test_a_file_without_sums_says_so():
    found = check_file("a.csv", b"Skola;Antal\nEk;3\n")
    assert (found.checks, found.lines("en")[0].startswith("There is nothing to check")) == (0, True)
