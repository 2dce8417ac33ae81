"""What was imported, from where and when; what of it is published; the work with it that is under way."""

from .datasets import Dataset, DatasetVersion
from .people import ProtectedPerson
from .publications import Publication
from .runs import Run
from .waiting import WaitingFile

__all__ = ["Dataset", "DatasetVersion", "ProtectedPerson", "Publication", "Run", "WaitingFile"]
