"""What was imported, from where and when; what of it is published."""

from .datasets import Dataset, DatasetVersion
from .people import ProtectedPerson
from .publications import Publication
from .waiting import WaitingFile

__all__ = ["Dataset", "DatasetVersion", "ProtectedPerson", "Publication", "WaitingFile"]
