"""What the code imports is what pyproject.toml names."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ("terms", "rulebook", "intake", "analysis", "planning", "reading", "reports", "cli")


def named(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(d for e in extras for d in project["optional-dependencies"][e])]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported(*rooms: str) -> set[str]:
    """Distributions that the modules of these rooms import from, ours and Python's own left out."""
    tops = set()
    for room in rooms:
        for path in (ROOT / "likvard" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    tops |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    tops.add(node.module.split(".")[0])
    known = packages_distributions()
    return {canonicalize_name(known.get(top, [top])[0]) for top in tops - set(sys.stdlib_module_names) - {"likvard"}}


def test_the_library_imports_only_what_it_names():
    # The command line hands Django's commands over when likvard[web] is there, and says so when it is not; so do the
    # analyses with Spark, likvard[spark].
    assert imported(*LIBRARY) - named() == {"django", "pyspark"}


def test_the_site_imports_only_what_it_names():
    rooms = [p.name for p in (ROOT / "likvard").iterdir() if p.is_dir() and not p.name.startswith("_")]
    assert imported(*rooms) - named("web", "build", "spark") == set()
