"""The order in which files are looked through for what no program calls: whoever imports a file comes before it."""

from collections import Counter
from collections.abc import Callable, Iterable


def waves(files: Iterable[str], closure: Callable[[str], frozenset[str]]) -> list[list[str]]:
    """The `files` in waves, each sorted: all that can import a file are in waves before its own.

    Files that import each other are in one wave. `closure` gives the files that a file can import, directly or not.
    """
    among = frozenset(files)
    reached = {path: closure(path) & among for path in sorted(among)}
    importers = Counter(imported for found in reached.values() for imported in found)
    depth = dict.fromkeys(reached, 0)
    for path in sorted(reached, key=lambda path: importers[path]):
        below = depth[path] + 1
        for imported in reached[path]:
            # Whoever imports a file is imported by fewer than the file is, or else the file imports it, too.
            if importers[imported] > importers[path] and depth[imported] < below:
                depth[imported] = below
    return [[path for path in reached if depth[path] == wave] for wave in range(max(depth.values(), default=-1) + 1)]
