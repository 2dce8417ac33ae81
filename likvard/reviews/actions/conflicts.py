"""When two people edit the same thing: the second is told and shown both versions, and nothing is lost.

Rows with one version each go through `quality.actions.locked`. A form of several texts that saves itself while
people type goes through `merge`, so that two people in different fields of one form never stand in each
other's way. The wording that is replaced is always kept (`wordings.keep_wording`).
"""

from likvard.quality.actions import ChangedMeanwhile, fingerprint, merge

__all__ = ["ChangedMeanwhile", "fingerprint", "merge"]
