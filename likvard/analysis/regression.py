"""Least squares with errors that hold when the spread differs: classical, HC0–HC3 and clustered; with weights or not.

White (1980); MacKinnon & White (1985) for HC1–HC3; Liang & Zeger (1986) for clusters, with the usual small-sample
factor. Weights are those of weighted least squares: a row of weight 2, such as twice the pupils, has half the variance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from likvard.analysis.design import Frame, columns_of, frame
from likvard.analysis.errors import bad_question
from likvard.analysis.results import Coefficient, Method, Result, Text, coefficient, dropped
from likvard.analysis.table import Floats, Table

Errors = Literal["classical", "hc0", "hc1", "hc2", "hc3", "cluster"]
ROBUST: tuple[Errors, ...] = ("hc0", "hc1", "hc2", "hc3")


@dataclass(frozen=True, kw_only=True)
class Regression(Result):
    """`residual_sd` is the square root of the residual mean square (weighted when weights are). `r2` and
    `adjusted_r2` are against a model with the intercept only. `df` is that of the t quantiles of the intervals."""

    outcome: str
    coefficients: tuple[Coefficient, ...]
    errors: Errors
    df: int
    r2: float
    adjusted_r2: float
    residual_sd: float
    clusters: int | None


@dataclass(frozen=True)
class Fit:
    """Plain least squares: `beta` (p,), `inverse` (x'wx)⁻¹, `residuals` (n,), `leverage` (n,), `rss` weighted."""

    beta: Floats
    inverse: Floats
    residuals: Floats
    leverage: Floats
    rss: float
    tss: float


def least_squares(x: Floats, y: Floats, weights: Floats | None = None) -> Fit:
    """x (n, p) of full rank with the intercept first; by QR, so that no square of x is formed."""
    root = np.ones(len(y)) if weights is None else np.sqrt(weights)
    q, r = np.linalg.qr(x * root[:, None])
    half = np.linalg.inv(r)
    beta = half @ (q.T @ (y * root))
    residuals = y - x @ beta
    weight = root**2
    centre = float(weight @ y / weight.sum())
    return Fit(
        beta,
        np.asarray(half @ half.T, dtype=np.float64),
        residuals,
        np.asarray((q**2).sum(axis=1), dtype=np.float64),
        float(weight @ residuals**2),
        float(weight @ (y - centre) ** 2),
    )


def covariance(fit: Fit, given: Frame, errors: Errors) -> tuple[Floats, int]:
    """The coefficients' covariance (p, p), and the degrees of freedom of their t quantiles."""
    n, p = given.x.shape
    if errors == "classical":
        return fit.inverse * fit.rss / (n - p), n - p
    weight = np.ones(n) if given.weights is None else given.weights
    score = given.x * (weight * fit.residuals)[:, None]
    if errors == "cluster":
        codes = given.groups[0].codes
        clusters = len(given.groups[0].labels)
        summed = np.stack([np.bincount(codes, weights=score[:, k]) for k in range(p)], axis=1)
        factor = clusters / (clusters - 1) * (n - 1) / (n - p)
        return fit.inverse @ (summed.T @ summed) @ fit.inverse * factor, clusters - 1
    if errors in ("hc2", "hc3"):
        # A row that alone decides a coefficient has leverage 1 and no residual: it adds nothing.
        left = np.maximum(1 - fit.leverage, 1e-12)
        score = score / (np.sqrt(left) if errors == "hc2" else left)[:, None]
    factor = n / (n - p) if errors == "hc1" else 1.0
    return fit.inverse @ (score.T @ score) @ fit.inverse * factor, n - p


def ols(
    table: Table,
    outcome: str,
    terms: Sequence[str] = (),
    *,
    weights: str | None = None,
    errors: Errors = "classical",
    cluster: str | None = None,
) -> Regression:
    """Regression of `outcome` on `terms` (as in `design`). `cluster` names the column of clusters and implies its
    errors. Raises `DataError` as `design.frame` does."""
    if cluster is not None:
        if errors not in ("classical", "cluster"):
            raise bad_question("Välj antingen --robust eller --cluster.", "Choose either --robust or --cluster.")
        errors = "cluster"
    given = frame(table, outcome, terms, weights=weights, groups=[cluster] if cluster else [])
    fit = least_squares(given.x, given.y, given.weights)
    matrix, df = covariance(fit, given, errors)
    n, p = given.x.shape
    r2 = 1 - fit.rss / fit.tss
    quantile = float(stdtrit(df, 0.975))
    return Regression(
        n=n,
        method=_method(errors, weights=weights, cluster=cluster),
        sources=(table.source,),
        notes=dropped(given.lost, ", ".join(given.columns)),
        outcome=outcome,
        coefficients=tuple(
            coefficient(name, fit.beta[k], math.sqrt(max(matrix[k, k], 0.0)), quantile)
            for k, name in enumerate(given.names)
        ),
        errors=errors,
        df=df,
        r2=r2,
        adjusted_r2=1 - (1 - r2) * (n - 1) / (n - p),
        residual_sd=math.sqrt(fit.rss / (n - p)),
        clusters=len(given.groups[0].labels) if cluster else None,
    )


def columns(outcome: str, terms: Sequence[str], weights: str | None, cluster: str | None) -> list[str]:
    """What `ols` reads of a file."""
    return [outcome, *columns_of(terms), *([weights] if weights else []), *([cluster] if cluster else [])]


def _method(errors: Errors, *, weights: str | None, cluster: str | None) -> Method:
    kind_sv = {"classical": "klassiska medelfel", "cluster": f"medelfel klustrade på {cluster}"}.get(
        errors, f"robusta medelfel ({errors.upper()})"
    )
    kind_en = {"classical": "classical errors", "cluster": f"errors clustered on {cluster}"}.get(
        errors, f"robust errors ({errors.upper()})"
    )
    weighted_sv = f", vägd med {weights}" if weights else ""
    weighted_en = f", weighted by {weights}" if weights else ""
    return Method(
        text=Text(
            f"Minsta kvadratmetoden{weighted_sv}, {kind_sv}. Koefficienterna beskriver samvariation, inte orsak.",
            f"Least squares{weighted_en}, {kind_en}. The coefficients describe co-variation, not causes.",
        ),
        random=Text("Raderna som ett urval.", "The rows as a sample.")
        if cluster is None
        else Text(f"Grupperna i {cluster} som ett urval.", f"The groups of {cluster} as a sample."),
        reference="White (1980) Econometrica 48; MacKinnon & White (1985) J. Econometrics 29"
        if cluster is None
        else "Liang & Zeger (1986) Biometrika 73",
    )
