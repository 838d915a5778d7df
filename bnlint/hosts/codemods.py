"""Every way to repair is a command of LibCST's codemod tool, called like it: `move-read` is `MoveRead`.

    python -m libcst.tool codemod -x bnlint.hosts.codemods.MoveRead FOLDER

All files that it is run on are judged before the first of them is written, in the projects that they belong to, and a
repair is made only if it cures, as by `bnlint check --fix`.
"""

from __future__ import annotations

import argparse
from abc import ABC
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

import libcst as cst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile
from libcst.metadata import BaseMetadataProvider

from bnlint.findings.repair import WAYS, Way
from bnlint.hosts.planning import Plan, plans


class Plans(NamedTuple):
    """The plans for a file, if there are any: for repairs that are safe, and for all."""

    safe: Plan | None
    unsafe: Plan | None


class Planning(BaseMetadataProvider[Plans]):
    """The plans of the files that a command is run on: LibCST has them made at once, in the process that begins.

    Commands hear of their options too late for that, so both kinds are made.
    """

    way: ClassVar[Way]

    @classmethod
    def gen_cache(
        cls, root_path: Path, paths: Sequence[str], *, timeout: int | None = None, use_pyproject_toml: bool = False
    ) -> Mapping[str, Plans]:
        """The plans for each of the paths, which are absolute."""
        safe, unsafe = (plans(paths, cls.way, unsafe=unsafe) for unsafe in (False, True))
        return {path: Plans(safe.get(path), unsafe.get(path)) for path in paths}

    def _gen_impl(self, module: cst.Module) -> None:
        assert isinstance(self.cache, Plans)
        self.set_metadata(module, self.cache)


class Command(CodemodCommand, ABC):
    """Repairs in one way."""

    planning: ClassVar[type[Planning]]

    def __init__(self, context: CodemodContext, unsafe_fixes: bool = False) -> None:
        super().__init__(context)
        self._unsafe = unsafe_fixes

    @staticmethod
    def add_args(arg_parser: argparse.ArgumentParser) -> None:
        """As for `bnlint check`."""
        arg_parser.add_argument(
            "--unsafe-fixes", action="store_true", help="make repairs, too, that change more than the bug"
        )

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """The file as it was planned; raises `SkipFile` if it has changed since."""
        made = self.get_metadata(self.planning, tree)
        plan = made.unsafe if self._unsafe else made.safe
        if plan is None:
            return tree
        for sentence in plan.left:
            self.warn(sentence)
        if tree.bytes != plan.before:
            raise SkipFile("it has changed since it was judged")
        return tree if plan.after == plan.before else cst.parse_module(plan.after)


def _command(way: Way) -> type[Command]:
    name = "".join(word.capitalize() for word in way.split("-"))
    known = {"__module__": __name__, "__doc__": WAYS[way]}
    planning = type("Planning", (Planning,), known | {"__qualname__": f"{name}.planning", "way": way})
    made = {"planning": planning, "METADATA_DEPENDENCIES": (planning,), "DESCRIPTION": WAYS[way]}
    return type(name, (Command,), known | made)


globals().update({command.__name__: command for command in map(_command, WAYS)})
