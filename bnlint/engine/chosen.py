"""A module that an option names, which has no default: one of those beside the program that have what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bnlint.engine.values import Unknown, Value

if TYPE_CHECKING:
    from bnlint.engine.interpreter import Interpreter

CANDIDATES: Final = 4
"""Modules that may be meant; of more than these nothing is known."""


class ChosenModule(Unknown):
    """What `import_module(name)` gives where `name` is an option.

    What it defines is what the modules do that may be meant, each if the option names it. What it merely holds, such as
    a number, stays unknown, and so does what none of them defines.
    """

    __slots__ = ("_name",)

    def __init__(self, name: Unknown) -> None:
        super().__init__(f"import_module({name.text})", stable=True)
        self._name = name

    def field(self, engine: Interpreter, name: str) -> Value | None:
        known = super().field(engine, name)
        if known is None:
            known = self._defined(engine, name)
            if known is not None:
                self.fields = {**(self.fields or {}), name: known}
        return known

    def _defined(self, engine: Interpreter, name: str) -> Value | None:
        modules = engine.modules.defining(name)
        importer = engine.modules.loaded.get(engine.modules.entry)
        if importer is None or not 0 < len(modules) <= CANDIDATES:
            return None
        found = [
            (
                engine.is_equal_to(self._name, module),
                engine.attribute(engine.modules.load(engine, module, 0, importer), name),
            )
            for module in modules
        ]
        other = ~engine.logic.any_of(when for when, _ in found)
        return engine.choice([*found, (other, self.derive((".", name), f"{self.text}.{name}"))])
