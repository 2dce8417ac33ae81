"""Published results, each within its own tolerance: the rows of the targets about levels, designs and rules."""

import csv

import pytest

from likvard.analysis.bands import progress8_band
from likvard.analysis.expected import EQUATIONS
from likvard.analysis.mixed import mixed
from likvard.analysis.narrowing import narrowed
from likvard.analysis.pooling import pooled
from likvard.analysis.regression import ols
from likvard.analysis.sampling import design_mean
from likvard.analysis.table import of_columns, read

EIGHT = {"y": [28.0, 8, -3, 7, -1, 1, 18, 12], "se": [15.0, 10, 16, 11, 9, 11, 10, 18]}
MATHS = [f"pv{k}math" for k in range(1, 11)]


def named(result, name):
    return next(c for c in result.coefficients if c.name == name)


def effect(result, group):
    return next(e for e in result.effects if e.group == group)


def answers(data):
    """Every figure that the table asks of us, by its id."""

    def table(name, columns=None):
        return read(next((data / "analysis" / "data").glob(f"{name}.csv*")), columns)

    hsb = mixed(table("hsb82"), "mAch", "school")
    yield "ML01.intercept", named(hsb, "intercept").estimate
    yield "ML01.se_intercept", named(hsb, "intercept").se
    yield "ML01.tau2", hsb.tau2
    yield "ML01.sigma2", hsb.sigma2
    yield "ML01.icc", hsb.icc
    yield "ML01.remlcrit", hsb.criterion

    exam = mixed(table("exam"), "normexam", "school", ["standLRT"], ml=True)
    yield "ML04.intercept", named(exam, "intercept").estimate
    yield "ML04.standLRT", named(exam, "standLRT").estimate
    yield "ML04.se_standLRT", named(exam, "standLRT").se
    yield "ML04.tau2", exam.tau2
    yield "ML04.sigma2", exam.sigma2
    yield "ML04.minus2ll", exam.criterion

    effects = mixed(table("exam"), "normexam", "school", ["standLRT"])
    for school in ("1", "2"):
        yield f"ML07.u_school{school}", effect(effects, school).estimate
        yield f"ML07.cv_school{school}", effect(effects, school).conditional_variance

    eight = pooled(of_columns(EIGHT), "y", se="se")
    yield "ML13.mu", named(eight, "mean").estimate
    yield "ML13.se", named(eight, "mean").se
    yield "ML13.tau2", eight.tau2
    yield "ML13.Q", eight.q

    schools = narrowed(table("caschools"), let=[("score", "(read+math)/2"), ("str", "students/teachers")])
    california = ols(schools, "score", ["str"], errors="hc1")
    yield "SV03.intercept", named(california, "intercept").estimate
    yield "SV03.str", named(california, "str").estimate
    yield "SV03.se_str", named(california, "str").se
    yield "SV03.r2", california.r2
    yield "SV03.ser", california.residual_sd

    strata = read(data / "analysis" / "data" / "apistrat.csv")
    form = design_mean(strata, ["api00"], weights="pw", strata="stype", fpc="fpc", by="stype")
    yield "SV01.mean", named(form, "mean").estimate
    yield "SV01.se", named(form, "mean").se
    yield "SV01.mean_E", named(form, "E").estimate
    yield "SV01.se_E", named(form, "E").se

    pupils = narrowed(table("pisa18_sample"), where="cnt = 'FRA'")
    sets = [f"w_fsturwt{k}" for k in range(1, 81)]
    france = design_mean(pupils, MATHS, weights="w_fstuwt", replicates=sets, fay=0.5)
    yield "SV05.mean", named(france, "mean").estimate
    yield "SV05.se", named(france, "mean").se

    yield "SA01.pred", EQUATIONS["salsa-2015"].value([2.27, 0.518, 0.050])
    yield "P801.band", progress8_band(0.45, 24)


def is_within(found, row):
    if row["tolerance"] == "exact":
        return str(found) == row["value"]
    kind, bound = row["tolerance"].split()[:2]
    value = float(row["value"])
    return abs(found - value) <= float(bound) * (abs(value) if kind == "rel" else 1)


def test_every_published_result_is_within_its_tolerance(shared):
    with (shared / "analysis" / "targets.csv").open(encoding="utf-8") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream) if row["id"].startswith(("ML", "SV", "SA", "P8"))}
    found = dict(answers(shared))
    assert set(found) == set(rows)
    assert {name: (found[name], row) for name, row in rows.items() if not is_within(found[name], row)} == {}


def test_the_eight_schools_stand_at_the_boundary():
    result = pooled(of_columns(EIGHT), "y", se="se")
    assert result.boundary
    assert [note.code for note in result.notes] == ["boundary"]


def test_thirteen_trials_of_a_vaccine(shared):
    # Colditz et al. (1994), REML: log relative risk -0.7145 (0.1798), tau² 0.3132, I² 92.22 %.
    result = pooled(read(shared / "analysis" / "data" / "bcg.csv"), "yi", variance="vi")
    mean = named(result, "mean")
    assert (mean.estimate, mean.se) == (pytest.approx(-0.7145, abs=5e-5), pytest.approx(0.1798, abs=5e-5))
    assert (result.tau2, result.i2) == (pytest.approx(0.3132, abs=5e-5), pytest.approx(0.9222, abs=5e-5))


def test_a_second_column_of_the_california_districts(shared):
    # Stock & Watson print 686.0, -1.10 (0.43), -0.650 (0.031).
    table = read(shared / "analysis" / "data" / "caschools.csv")
    table = narrowed(table, let=[("score", "(read+math)/2"), ("str", "students/teachers")])
    result = ols(table, "score", ["str", "english"], errors="hc1")
    assert [round(c.estimate, 2) for c in result.coefficients] == [686.03, -1.10, -0.65]
    assert [round(c.se, 3) for c in result.coefficients][1:] == [0.433, 0.031]


def test_fifteen_districts_of_california(shared):
    # R survey's own example: svymean(~api00, dclus1) is 644.17 with standard error 23.542.
    table = read(shared / "analysis" / "data" / "apiclus1.csv")
    mean = named(design_mean(table, ["api00"], weights="pw", cluster="dnum", fpc="fpc"), "mean")
    assert (mean.estimate, mean.se) == (pytest.approx(644.17, abs=5e-3), pytest.approx(23.542, abs=5e-4))
