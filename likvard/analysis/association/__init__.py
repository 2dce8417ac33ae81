"""Problem areas that go together: what reports say, beside what the data show, and which units to look at first."""

from likvard.analysis.association.early_warning import Warnings, early_warning
from likvard.analysis.association.network import Network, network, spirals

__all__ = ["Network", "Warnings", "early_warning", "network", "spirals"]
