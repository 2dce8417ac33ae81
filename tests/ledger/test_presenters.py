"""Every event that the code can record has words for the history page."""

import ast
from pathlib import Path

from likvard.ledger.presenters import SENTENCES
from likvard.reviews.actions.dispatching import SENT
from likvard.rulebook.loading import rulebook

PACKAGE = Path(__file__).resolve().parents[2] / "likvard"
ROOMS = [
    "ledger",
    "organisations",
    "access",
    "datasets",
    "documents",
    "signals",
    "surveys",
    "quality",
    "reviews",
    "web",
]
# Actions whose names are put together when they happen: every name that can come out.
PUT_TOGETHER = {f"reading_value_{verdict}" for verdict in ("confirmed", "corrected", "dismissed", "withdrawn")}
PUT_TOGETHER |= set(SENT.values())


def recorders(tree: ast.Module) -> set[str]:
    """Functions of a module that hand an action on to the ledger: `record` and each that takes `action` itself."""
    names = {"record", "ledger_record"}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            arguments = [a.arg for a in (*node.args.args, *node.args.kwonlyargs)]
            if {"action", "what"} & set(arguments):
                names.add(node.name)
    return names


def literals(node: ast.AST) -> set[str]:
    """The strings an argument can be: `"a"`, `"a" if x else "b"`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return literals(node.body) | literals(node.orelse)
    return set()


def actions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    handing_on = recorders(tree) | {
        "note_sign_in_change",
        "_note",
        "tell",
        "tell_own",
        "tell_of_decision",
        "record_request",
    }
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in handing_on:
            continue
        keywords = [k.value for k in node.keywords if k.arg in ("action", "what")]
        for argument in (*node.args, *keywords):
            found |= {text for text in literals(argument) if "_" in text and text == text.lower()}
    return found


def all_actions() -> set[str]:
    modules = [p for room in ROOMS for p in (PACKAGE / room).rglob("*.py") if "migrations" not in p.parts]
    in_code = set().union(*(actions_of(path) for path in modules))
    definitions = [one for versions in rulebook().by_kind.values() for one in versions]
    of_rules = {step.records for definition in definitions for step in definition.lifecycle.transitions}
    return in_code | of_rules | PUT_TOGETHER


def test_every_recorded_action_has_a_sentence():
    assert {action for action in all_actions() if action not in SENTENCES} == set()


def test_no_sentence_is_without_its_action():
    assert set(SENTENCES) - all_actions() == set()
