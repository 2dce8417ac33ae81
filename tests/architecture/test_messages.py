"""The interface speaks whole Swedish and whole English."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "likvard" / "web" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def swedish():
    return polib.pofile(str(LOCALE / "sv" / "LC_MESSAGES" / "django.po"))


def test_every_message_has_swedish_words(swedish):
    assert [e.msgid for e in swedish if not e.obsolete and (not e.translated() or e.fuzzy)] == []


def test_translations_keep_the_placeholders(swedish):
    wrong = []
    for entry in swedish:
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        given = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        if any(set(PLACEHOLDER.findall(text)) - wanted for text in given):
            wrong.append(entry.msgid)
    assert wrong == []


def test_the_catalogue_holds_every_message_of_the_code(tmp_path, swedish):
    """Collects the messages anew and compares: nothing said in the code is missing from the catalogue."""
    done = subprocess.run(
        [sys.executable, "-m", "likvard.web.messages", "--collect", str(tmp_path / "now.pot")],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    now = {(e.msgctxt, e.msgid, e.msgid_plural) for e in polib.pofile(str(tmp_path / "now.pot"))}
    have = {(e.msgctxt, e.msgid, e.msgid_plural) for e in swedish if not e.obsolete}
    assert now - have == set()
