"""The gap between two groups in parts: by means and slopes (Oaxaca-Blinder) and by composition (Kitagawa).

The parts are sums of arithmetic, not causes: another reference gives other parts, so several are always shown.
"""

from likvard.analysis.decomposition.composition import Composition, kitagawa
from likvard.analysis.decomposition.regression import Decomposition, decompose

__all__ = ["Composition", "Decomposition", "decompose", "kitagawa"]
