"""Arranges sections of a program into functions, classes and files.

A section is a run of statements whose graph values are written `$loss`, and whose calls of the program's own functions
are written `@network`. A layout decides what those become: names of a script, parameters and results of functions, or
attributes of an object; names imported from another file, or members of an imported module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

VALUE = re.compile(r"\$(\w+)")
OWN = re.compile(r"@(\w+)")
_ASSIGNED = re.compile(r"^\s*((?:\$\w+)(?:, \$\w+)*) = (?P<value>.*)$")
INDENT = "    "
WIDTH = 100


@dataclass(frozen=True)
class Section:
    """Statements that follow one another; `name` serves as the name of a function that holds them."""

    name: str
    lines: tuple[str, ...]
    in_session: bool = False
    """The statements need an open session, `sess`."""
    apart: bool = False
    """They have a graph and a session of their own, and belong to no object."""

    @property
    def needs(self) -> list[str]:
        """The values that it reads before it sets them, in order."""
        known: set[str] = set()
        needs: list[str] = []
        for line in self.lines:
            assigned = _ASSIGNED.match(line)
            for name in VALUE.findall(assigned["value"] if assigned else line):
                if name not in known and name not in needs:
                    needs.append(name)
            if assigned:
                known.update(VALUE.findall(assigned[1]))
        return needs

    @property
    def sets(self) -> list[str]:
        """The values that it assigns, in order."""
        found = (name for line in self.lines if (m := _ASSIGNED.match(line)) for name in VALUE.findall(m[1]))
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Definition:
    """A function or class that the sections call, and the room that it belongs to: data, layers, model or graph."""

    name: str
    room: str
    lines: tuple[str, ...]
    is_method: bool = False


@dataclass(frozen=True)
class Naming:
    """What `$loss` and `@network` are called."""

    values: Mapping[str, str]
    functions: Mapping[str, str]

    def value(self, name: str) -> str:
        return self.values.get(name, name)

    def function(self, name: str) -> str:
        return self.functions.get(name, name)


@dataclass
class File:
    """One file: what it defines, and what it calls."""

    name: str
    docstring: str | None = None
    blocks: list[list[str]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """`structure` and `files` of a cell, with the imports that TensorFlow's version asks for."""

    structure: str
    files: str
    naming: Naming
    tensorflow: str
    by_module: bool
    """Imports modules of the program as modules, not names from them."""
    modules: Mapping[str, str]
    """The file of each room, for a program of many files."""
    setup: tuple[str, ...]
    """Statements that the entry begins with."""

    def arrange(self, definitions: Sequence[Definition], sections: Sequence[Section]) -> dict[str, str]:
        """The text of each file, by its name."""
        blocks: dict[str, list[list[str]]] = {}
        homes: dict[str, str] = {}
        everything = [*definitions, *self._own_definitions(definitions, sections)]
        for definition in everything:
            if not definition.is_method:
                homes[definition.name] = self.home(definition.room)
                blocks.setdefault(homes[definition.name], []).append(list(definition.lines))
        entry = blocks.setdefault("train", [])
        entry.extend(self._entry(sections))
        return {
            f"{name}.py": self._file(name, [[*lines] for lines in content], homes)
            for name, content in blocks.items()
            if content
        }

    def home(self, room: str) -> str:
        if self.files == "one" or room == "train":
            return "train"
        if self.files == "two":
            return self.modules["model"] if room in ("layers", "model") else "train"
        return self.modules[room]

    # -- functions and classes made of sections ------------------------------------------------------------------

    def _own_definitions(self, definitions: Sequence[Definition], sections: Sequence[Section]) -> Iterator[Definition]:
        if self.structure == "functions":
            for number, section in enumerate(sections):
                later = {name for after in sections[number + 1 :] for name in after.needs}
                yield Definition(section.name, "graph", tuple(_as_function(section, later)))
        elif self.structure == "class":
            yield self._class([d for d in definitions if d.is_method], [s for s in sections if not s.apart])
            for section in sections:
                if section.apart:
                    yield Definition(section.name, "graph", tuple(_as_function(section, set())))

    def _class(self, methods: Sequence[Definition], sections: Sequence[Section]) -> Definition:
        lines = ["class @Trainer(object):"]
        builders = [section for section in sections if not section.in_session]
        lines += [f"{INDENT}def __init__(self):", *(f"{INDENT * 2}self.@{section.name}()" for section in builders)]
        for section in sections:
            session = ", sess" if section.in_session else ""
            lines += ["", f"{INDENT}def @{section.name}(self{session}):"]
            lines += [INDENT * 2 + line for line in _of_object(section.lines)]
        for method in methods:
            lines += ["", *(INDENT + line for line in _of_object(method.lines))]
        return Definition("Trainer", "graph", tuple(lines))

    # -- the entry -----------------------------------------------------------------------------------------------

    def _entry(self, sections: Sequence[Section]) -> Iterator[list[str]]:
        if self.structure == "script":
            yield [*_sequence(sections, lambda section: list(section.lines))]
            return
        body = list(self._main(sections))
        yield ["def main():", *(INDENT + line for line in body)]
        yield ['if __name__ == "__main__":', f"{INDENT}main()"]

    def _main(self, sections: Sequence[Section]) -> Iterator[str]:
        if self.structure in ("main", "estimator"):
            yield from _sequence(sections, lambda section: list(section.lines))
        elif self.structure == "functions":
            yield from _sequence(sections, lambda section: [_call(section, sections)])
        else:
            yield "runner = @Trainer()"
            built = [section for section in sections if section.in_session or section.apart]
            yield from _sequence(built, lambda s: [f"@{s.name}()" if s.apart else f"runner.!{s.name}(sess)"])

    # -- text ----------------------------------------------------------------------------------------------------

    def _file(self, name: str, blocks: Sequence[list[str]], homes: Mapping[str, str]) -> str:
        used = {found for block in blocks for line in block for found in OWN.findall(line)}
        foreign = {function: homes[function] for function in used if function in homes and homes[function] != name}
        written = [[self._line(line, foreign) for line in block] for block in blocks]
        text = "\n\n\n".join("\n".join(block) for block in written)
        setup = [line for line in self.setup if name == "train"]
        head = [*_standard_imports(text), *self._imports(text), "", *self._own_imports(foreign)]
        parts = ["\n".join(head).strip("\n"), *(["\n".join(setup)] if setup else [])]
        return "\n\n".join(parts) + "\n\n\n" + text + "\n"

    def _line(self, line: str, foreign: Mapping[str, str]) -> str:
        def function(match: re.Match[str]) -> str:
            name = self.naming.function(match[1])
            return f"{foreign[match[1]]}.{name}" if self.by_module and match[1] in foreign else name

        line = OWN.sub(function, line)
        line = re.sub(r"!(\w+)\(", lambda match: f"{self.naming.function(match[1])}(", line)
        return VALUE.sub(lambda match: self.naming.value(match[1]), line)

    def _imports(self, text: str) -> Iterator[str]:
        if "np." in text:
            yield "import numpy as np"
        if "tf." in text:
            yield self.tensorflow
        if "slim." in text:
            yield "from tensorflow.contrib import slim"
        if "control_flow_ops." in text:
            yield "from tensorflow.python.ops import control_flow_ops"

    def _own_imports(self, foreign: Mapping[str, str]) -> Iterator[str]:
        for module in sorted(set(foreign.values())):
            if self.by_module:
                yield f"import {module}"
            else:
                names = sorted(self.naming.function(function) for function in foreign if foreign[function] == module)
                yield f"from {module} import {', '.join(names)}"


def _standard_imports(text: str) -> list[str]:
    modules = [module for module in ("functools", "os", "tempfile") if f"{module}." in text]
    return [*(f"import {module}" for module in modules), *([""] if modules else [])]


def _as_function(section: Section, later: set[str]) -> Iterator[str]:
    session = ["sess"] if section.in_session else []
    parameters = ", ".join([*session, *(f"${name}" for name in section.needs)])
    yield f"def @{section.name}({parameters}):"
    yield from (INDENT + line for line in section.lines)
    results = [name for name in section.sets if name in later]
    if results:
        yield f"{INDENT}return {', '.join(f'${name}' for name in results)}"


def _call(section: Section, sections: Sequence[Section]) -> str:
    later = {name for after in sections[sections.index(section) + 1 :] for name in after.needs}
    results = ", ".join(f"${name}" for name in section.sets if name in later)
    session = ["sess"] if section.in_session else []
    arguments = ", ".join([*session, *(f"${name}" for name in section.needs)])
    return f"{results} = @{section.name}({arguments})" if results else f"@{section.name}({arguments})"


def _of_object(lines: Iterable[str]) -> Iterator[str]:
    return (VALUE.sub(r"self.$\1", line) for line in lines)


def _sequence(sections: Sequence[Section], written: object) -> Iterator[str]:
    """The sections in order, those that need a session under one."""
    assert callable(written)
    inside = [section for section in sections if section.in_session]
    for section in sections:
        if not section.in_session:
            yield from written(section)
        elif section is inside[0]:
            yield "with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as sess:"
            yield f"{INDENT}sess.run(tf.global_variables_initializer())"
            for one in inside:
                yield from (INDENT + line for line in written(one))
