"""Programs written at random. The same `Random` writes the same program; `observe(...)` marks what is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random

UPDATES = "tf.get_collection(tf.GraphKeys.UPDATE_OPS)"


class Writer:
    """A program in the making."""

    imports: tuple[str, ...] = ("import tensorflow.compat.v1 as tf",)

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []
        self.depth = 0
        self._counts: dict[str, int] = {}

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in (*self.imports, *self.lines))

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        self.line(f"{head}:")
        self.depth += 1
        yield
        if self.lines[-1].endswith(":"):
            self.line("pass")
        self.depth -= 1

    def new(self, prefix: str) -> str:
        """A name that nothing has yet."""
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}{self._counts[prefix]}"

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, options: Sequence[str]) -> str:
        return self.random.choice(options)

    def one_of(self, *options: tuple[int, Callable[[], None]]) -> None:
        """Write one of them, by weight."""
        weights = [weight for weight, _ in options]
        self.random.choices([write for _, write in options], weights)[0]()
