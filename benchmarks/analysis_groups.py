"""Segregation with draws, survey indices and national suppression, beside the plain ways, in one run.

    python benchmarks/analysis_groups.py [--draws 500] [--respondents 500000]

Simulated: 4,800 schools in 290 municipalities and six groups; 500,000 respondents with 60 items in 20 indices. Each
line tells the bound from the plan and what was met. Answers are compared in every row. PySAL where it is installed.
"""

import argparse
import contextlib
import io
import resource
import sys
import time
import warnings
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from likvard.analysis.disclosure import suppress
from likvard.analysis.disclosure.audit import determined
from likvard.analysis.disclosure.cells import cells
from likvard.analysis.segregation import bootstrap
from likvard.analysis.segregation.counts import of_matrix
from likvard.analysis.segregation.indices import dissimilarity, mutual_of
from likvard.analysis.survey.answers import indices
from likvard.analysis.table import of_columns

SCHOOLS, TOWNS, GROUPS = 4800, 290, 5


def timed(work, times=3):
    """The answer and the least of some times, in seconds: the rest is what else the machine did."""
    least = np.inf
    for _ in range(times):
        start = time.perf_counter()
        answer = work()
        least = min(least, time.perf_counter() - start)
    return answer, least


def told(name, plain, own, bound, note=""):
    ratio = plain / own
    mark = "" if ratio >= bound else "  BELOW THE MARK"
    print(f"{name:<44} {plain * 1000:>9.1f} ms {own * 1000:>9.1f} ms  {ratio:>6.1f} × (≥ {bound}){mark} {note}")


def nation(generator):
    """Counts (groups, schools) and each school's town."""
    size = np.maximum(15, generator.lognormal(5.2, 0.7, SCHOOLS)).astype(int)
    weight = generator.lognormal(0, 1, TOWNS)
    town = np.sort(np.r_[np.arange(TOWNS), generator.choice(TOWNS, SCHOOLS - TOWNS, p=weight / weight.sum())])
    shares = generator.dirichlet([8, 2, 1.2, 0.6, 0.4], SCHOOLS)
    counts = np.array([generator.multinomial(n, p) for n, p in zip(size, shares, strict=True)]).T
    return np.ascontiguousarray(counts), town


def segregation(counts, draws):
    whole = of_matrix(counts.astype(float))
    scope = bootstrap.Scope(0, counts.shape[1])
    wanted = [("M", scope, -1, -1), ("H", scope, -1, -1), ("D", scope, 0, 1)]
    generator = np.random.default_rng(1)
    total, share = counts.sum(), (counts / counts.sum()).ravel()

    def loop():
        out = np.empty((3, draws))
        for i in range(draws):
            one = generator.multinomial(total, share).reshape(counts.shape).astype(float)
            both = mutual_of(one)
            out[:, i] = both.m[0], both.h[0], dissimilarity(one[0][:, None], one[1][:, None])[0]
        return out

    plain, plain_time = timed(loop, 1)
    for threads in (1, 2):
        own, own_time = timed(partial(bootstrap.draw, whole, wanted, draws=draws, seed=1, threads=threads))
        told(f"M, H, D, {draws} draws: multinomial loop, {threads} thr.", plain_time, own_time, 8)
        if threads == 1:
            first = own
    assert (own == first).all(), "the bits depend on the number of threads"
    spread = own.std(axis=1) / plain.std(axis=1)
    print(f"    standard errors against the loop's: {', '.join(f'{x:.3f}' for x in spread)}; same bits on 1 and 2")


def beside_pysal(counts, draws):
    """H with schools drawn anew, beside PySAL's `segregation`, one thread each. Its answer and spread are compared."""
    from segregation.inference import SingleValueTest  # noqa: PLC0415 - only where it is installed
    from segregation.multigroup import MultiInfoTheory  # noqa: PLC0415 - as above

    names = [f"g{group}" for group in range(len(counts))]
    frame = pd.DataFrame(counts.T, columns=names)

    def theirs():
        with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = MultiInfoTheory(frame, names)
            drawn = SingleValueTest(found, iterations_under_null=draws, null_approach="bootstrap", n_jobs=1)
        return found.statistic, np.std(drawn.est_sim)

    whole = of_matrix(counts.astype(float))
    wanted = [("H", bootstrap.Scope(0, counts.shape[1]), -1, -1)]
    (value, spread), plain_time = timed(theirs, 1)
    own, own_time = timed(partial(bootstrap.draw, whole, wanted, draws=draws, seed=1, random="units", threads=1))
    assert np.isclose(value, mutual_of(counts.astype(float)).h[0])
    told(f"H, {draws} draws of schools: PySAL", plain_time, own_time, 1, f"errors {own.std() / spread:.3f} of its")


def survey(respondents):
    generator = np.random.default_rng(2)
    school = generator.integers(0, 1500, respondents).astype(np.int32)
    answers = generator.integers(-1, 4, (60, respondents)).astype(np.int8)
    scores = [[10.0, 20 / 3, 10 / 3, 0.0]] * 60
    items = [list(range(i, i + 3)) for i in range(0, 60, 3)]
    value = np.array([*scores[0], np.nan])
    frame = pd.DataFrame(answers.T, columns=[f"q{i}" for i in range(60)])
    frame["school"] = school

    def plain():
        out = []
        for members in items:
            names = [f"q{i}" for i in members]
            scored = frame[names].replace({-1: np.nan, 0: value[0], 1: value[1], 2: value[2], 3: value[3]})
            person = pd.DataFrame({"s": scored.sum(axis=1), "c": scored.count(axis=1), "school": frame["school"]})
            person = person[person["c"] > 0]
            by = person.groupby("school")
            sums, counts, n = by["s"].sum(), by["c"].sum(), by.size()
            mean = sums / counts
            off = (person["s"] - person["c"] * person["school"].map(mean)) ** 2
            se = np.sqrt(off.groupby(person["school"]).sum() * n / (n - 1)) / counts
            out.append((mean.to_numpy(), se.to_numpy()))
        return out

    theirs, plain_time = timed(plain, 1)
    own, own_time = timed(lambda: indices(answers, school, 1500, items, scores))
    for place, (mean, se) in enumerate(theirs):
        assert np.allclose(mean, own.mean[place], rtol=1e-10)
        assert np.allclose(se, own.se[place], rtol=1e-8)
    told(f"survey, {respondents} × 60 items → 20 indices: pandas", plain_time, own_time, 12)


def suppression(counts, town):
    groups, schools = counts.shape
    table = of_columns({
        "school": np.repeat([f"s{i}" for i in range(schools)], groups).tolist(),
        "town": np.repeat([f"t{i}" for i in town], groups).tolist(),
        "group": np.tile([f"g{i}" for i in range(groups)], schools).tolist(),
        "n": counts.T.ravel(),
    })  # fmt: skip
    question = {"dims": ["school", "group"], "count": "n", "hierarchies": [["school", "town"]]}
    start = time.process_time()
    result, own_time = timed(lambda: suppress(table, **question), 5)
    used = (time.process_time() - start) / 5
    found = cells(table, **question)
    hidden = np.array([cell.status == "withheld" for cell in result.cells])
    left, audit_time = timed(lambda: determined(found.equations(), hidden), 1)
    mark = "" if own_time <= 0.1 else "  ABOVE THE MARK"
    print(f"suppression, {found.size} cells: {own_time * 1000:.0f} ms (≤ 100){mark}, {used * 1000:.0f} ms of processor")
    print(f"    {result.n_primary} small, {result.n_secondary} to protect them; {len(left)} computable by elimination")
    print(f"    (which takes {audit_time * 1000:.0f} ms)")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--draws", type=int, default=500)
    asked.add_argument("--respondents", type=int, default=500_000)
    options = asked.parse_args()
    numbers, towns = nation(np.random.default_rng(1))
    print(f"{'':<44} {'plain':>12} {'own':>12}")
    segregation(numbers, options.draws)
    if find_spec("segregation"):
        beside_pysal(numbers, options.draws)
    survey(options.respondents)
    suppression(numbers, towns)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
