"""What is imported, what of it is published, where a figure comes from, and a municipality's own page."""

from .figures import Figure, Place, Series, municipality_page
from .listing import log_of, present_publication, unpublished, versions_of, visible_to, waiting_of
from .newest import newest_versions
from .people import people_table
from .tracing import Trace, trace

__all__ = [
    "Figure",
    "Place",
    "Series",
    "Trace",
    "log_of",
    "municipality_page",
    "newest_versions",
    "people_table",
    "present_publication",
    "trace",
    "unpublished",
    "versions_of",
    "visible_to",
    "waiting_of",
]
