"""The figures that ship with the product: NOTICE.md names their sources, `building.py` makes them from the files."""
