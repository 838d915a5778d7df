"""The right programs that are broken: which files one consists of, and what of them it can reach."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

import libcst as cst

from benchmarks.mutants.source import Definition, Source, dotted, last

TRAINING_STEPS = frozenset({"minimize", "apply_gradients", "create_train_op", "optimize_loss"})
"""Names of functions and methods that make a training step."""

_RUNS = re.compile(r"^# runs: (?P<versions>.+)$", re.MULTILINE)
_STRING = re.compile(r"""["']([^"'\n]*)["']""")
_SKIPPED = re.compile(r"(^|/)(\.|__pycache__/)")


@dataclass(frozen=True)
class Program:
    """A program whose script is `entry`, a POSIX path relative to `folder`.

    `versions` are those in which TensorFlow can judge it, none if a person must. `repository` names where it is from,
    "owner/name", and is empty for the project's own.
    """

    folder: Path
    entry: str
    versions: tuple[str, ...] = ()
    repository: str = ""

    def __str__(self) -> str:
        if self.repository:
            return f"{self.repository}:{self.entry}"
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every Python file of the folder."""
        paths = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.py") if path.is_file())
        return tuple(sorted(path for path in paths if not _SKIPPED.search(path)))


class Sources:
    """What a program consists of, and what of it the entry can reach."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.normalising: dict[Definition, bool] = {}
        """What `idioms` has found out about definitions: whether they speak of normalisation."""

    @cached_property
    def files(self) -> Mapping[str, Source]:
        """The files that the entry imports, those that they import, and the entry; LibCST reads no Python 2."""
        found: dict[str, Source] = {}
        waiting = [self.program.entry]
        while waiting:
            path = waiting.pop()
            if path in found:
                continue
            source = _parsed(self.program.folder, path)
            if source is None:
                continue
            found[path] = source
            waiting.extend(target for name in _modules(source) for target in self._files(name, source))
        return dict(sorted(found.items()))

    @cached_property
    def definitions(self) -> Mapping[str, Sequence[Definition]]:
        """The functions, methods and classes of all files by their names."""
        found: dict[str, list[Definition]] = defaultdict(list)
        for source in self.files.values():
            for node in source.definitions:
                found[node.name.value].append(node)
        return found

    @cached_property
    def mentions(self) -> Counter[str]:
        """How often each name is written in all files."""
        return Counter(node.value for source in self.files.values() for node in source.nodes(cst.Name))

    @property
    def trains(self) -> bool:
        """Whether it can reach the call of a function that makes a training step."""
        return any(
            last(call.func) in TRAINING_STEPS and self.reaches(source, call)
            for source in self.files.values()
            for call in source.nodes(cst.Call)
        )

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """All files in the folders of the program's own: among them are other programs that share those."""
        folders = {PurePosixPath(path).parent for path in self.files}
        return tuple(path for path in self.program.paths if PurePosixPath(path).parent in folders)

    def reaches(self, source: Source, node: cst.CSTNode) -> bool:
        """Whether the code that the entry can reach, going by names alone, includes the node."""
        around = [parent for parent in source.parents(node) if isinstance(parent, cst.FunctionDef | cst.ClassDef)]
        return all(parent in self._reached for parent in around) and not self._is_off(source, node)

    def _is_off(self, source: Source, node: cst.CSTNode) -> bool:
        """Whether it stands behind a constant of the program that is False."""
        inner = node
        for parent in source.parents(node):
            if isinstance(parent, cst.If) and inner is parent.body and last(parent.test) in self._never:
                return True
            inner = parent
        return False

    @cached_property
    def _never(self) -> frozenset[str]:
        """The names that the program gives a value in one place: False."""
        values = defaultdict(list)
        for source in self.files.values():
            for node in source.nodes(cst.Assign):
                for target in node.targets:
                    values[last(target.target)].append(last(node.value))
        return frozenset(name for name, given in values.items() if name.isupper() and {*given} - {name} == {"False"})

    @cached_property
    def _reached(self) -> set[Definition]:
        """Definitions named in what is executed on import or in the body of another one of them."""
        return self._named_from([(source, source.module) for source in self.files.values()])

    def within_reach(self, definition: Definition) -> set[Definition]:
        """The definition, and those named in its body or in the body of another one of them."""
        return {definition, *self._named_from([(self._homes[definition], definition)])}

    @cached_property
    def _homes(self) -> Mapping[Definition, Source]:
        return {node: source for source in self.files.values() for node in source.definitions}

    def home(self, definition: Definition) -> Source:
        """The file that a definition stands in."""
        return self._homes[definition]

    def _named_from(self, waiting: list[tuple[Source, cst.CSTNode]]) -> set[Definition]:
        reached: set[Definition] = set()
        while waiting:
            for name in _mentioned(*waiting.pop(), self._never):
                new = [one for one in self.definitions.get(name, ()) if one not in reached]
                reached.update(new)
                waiting.extend((self._homes[one], one) for one in new)
        return reached

    def _files(self, module: str, importer: Source) -> Iterator[str]:
        """The files that `import module` may mean: the nearest to the importer that ends with this path, and whose
        folder Python may look into."""
        tail = module.lstrip(".").replace(".", "/")
        fitting = [
            path
            for path in self.program.paths
            for end in (f"/{tail}.py", f"/{tail}/__init__.py")
            if tail and f"/{path}".endswith(end) and self._looks_into(f"/{path}".removesuffix(end)[1:], importer)
        ]
        base = PurePosixPath(importer.path).parts
        yield from sorted(fitting, key=lambda path: (-_shared(base, PurePosixPath(path).parts), len(path), path))[:1]

    def _looks_into(self, folder: str, importer: Source) -> bool:
        """Whether imports may be looked for in a folder: one around the importer or the entry, or one that a string of
        a file that edits `sys.path` names."""
        near = {parent for path in (importer.path, self.program.entry) for parent in PurePosixPath(path).parents}
        path = PurePosixPath(folder)
        return path in near or path.name in self._searched

    @cached_property
    def _searched(self) -> frozenset[str]:
        """The names of folders that edits of `sys.path` may add: in files with such edits, what ends a string."""
        texts = ((self.program.folder / path).read_text("utf-8", "replace") for path in self.program.paths)
        strings = (string for text in texts if "sys.path" in text for string in _STRING.findall(text))
        return frozenset(PurePosixPath(string).name for string in strings) - {""}


def fixtures(root: Path) -> Iterator[Program]:
    """The folders below `root` named `right_…` that hold a `train.py`."""
    for entry in sorted(root.rglob("right_*/train.py")):
        runs = _RUNS.search(entry.read_text(encoding="utf-8"))
        yield Program(entry.parent, entry.name, tuple(runs["versions"].split()) if runs else ())


def labelled(labels: Path, repositories: Path, chosen: Callable[[Program], bool]) -> Iterator[Program]:
    """The programs that a table calls `clean`, and no row a bug, of those repositories that are checked out.

    The table has the columns `repo` ("owner/name"), `program` (the entry's path) and `verdict`. A repository's folder
    is `owner+name`. Programs that LibCST cannot read, in Python 2 or notebooks, are left out. In each repository, those
    that train come first.
    """
    verdicts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    with labels.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            verdicts[row["repo"]][row["program"]].add(row["verdict"])
    for repository, programs in verdicts.items():
        folder = repositories / repository.replace("/", "+")
        right = [
            Program(folder, entry, repository=repository)
            for entry, verdict in programs.items()
            if "clean" in verdict and "bug" not in verdict and entry.endswith(".py") and (folder / entry).is_file()
        ]
        readable = [program for program in right if chosen(program) and _parsed(folder, program.entry) is not None]
        yield from sorted(readable, key=lambda program: not Sources(program).trains)


@lru_cache(maxsize=200)
def _parsed(folder: Path, path: str) -> Source | None:
    """The file; None if it is no Python 3. Programs of one repository share their files."""
    try:
        return Source(path, (folder / path).read_bytes())
    except (cst.ParserSyntaxError, UnicodeDecodeError):
        return None


def _modules(source: Source) -> Iterator[str]:
    """Names of imported modules, and the strings of a file that imports by string."""
    by_string = any(last(call.func) in ("import_module", "__import__") for call in source.nodes(cst.Call))
    for node in source.all_nodes():
        if isinstance(node, cst.Import):
            yield from (dotted(alias.name) or "" for alias in node.names)
        elif isinstance(node, cst.ImportFrom):
            module = (dotted(node.module) or "") if node.module else ""
            yield module
            if not isinstance(node.names, cst.ImportStar):
                yield from (f"{module}.{last(alias.name)}".lstrip(".") for alias in node.names)
        elif by_string and isinstance(node, cst.SimpleString):
            yield str(node.raw_value)


def _mentioned(source: Source, node: cst.CSTNode, never: frozenset[str]) -> Iterator[str]:
    """Names, and words of strings, in what is executed with `node`: not in the bodies of functions within it, nor in
    what waits for a name that is `never` true."""
    waiting = list(source.children(node))
    while waiting:
        child = waiting.pop()
        if isinstance(child, cst.Import | cst.ImportFrom):
            continue
        if isinstance(child, cst.Name):
            yield child.value
        elif isinstance(child, cst.SimpleString):
            yield str(child.raw_value)
        if isinstance(child, cst.FunctionDef):
            waiting.extend([*child.decorators, child.params])
            if child.name.value.startswith("__"):
                yield child.name.value
        elif isinstance(child, cst.ClassDef):
            waiting.extend([*child.decorators, *child.bases, child.body])
        elif isinstance(child, cst.If) and last(child.test) in never:
            waiting.extend([child.test, *([child.orelse] if child.orelse else [])])
        else:
            waiting.extend(source.children(child))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the common beginning."""
    same = [a == b for a, b in zip(one, other, strict=False)]
    return same.index(False) if False in same else len(same)
