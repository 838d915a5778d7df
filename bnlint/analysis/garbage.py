"""Memory while programs are read.

Almost everything that a program's reading makes lives until its end, so that looking for garbage meanwhile only costs:
it was 57 % of the time on the 586 files of tf_keras 2.21. So nobody looks until a program is done.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ENOUGH = 300_000
"""Objects made since the last look that make another one worth its while."""


@contextmanager
def collected_on_demand() -> Iterator[None]:
    """No garbage collection, except by `collect`."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def collect() -> None:
    """Free what the programs behind us have left, if that is much. What was there before is not looked through."""
    if gc.get_count()[0] > ENOUGH:
        gc.collect(0)
