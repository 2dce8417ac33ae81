"""The interval of a share."""

from math import sqrt

from likvard.analysis.results import Z95


def wilson(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval (Wilson 1927) of a share 0-1 of `n` > 0; 95 % unless `z` says otherwise."""
    z2 = z * z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)
