"""Every code that a person can meet has its word in docs/glossary.md."""

import re
from pathlib import Path

import pytest

from likvard.rulebook.permissions import Role
from likvard.web.labels import TABLES

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([a-z_]+)`", GLOSSARY))
# The parts and headings of a record are words of the interface, no codes of the domain.
INTERFACE = ("field", "part", "group", "definition_part", "passage")
CODES = {name: set(table) for name, table in TABLES.items() if name not in INTERFACE}


@pytest.mark.parametrize("table", CODES)
def test_each_code_is_in_the_glossary(table):
    assert CODES[table] - WORDS == set()


def test_each_role_is_in_the_glossary():
    assert {role.value for role in Role} - WORDS == set()


def test_each_row_of_the_glossary_is_whole():
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("|") and not line.startswith("|---")]
    assert [row for row in rows if len(row.strip("|").split("|")) != 4] == []
