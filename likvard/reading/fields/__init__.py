"""The fields of the record, one file per group; each reads the document's flow and fills its part of the draft."""
