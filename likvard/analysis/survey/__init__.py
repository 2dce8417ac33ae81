"""Survey indices from counts of answers, or from the answers themselves, by a declared rule set.

`survey` takes `Answered` rows (counts per question and group); `answers.counted` makes them from one row per
respondent. `rules` holds the rule sets: Skolenkäten 2022 exactly, others as files of one's own.
"""

from likvard.analysis.survey.estimator import Answered, Item, Survey, survey
from likvard.analysis.survey.rules import Rules, load

__all__ = ["Answered", "Item", "Rules", "Survey", "load", "survey"]
