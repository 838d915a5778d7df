"""How TensorFlow's functions, classes and methods take their arguments."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeAlias

from bnlint.tensorflow_api.classes import bases
from bnlint.tensorflow_api.library_table import LIBRARY_SIGNATURES
from bnlint.tensorflow_api.signature_table import SIGNATURES, SIGNATURES_2

Constant: TypeAlias = bool | int | float | str | tuple["Constant", ...] | list["Constant"] | None
"""What `ast.literal_eval` makes of a default."""

Argument: TypeAlias = int | str
"""Which argument of a call: a position, counted from 0, or a keyword."""


@dataclass(frozen=True)
class Expression:
    """A default that is no literal, in canonical names: `tf.float32`, `tf.zeros_initializer()`."""

    text: str


@dataclass(frozen=True)
class Parameter:
    """One named parameter. `default` is None both for a default of None and where there is none: see `required`."""

    name: str
    default: Constant | Expression = None
    required: bool = False
    keyword_only: bool = False


@dataclass(frozen=True)
class Signature:
    """The parameters of one callable, without `self`; the signature of a class is its constructor's.

    `var_positional` and `var_keyword` are the names of `*args` and `**kwargs`, or None where a callable has none.
    """

    parameters: tuple[Parameter, ...]
    var_positional: str | None = None
    var_keyword: str | None = None

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    def bind(self, positional: int, keywords: Iterable[str] = ()) -> dict[str, Argument]:
        """Which argument of a call each parameter gets; parameters that keep their default are left out.

        Surplus positional arguments and unknown keywords bind to nothing: analysed code may be written for another
        version. A keyword never overrides a position.
        """
        by_position = (parameter.name for parameter in self.parameters if not parameter.keyword_only)
        bound: dict[str, Argument] = {name: index for index, name in zip(range(positional), by_position, strict=False)}
        for keyword in keywords:
            if self.parameter(keyword) is not None:
                bound.setdefault(keyword, keyword)
        return bound


@cache
def signature(canonical: str, tensorflow: int = 1) -> Signature | None:
    """How the callable of a canonical name takes its arguments, or None where this room does not know.

    `tensorflow` is the generation of the API that the program uses: 2 looks up what differs there first. Methods are
    found on the class that defines them, and calling a layer object binds as its `call` does.
    """
    tables = (*([SIGNATURES_2] if tensorflow == 2 else []), SIGNATURES, LIBRARY_SIGNATURES)
    for name in _definitions(canonical):
        for table in tables:
            if name in table:
                return parsed(table[name])
    return None


def _definitions(canonical: str) -> Iterable[str]:
    """Where a callable may be defined: under its own name, then as a method of the bases of its class."""
    yield canonical
    owner, _, member = canonical.rpartition(".")
    if owner.rpartition(".")[2][:1].isupper():
        members = (member, "call") if member == "__call__" else (member,)
        for base in bases(owner):
            yield from (f"{base}.{name}" for name in members)


def parsed(parameters: str) -> Signature:
    """The parameters as Python writes them between the brackets of a `def`; raises `ValueError` for anything else."""
    try:
        (function,) = ast.parse(f"def _({parameters}): ...").body
    except SyntaxError as error:
        raise ValueError(str(error)) from None
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    missing: list[ast.expr | None] = [None] * (len(arguments.args) - len(arguments.defaults))
    positional = zip(arguments.args, [*missing, *arguments.defaults], strict=True)
    keyword_only = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return Signature(
        parameters=(
            *(_parameter(argument.arg, default, False) for argument, default in positional),
            *(_parameter(argument.arg, default, True) for argument, default in keyword_only),
        ),
        var_positional=arguments.vararg.arg if arguments.vararg else None,
        var_keyword=arguments.kwarg.arg if arguments.kwarg else None,
    )


def _parameter(name: str, default: ast.expr | None, keyword_only: bool) -> Parameter:
    if default is None:
        return Parameter(name, required=True, keyword_only=keyword_only)
    try:
        value: Constant | Expression = ast.literal_eval(default)
    except ValueError:
        value = Expression(ast.unparse(default))
    return Parameter(name, value, keyword_only=keyword_only)
