"""The guide for those who run the site names every setting and every command as it is."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "likvard" / "config" / "settings.py").read_text(encoding="utf-8")


def rows(text: str) -> list[str]:
    return re.findall(r"^\| (LIKVARD_\w+) \|", text, flags=re.MULTILINE)


def read_anywhere() -> set[str]:
    """Every variable of ours that the product reads: by name, or made of a name's end."""
    names = subprocess.run(["git", "ls-files", "-z", "likvard"], cwd=ROOT, capture_output=True, text=True, check=True)
    texts = [(ROOT / n).read_text(encoding="utf-8") for n in names.stdout.split("\0") if n.endswith(".py") and (ROOT / n).exists()]  # fmt: skip  # noqa: E501
    return {name for text in texts for name in re.findall(r"\bLIKVARD_[A-Z_]*[A-Z]\b", text)}


def test_every_variable_is_in_the_guide_once():
    assert sorted(rows(GUIDE)) == sorted(set(rows(SETTINGS)))
    assert len(rows(SETTINGS)) == len(set(rows(SETTINGS)))


def test_every_variable_that_is_read_is_told():
    """Those of the command line stand in the text below the table."""
    assert {name for name in read_anywhere() if name not in rows(SETTINGS) and f"`{name}`" not in GUIDE} == set()


def test_what_stands_without_a_value_is_what_the_settings_say():
    """The plain defaults are the same in both tables."""

    def last(text: str) -> dict[str, str]:
        return {
            name: value.strip("` ")
            for name, value in re.findall(r"^\| (LIKVARD_\w+) \|.*\| ([^|]*) \|$", text, flags=re.MULTILINE)
        }

    told, true = last(GUIDE), last(SETTINGS)
    plain = {name for name, value in true.items() if re.fullmatch(r"\d|https?://\S+|\./\w+|\S+@\S+|here", value)}
    assert plain >= {"LIKVARD_DEBUG", "LIKVARD_BASE_URL", "LIKVARD_PROXIES", "LIKVARD_DATA_DIR"}
    assert {name: told[name] for name in plain} == {name: true[name] for name in plain}


@pytest.mark.parametrize("line", sorted(set(re.findall(r"likvard site (\w+(?: --[\w-]+)*)", GUIDE))))
def test_a_command_in_the_guide_is_there_with_its_options(line):
    name, *options = line.split()
    command = load_command_class(get_commands()[name], name)
    known = {option for action in command.create_parser("likvard", name)._actions for option in action.option_strings}
    assert set(options) <= known


def test_what_the_guide_points_to_is_there():
    targets = re.findall(r"\]\(([^)#]+)\)", GUIDE)
    assert [one for one in targets if not (ROOT / "docs" / one).exists()] == []
