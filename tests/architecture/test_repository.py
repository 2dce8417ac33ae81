"""What must not be in the repository, and what must be."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Addresses of package registries, paths of one machine.
FORBIDDEN = re.compile(
    r"registry\.npmjs|files\.pythonhosted|pypi\.org/simple|--index-url|--extra-index-url|(?<![\w.])/(?:home|root|work|Users)/\w"
)


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


def test_no_registry_addresses_or_machine_paths():
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in {".gz", ".png", ".woff2", ".pdf", ".docx"} or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_the_lock_of_the_assets_records_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_built_files_are_not_committed():
    names = {str(path.relative_to(ROOT)) for path in tracked()}
    assert {n for n in names if n.endswith(".mo") or "/static/vendor/" in n or "node_modules/" in n} == set()
