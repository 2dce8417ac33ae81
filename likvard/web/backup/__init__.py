"""Backups of an installation, and the way back: database, data folder, and the keys when they are asked for.

`making.make` writes one file while the site runs; `restoring.restore` checks every byte of it before anything here is
touched. `archive` is the file's form, `contents` what belongs in it, `database` the two kinds of databases, `keys` the
installation's keys, which may be kept apart.
"""
