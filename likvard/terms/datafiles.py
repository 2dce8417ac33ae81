"""The closed lists of this room lie in `data/` as CSV and TOML and are read once, when first asked for."""

import csv
import tomllib
from importlib.resources import files
from typing import Any


def read_csv(name: str) -> list[dict[str, str]]:
    """Rows of `data/<name>`, UTF-8, first line holds the column names."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def read_toml(name: str) -> dict[str, Any]:
    """The tables of `data/<name>`."""
    return tomllib.loads((files(__package__) / "data" / name).read_text(encoding="utf-8"))
