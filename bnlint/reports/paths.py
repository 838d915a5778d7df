"""How a report names a file."""

import os


def shown(path: str, folder: str) -> str:
    """`path` relative to `folder` where it lies below it, and as it is elsewhere."""
    parent = os.path.join(os.path.normcase(folder), "")
    return path[len(parent) :] if os.path.normcase(path).startswith(parent) else path
