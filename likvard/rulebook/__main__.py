"""`python -m likvard.rulebook` prints the rulebook's page; `… lock` prints the lock file of checksums."""

import sys

from likvard.rulebook.loading import rulebook
from likvard.rulebook.manual import manual

LOCK_HEAD = "# sha256 of each published definition. A published file never changes: write a new version instead.\n"


def lock() -> str:
    """One line per published file: checksum, two blanks, `<kind>/<valid-from>.toml`."""
    published = (d for versions in rulebook().by_kind.values() for d in versions if d.status == "published")
    return LOCK_HEAD + "".join(f"{d.checksum}  {d.kind}/{d.version}.toml\n" for d in published)


if __name__ == "__main__":
    sys.stdout.write(lock() if sys.argv[1:] == ["lock"] else manual(rulebook()))
