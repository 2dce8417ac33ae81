"""The generated page says what the definitions say."""

from pathlib import Path

from likvard.rulebook.__main__ import lock
from likvard.rulebook.loading import LOCK, rulebook
from likvard.rulebook.manual import manual

ROOT = Path(__file__).resolve().parents[2]


def test_generated_page_is_current():
    page = (ROOT / "docs" / "generated" / "rulebook.md").read_text(encoding="utf-8")
    assert page == manual(rulebook()), "run: python -m likvard.rulebook > docs/generated/rulebook.md"


def test_lock_file_is_what_the_command_prints():
    kept = (ROOT / "likvard" / "rulebook" / "definitions" / LOCK).read_text(encoding="utf-8")
    assert kept == lock(), "a published definition has changed: write a new version instead"
