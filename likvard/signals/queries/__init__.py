"""Who sees which signal, how far it has come, what must be done, and counts without people."""
