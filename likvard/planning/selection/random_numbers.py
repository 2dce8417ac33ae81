"""Random numbers that belong to the seed and the candidate, not to the order in which anything is read."""

import hashlib

_DIGITS = 16  # hexadecimal: 64 bits


def random_number(seed: str, key: str) -> float:
    """A number from 0 up to 1: sha256 of "seed:key" in UTF-8, its first 16 hexadecimal digits over 16 to the 16th.

    The same on every machine for ever; for two keys as good as independent (permanent random numbers, Ohlsson 1995).
    """
    digest = hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
    # 53 bits are all that a float holds: what is below is cut, so that the number is never rounded up to 1.
    return (int(digest[:_DIGITS], 16) >> 11) / 2**53


def in_random_order(seed: str, keys: list[str]) -> list[str]:
    """The keys by their random numbers, the smallest first; equal numbers (never seen) by key."""
    return sorted(keys, key=lambda key: (random_number(seed, key), key))
