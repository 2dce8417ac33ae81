"""Tables about single people, for analyses of the organisation that holds them."""

from pathlib import Path

from likvard.access.queries import Grants
from likvard.datasets import places
from likvard.datasets.models import DatasetVersion
from likvard.rulebook.permissions import Permission

from .listing import holders


def people_table(version: DatasetVersion, table: str, *, grants: Grants) -> Path:
    """The Parquet file of a table about people. Raises `PermissionError` for anybody who may not import for its
    holder, and KeyError for a table that the version has not."""
    if version.dataset.holder_id not in holders(grants, Permission.DATA_IMPORT):
        raise PermissionError("not the holder's")
    if table not in version.tables:
        raise KeyError(table)
    return places.version_folder(version.id) / f"{table}.parquet"
