"""Everything that this room writes: documents, readings, what people say of values, and the search index."""

from .adding import Added, add_document
from .finding import forget, keep_findable, rebuild_index
from .reading import UNEXPECTED, fail_reading, finish_reading, read_again, read_original, start_reading
from .reviewing import SaidMeanwhileError, confirm_sure, review_value

__all__ = [
    "UNEXPECTED",
    "Added",
    "SaidMeanwhileError",
    "add_document",
    "confirm_sure",
    "fail_reading",
    "finish_reading",
    "forget",
    "keep_findable",
    "read_again",
    "read_original",
    "rebuild_index",
    "review_value",
    "start_reading",
]
