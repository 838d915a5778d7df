"""A rule: one cause of broken batch normalisation, one file.

The file's name is the rule's identity: `bn102_update_ops_collected_too_early.py` is `BN102`, called
`update-ops-collected-too-early`. Everything else is read from the module when it is first asked for, so that listing
or selecting rules imports none of them:

* the docstring is the documentation: one line of summary, then the Markdown sections of `SECTIONS`, in that order;
* `LEVEL` says how bad the cause is, and `DAMAGES`, where the family does not, what runs of a wrong program show;
* `NEEDS`, in rules for graphs, says what a graph must show for there to be anything to judge;
* `judge` looks at the facts of one program and yields a `Report` for each place where the cause is found.
"""

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from bnlint.findings.finding import Certainty, Finding, Level, TrailStep, Use
from bnlint.findings.repair import Repair
from bnlint.findings.verdict import Damage
from bnlint.sources.places import Place

if TYPE_CHECKING:
    from bnlint.facts.program import Program

SECTIONS = ("What it does", "Why is this bad?", "Wrong", "Right", "Symptom", "How to confirm", "References")

FAMILIES = {
    "BN100": "statistics-not-updated",
    "BN200": "wrong-mode",
    "BN300": "statistics-not-shared",
    "BN400": "statistics-not-kept",
    "BN500": "bad-export",
    "BN600": "frozen-but-moving",
    "BN700": "statistics-unsound",
    "BN800": "dropout-mode",
}
"""The symptoms, by the code under which a bare graph file shows them."""

DAMAGES: Mapping[str, tuple[Damage, ...]] = {
    "BN1": ("not updated",),
    "BN2": ("training infers", "evaluation by batch", "evaluation writes"),
    "BN3": ("not shared",),
    "BN4": ("not kept",),
}
"""What runs of a wrong program show, by families, unless a rule's file says so in a `DAMAGES` of its own."""


class RuleError(Exception):
    """A rule file that lacks a part, or whose name is no rule's name; the message names the file."""


@dataclass(frozen=True)
class Report:
    """What a rule says about one place of one program."""

    place: Place
    message: str
    certainty: Certainty = "sure"
    trail: tuple[TrailStep, ...] = ()
    only_if: frozenset[Use] = frozenset()
    """Uses of which some program of the project must make one; empty where that does not matter."""
    repairs: tuple[Repair, ...] = ()
    """What would cure it, the best first."""


Judge: TypeAlias = "Callable[[Program], Iterator[Report]]"


@dataclass(frozen=True, order=True)
class Rule:
    """One rule. `module` is the dotted name of its file, which only the properties import.

    The properties raise `RuleError` where the file lacks the part that they read.
    """

    code: str
    name: str
    module: str

    @property
    def spellings(self) -> tuple[str, str]:
        """The case-folded words that stand for this rule alone."""
        return self.code.casefold(), self.name

    @property
    def family(self) -> str:
        """The symptom that the cause belongs to, such as `statistics-not-updated`."""
        return FAMILIES[f"{self.code[:-2]}00"]

    @property
    def is_symptom(self) -> bool:
        """Whether it is its family's symptom, and no cause."""
        return self.code in FAMILIES

    @property
    def level(self) -> Level:
        level: Level = self._part("LEVEL")
        if level not in get_args(Level):
            raise RuleError(f"{_file(self._load())}: LEVEL is {level!r}, not one of {', '.join(get_args(Level))}")
        return level

    @property
    def damages(self) -> tuple[Damage, ...]:
        """What runs of a program show that deserves a finding: one of these."""
        found: tuple[Damage, ...] = getattr(self._load(), "DAMAGES", DAMAGES.get(self.code[:3], ()))
        return found

    @property
    def judge(self) -> Judge:
        judge: Judge = self._part("judge")
        return judge

    @property
    def needs(self) -> tuple[Any, ...]:
        """The kinds of facts without which there is nothing to judge (`bnlint.rules.needs`), in the order of asking."""
        return tuple(getattr(self._load(), "NEEDS", ()))

    @property
    def documentation(self) -> str:
        """The whole docstring: a line of summary, a blank line, and every section of `SECTIONS`."""
        module = self._load()
        text = inspect.cleandoc(_docstring(module) or "")
        headings = tuple(re.findall(r"^## (.+?)\s*$", text, re.MULTILINE))
        if not text or text.startswith("#"):
            raise RuleError(f"{_file(module)}: the docstring does not begin with a line of summary")
        if headings != SECTIONS:
            raise RuleError(f"{_file(module)}: the docstring's sections are not {', '.join(SECTIONS)}, in this order")
        return text

    @property
    def summary(self) -> str:
        return self.documentation.partition("\n")[0]

    def finding(self, report: Report, entry: str) -> Finding:
        """The finding that `report` makes in the program that was read from the file `entry`."""
        return Finding(
            code=self.code,
            name=self.name,
            level=self.level,
            certainty=report.certainty,
            message=report.message,
            place=report.place,
            entry=entry,
            trail=report.trail,
            only_if=report.only_if,
            damages=self.damages,
            repairs=report.repairs,
        )

    def _load(self) -> ModuleType:
        return importlib.import_module(self.module)

    def _part(self, name: str) -> Any:
        module = self._load()
        try:
            return getattr(module, name)
        except AttributeError:
            raise RuleError(f"{_file(module)}: lacks {name}") from None


def _file(module: ModuleType) -> str:
    return module.__file__ or module.__name__


def _docstring(module: ModuleType) -> str | None:
    """The docstring, read from the source where `python -OO` has dropped it."""
    return module.__doc__ or ast.get_docstring(ast.parse(inspect.getsource(module)))
