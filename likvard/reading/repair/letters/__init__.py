"""Words whose letters were lost or confused: which Swedish word was meant.

Two kinds of damage. *Stripped*: a scan read without Swedish letters, where nearly every å, ä and ö has become
a, o or something odd (é, d, 6, 4); every word is then read anew. *Confused*: single letters taken for others
(m for rn, i for l); only words that are no words are touched.

Numbers are never touched, and names only by closed lists (`names`).
"""

from __future__ import annotations

from likvard.reading.repair.letters.mending import mend

__all__ = ["mend"]
