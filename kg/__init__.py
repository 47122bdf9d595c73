"""From the authored files to the graph. Knows nothing of HTTP."""

from importlib.metadata import version

__version__ = version("wuchang-kg")
