"""The reviewed school units, by the names the document gives them; never sister schools or neighbours."""

from __future__ import annotations

from likvard.reading.fields.units.reading import read

__all__ = ["read"]
