"""The paper of a draw: what an outsider needs is on it, in both languages, for every method."""

import hashlib
from datetime import date

import pytest

from likvard.planning.selection import Candidate, Factor, Plan, draw
from likvard.reports.paper import Bullets, Paragraph, Table
from likvard.reports.selection import WORDS, Selection, selection_paper

FRAME = [
    Candidate(f"018{i}", f"Kommun {i}", stratum=f"0{i % 2}", size=float(i + 1), figures={"merit": 200.0 + i})
    for i in range(8)
]
PLANS = [
    Plan("simple", 3),
    Plan("stratified", 4, allocation="neyman", spread_of="merit"),
    Plan("size", 3),
    Plan("risk", 3, factors=(Factor("merit", 2, "low"), Factor("units", 1)), comparison=1),
]


def a_selection(plan: Plan, **fields) -> Selection:
    drawn = draw(FRAME, plan, seed="frö")
    chosen = [
        {
            "key": c.candidate.key, "name": c.candidate.name, "stratum": c.candidate.stratum, "part": c.part,
            "probability": c.probability, "number": c.number, "score": c.score,
            "contributions": [{"figure": p.figure, "value": p.value, "points": p.points} for p in c.contributions],
        }
        for c in drawn.chosen
    ]  # fmt: skip
    strata = [
        {
            "name": s.name,
            "candidates": s.candidates,
            "places": s.places,
            "probability": s.probability,
            "spread": s.spread,
        }
        for s in drawn.strata
    ]
    content = {
        "target": "organisers", "seed": "frö", "units_each": 0, "filters": {"size_of": ""},
        "rules": {"reviewed_within_years": 4, "least_size": None, "by_hand": {}},
        "plan": {
            "method": plan.method, "n": plan.n, "allocation": plan.allocation, "spread_of": plan.spread_of,
            "comparison": plan.comparison,
            "factors": [{"figure": f.figure, "weight": f.weight, "worse": f.worse} for f in plan.factors],
        },
        "frame": [{"key": c.key} for c in FRAME],
        "left_out": [{"name": "Nyss", "why": "reviewed_recently", "reason": ""}],
        "result": {"chosen": chosen, "strata": strata, "start": drawn.start, "units": []},
    }  # fmt: skip
    given = {
        "title": "Omgång", "case_number": "SI 2026:1", "sender": ("Verket",), "number": 1,
        "drawn_on": date(2026, 11, 18), "register_day": date(2026, 11, 1), "reason": "", "conditions": (),
        "strata_words": {"00": "Nord"}, "content": content, "checksum": "a" * 64,
    }  # fmt: skip
    return Selection(**(given | fields))


def said(paper) -> str:
    found = []
    for block in paper.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Bullets):
            found += block.items
        elif isinstance(block, Table):
            found += [block.caption, *(c.header for c in block.columns), *(cell for row in block.rows for cell in row)]
    return "\n".join(found)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.method)
def test_seed_checksum_rules_and_everyone_chosen_are_on_the_paper(plan, language):
    one = a_selection(plan)
    text = said(selection_paper(one, language))
    assert "frö" in text
    assert "a" * 64 in text
    assert all(row["name"] in text and row["key"] in text for row in one.content["result"]["chosen"])
    assert ("Granskade inom 4 år: 1" if language == "sv" else "Reviewed within 4 years: 1") in text
    assert "{" not in text
    assert "None" not in text


def test_the_example_number_can_be_worked_out():
    one = a_selection(Plan("simple", 3))
    first = one.content["result"]["chosen"][0]
    number = int(hashlib.sha256(f"frö:{first['key']}".encode()).hexdigest()[:16], 16) / 16**16
    assert f"{number:.9f}".replace(".", ",") in said(selection_paper(one, "sv"))


def test_a_selection_by_score_says_that_it_is_not_random():
    text = said(selection_paper(a_selection(PLANS[3]), "sv"))
    assert "Urvalet är inte slumpmässigt." in text
    assert "för jämförelse" in text
    assert "antal enheter" in text
    assert "saknas" in text


def test_both_languages_say_the_same_things():
    assert set(WORDS["sv"]) == set(WORDS["en"])


def test_a_draw_made_again_says_why():
    assert "Två kommuner gick ihop." in said(
        selection_paper(a_selection(PLANS[0], reason="Två kommuner gick ihop."), "sv")
    )
