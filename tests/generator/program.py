"""A program: a cell, spelled out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.generator.cells import Cell
from tests.generator.drawing import draw
from tests.generator.faults import Fault, faults
from tests.generator.graphs import Graph
from tests.generator.layouts import Layout, Naming
from tests.generator.networks import Network
from tests.generator.styles import Style, draw_style

_MODEL_FN = {"x": "features", "y": "labels"}
"""What an Estimator calls the arguments of its `model_fn`."""


@dataclass(frozen=True)
class Program:
    seed: int
    cell: Cell
    files: dict[str, str]
    """The text of each file; `train.py` is run."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        return faults(self.cell)

    @property
    def name(self) -> str:
        return f"{self.cell.version.replace('.', '_')}_{self.seed:06}"

    def write(self, root: Path) -> Path:
        """Writes the files into a folder of their own below `root`."""
        folder = root / self.name
        folder.mkdir(parents=True)
        for file, text in self.files.items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder


def program(version: str, seed: int) -> Program:
    """The program that belongs to a version and a seed: always the same text."""
    random = Random(f"{version} {seed}")
    cell = draw(random, version)
    style = draw_style(random)
    return Program(seed, cell, written(cell, style))


def written(cell: Cell, style: Style) -> dict[str, str]:
    """The files of a cell, in a style."""
    graph = Graph(cell, style)
    definitions = [*graph.definitions(), *Network(cell, style).definitions()]
    return _layout(cell, style).arrange(definitions, list(graph.sections()))


def _layout(cell: Cell, style: Style) -> Layout:
    old = cell.version == "tf1.15"
    plain = old and (cell.uses_contrib or not style.compat)
    setup = ["tf.set_random_seed(0)"] if old else ["tf.disable_v2_behavior()", "tf.set_random_seed(0)"]
    return Layout(
        structure=cell.structure,
        files=cell.files,
        naming=Naming(style.values | (_MODEL_FN if cell.structure == "estimator" else {}), style.functions),
        tensorflow="import tensorflow as tf" if plain else "import tensorflow.compat.v1 as tf",
        by_module=style.by_module,
        modules=style.modules,
        setup=tuple(setup),
    )
