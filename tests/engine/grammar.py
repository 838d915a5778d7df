"""Any Python that parses, whether it makes sense or not: straight from the grammar of `ast`, by seed.

The abstract grammar is read from the docstrings of `ast`'s classes, so that whatever the running Python knows is tried.
"""

from __future__ import annotations

import ast
import random
import re
import warnings
from typing import Any, Final

NAMES: Final = (
    "a b c d self f g K args kwargs print len range list dict super zip map __x __init__ open property".split()
)
CONSTANTS: Final = [
    0, 1, -1, 2, 64, 10**30, 1.5, float("inf"), 2j, "", "a", "b%s", "{}", "%d %d", b"x", True, False, None, ...
]  # fmt: skip
TARGETS: Final = (ast.Name, ast.Name, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Starred)
AT_LEAST_ONE: Final = {"targets", "names", "items", "generators", "handlers", "cases"}
TARGET_FIELDS: Final = {"target", "targets", "optional_vars"}
NOT_ALONE: Final = {
    "Interpolation", "TemplateStr", "FormattedValue", "Expression", "Interactive", "FunctionType", "AugLoad",
    "AugStore", "Param", "Suite", "MatchStar", "Index", "ExtSlice", "Num", "Str", "Bytes", "NameConstant", "Ellipsis",
}  # fmt: skip
_FIELD: Final = re.compile(r"(\w+)([*?]?) (\w+)")

Fields = tuple[tuple[str, str, str], ...]
"""(type, "*" or "?" or "", name)"""


def _fields(cls: type[ast.AST]) -> Fields:
    doc = re.fullmatch(rf"{cls.__name__}\((.*)\)", (cls.__doc__ or "").replace("\n", " ").strip())
    return tuple((kind, many, name) for kind, many, name in _FIELD.findall(doc[1])) if doc else ()


def _kinds(base: type[ast.AST]) -> list[type[ast.AST]]:
    return [cls for cls in base.__subclasses__() if cls.__name__ not in NOT_ALONE]


EXPRESSIONS, STATEMENTS = _kinds(ast.expr), _kinds(ast.stmt)
BASES: Final[dict[str, type[ast.AST]]] = {
    name: cls for name, cls in vars(ast).items() if isinstance(cls, type) and issubclass(cls, ast.AST)
}


class Sower:
    """Grows one tree."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def number(self, high: int) -> int:
        return self._random.randint(0, high)

    def node(self, cls: type[ast.AST], depth: int) -> ast.AST:
        if cls is ast.JoinedStr:
            return ast.JoinedStr([self._formatted(depth) for _ in range(self.number(2))])
        values = {name: self._field(cls, kind, many, name, depth - 1) for kind, many, name in _fields(cls)}
        self._make_sense(cls, values, depth)
        return ast.fix_missing_locations(cls(**values))

    def _make_sense(self, cls: type[ast.AST], values: dict[str, object], depth: int) -> None:
        """Fields that need one another."""
        if cls is ast.Raise and values["exc"] is None:
            values["cause"] = None
        elif cls is ast.ExceptHandler and values["type"] is None:
            values["type"] = self.expression(depth - 1)
        elif cls is ast.ImportFrom and values["module"] is None:
            values["level"] = 1
        elif cls in (ast.MatchMapping, ast.MatchClass):
            values.update({name: [] for name in values if name.startswith("kwd_") or name in ("keys", "patterns")})

    def _formatted(self, depth: int) -> ast.expr:
        return ast.FormattedValue(self.expression(depth - 1), -1, None) if self.number(2) else ast.Constant("x")

    def expression(self, depth: int) -> ast.expr:
        cls = EXPRESSIONS[self.number(len(EXPRESSIONS) - 1)]
        if depth <= 0 or cls is ast.Starred or cls is ast.Slice:
            return ast.Name(self.name()) if self.number(1) else ast.Constant(self.constant())
        node = self.node(cls, depth)
        assert isinstance(node, ast.expr)
        return node

    def statement(self, depth: int) -> ast.stmt:
        if depth <= 0:
            return ast.Pass()
        node = self.node(STATEMENTS[self.number(len(STATEMENTS) - 1)], depth)
        assert isinstance(node, ast.stmt)
        return node

    def name(self) -> str:
        return NAMES[self.number(len(NAMES) - 1)]

    def constant(self) -> Any:
        return CONSTANTS[self.number(len(CONSTANTS) - 1)]

    def _field(self, cls: type[ast.AST], kind: str, many: str, name: str, depth: int) -> object:
        if many == "?" and self.number(1) and not (cls is ast.alias and name == "name"):
            return None
        if name == "kwonlyargs":
            return []
        if many == "*":
            least = 1 if kind == "stmt" or name in AT_LEAST_ONE else 0
            if cls in (ast.BoolOp, ast.MatchOr, ast.Compare):
                return [self._one(cls, kind, name, depth) for _ in range(1 if cls is ast.Compare else 2)]
            if cls is ast.Dict or name in ("defaults", "kw_defaults", "decorator_list", "type_ignores", "kwd_attrs"):
                return []
            return [self._one(cls, kind, name, depth) for _ in range(least + self.number(1))]
        return self._one(cls, kind, name, depth)

    def _one(self, cls: type[ast.AST], kind: str, name: str, depth: int) -> object:
        if kind == "expr" and name in TARGET_FIELDS and cls is not ast.NamedExpr:
            return self._target(depth, cls)
        if kind == "expr":
            return ast.Name(self.name()) if cls is ast.NamedExpr and name == "target" else self.expression(depth)
        if kind == "stmt":
            return self.statement(depth)
        if kind in ("identifier", "string"):
            return None if name in ("kind", "type_comment") else self.name()
        if kind == "int":
            return {"level": self.number(2), "conversion": -1, "simple": 1}.get(name, 0)
        if kind == "constant":
            return self.constant()
        base = BASES[kind]
        below = _kinds(base)
        return self.node(below[self.number(len(below) - 1)] if below else base, depth)

    def _target(self, depth: int, cls: type[ast.AST]) -> ast.expr:
        chosen = TARGETS[self.number(len(TARGETS) - 1)]
        if depth <= 0 or chosen is ast.Name or cls in (ast.AnnAssign, ast.AugAssign):
            return ast.Name(self.name())
        if chosen in (ast.Tuple, ast.List):
            return ast.Tuple([self._target(depth - 1, chosen) for _ in range(1 + self.number(1))])
        if chosen is ast.Starred:
            return ast.Starred(self._target(0, chosen)) if cls is ast.Tuple else ast.Name(self.name())
        if chosen is ast.Attribute:
            return ast.Attribute(self.expression(depth - 1), self.name())
        return ast.Subscript(self.expression(depth - 1), self.expression(depth - 1))


def text_of(seed: int) -> str | None:
    """A module; None where what grew does not parse."""
    sower = Sower(seed)
    body = [sower.statement(4) for _ in range(1 + sower.number(6))]
    try:
        text = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, TypeError, AttributeError, IndexError):
        return None
    return text
