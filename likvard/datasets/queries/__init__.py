"""What is imported, what of it is published, where a figure comes from, and a municipality's own page."""

from .figures import Figure, Place, Series, municipality_page
from .listing import log_of, present_publication, unpublished, versions_of, visible_to, waiting_of
from .newest import newest_versions
from .people import people_table
from .runs import open_publication, open_run_of, runs_to_show, runs_visible_to, stage_of, step_of
from .tracing import Trace, trace

__all__ = [
    "Figure",
    "Place",
    "Series",
    "Trace",
    "log_of",
    "municipality_page",
    "newest_versions",
    "open_publication",
    "open_run_of",
    "people_table",
    "present_publication",
    "runs_to_show",
    "runs_visible_to",
    "stage_of",
    "step_of",
    "trace",
    "unpublished",
    "versions_of",
    "visible_to",
    "waiting_of",
]
