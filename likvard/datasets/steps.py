"""The steps of work with data, in their order, as pages tell of them."""

IMPORT = ("opening", "reading", "writing", "keeping")
PUBLISH = ("gathering", "reckoning", "keeping")
