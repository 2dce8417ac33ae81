"""The scores on the shared corpus, which is not part of the product: floors that a change may not break."""

import importlib.util
import json
import shutil

import pytest

from likvard.reading import read

FLOORS = {"seeds": 0.97, "dev": 0.97, "dev/damaged": 0.95}


def _score(shared):
    spec = importlib.util.spec_from_file_location("corpus_score", shared / "reading" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("folder", FLOORS)
def test_scores(shared, folder):
    score = _score(shared)
    results = []
    for gold_path in sorted((shared / "reading" / folder).glob("*.gold.json")):
        document = score.find_document(gold_path, [shared / "seeds"])
        if document.stem.endswith("-scan") and shutil.which("tesseract") is None:
            continue  # character recognition needs a program of its own
        record = read(document).record
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        results.append({"name": gold_path.name, "status": "ok", "fields": score.compare(gold, record)})
    summary = score.summarise(results)
    assert summary["overall"]["f1"] >= FLOORS[folder], [d for d in summary["worst"] if d["f1"] < 1][:5]
    # A wrong deadline, case number or amount is worse than none.
    assert {name: m["wrong"] for name, m in summary["critical"].items()} == dict.fromkeys(summary["critical"], 0)
