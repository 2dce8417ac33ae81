"""Papers out of plain values: accessible PDF (PDF/UA-1 and PDF/A-2a in one file) and Word with real styles.

`paper` holds the values, `pdf` and `word` print them, `answer` says how an organiser's answer is laid out.
"""
