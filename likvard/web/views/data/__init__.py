"""Pages of the data: what was imported, new files, what their columns mean, publishing, the own schools' figures."""

from .listing import add, index, publish
from .mapping import mapping
from .running import again, progress, run
from .schools import schools
from .version import version

__all__ = ["add", "again", "index", "mapping", "progress", "publish", "run", "schools", "version"]
