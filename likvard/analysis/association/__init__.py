"""Problem areas that go together: what reports say, beside what the data show, and which units to look at first."""

from likvard.analysis.association.early_warning import Warnings, early_warning
from likvard.analysis.association.network import Edge, Network, network, reported, spirals
from likvard.analysis.association.together import Together, together

__all__ = ["Edge", "Network", "Together", "Warnings", "early_warning", "network", "reported", "spirals", "together"]
