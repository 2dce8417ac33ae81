"""What the import contracts cannot see of the house."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "likvard"
LIBRARY_ROOMS = ["terms", "rulebook", "intake", "analysis", "planning", "reading", "reports"]
DJANGO_ROOMS = [
    "ledger",
    "organisations",
    "access",
    "datasets",
    "documents",
    "signals",
    "surveys",
    "quality",
    "reviews",
]
WRITES = {
    "save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "acreate",
    "asave", "adelete", "aupdate",
}  # fmt: skip
CLOCKS = {("timezone", "now"), ("timezone", "localdate"), ("datetime", "now"), ("date", "today"), ("datetime", "today")}


def place(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def modules(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((PACKAGE / room).rglob("*.py")) if "migrations" not in path.parts]


def calls(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def is_actions(path: Path) -> bool:
    return path.name == "actions.py" or "actions" in path.parent.parts


def touches_a_table(call: ast.Call) -> bool:
    """`row.save()`, `Model.objects.create()`, `queryset.update()`; not `some_dict.update()` or `sha256.update()`."""
    target = call.func.value
    words = {node.attr for node in ast.walk(target) if isinstance(node, ast.Attribute)}
    if call.func.attr in {"update", "delete", "create"}:
        return bool(words & {"objects", "filter", "exclude", "all"})
    # A row is saved with keywords or nothing; a picture or a catalogue is saved into a file that is named first.
    return not (call.func.attr == "save" and call.args)


@pytest.mark.parametrize("path", modules(*DJANGO_ROOMS, "web"), ids=place)
def test_only_actions_write(path):
    if is_actions(path):
        return
    found = [
        f"line {call.lineno}: .{call.func.attr}()"
        for call in calls(path)
        if call.func.attr in WRITES and touches_a_table(call)
    ]
    assert found == [], "writes belong in actions.py"


@pytest.mark.parametrize("path", modules(*LIBRARY_ROOMS, *DJANGO_ROOMS), ids=place)
def test_the_clock_is_read_only_at_the_edge(path):
    if "management" in path.parts or path.name == "tasks.py":
        return  # commands and background tasks are an edge as much as a page is
    found = [
        f"line {call.lineno}"
        for call in calls(path)
        if isinstance(call.func.value, ast.Name) and (call.func.value.id, call.func.attr) in CLOCKS
    ]
    assert found == [], "take `at=` or `on=` instead"


def test_library_rooms_work_without_django():
    script = (
        "import sys, pkgutil, importlib\n"
        "sys.modules['django'] = None\n"
        f"for room in {LIBRARY_ROOMS!r}:\n"
        "    package = importlib.import_module('likvard.' + room)\n"
        "    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        importlib.import_module(module.name)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_every_room_is_described():
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir() and not p.name.startswith("_")}
    described = (ROOT / "docs" / "rooms.md").read_text(encoding="utf-8")
    assert {room for room in rooms if f"`{room}" in described} == rooms


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    silent = [d for d in wanted if not any(f'"{d}"' in line and "#" in line.split(f'"{d}"')[1] for line in lines)]
    assert silent == []


@pytest.mark.parametrize("path", modules(*LIBRARY_ROOMS, *DJANGO_ROOMS, "web", "cli"), ids=place)
def test_names_say_what_a_module_is(path):
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "services"}
