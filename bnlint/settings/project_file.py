"""The table `[tool.bnlint]` in the `pyproject.toml` of a project."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from bnlint.findings.finding import Level
from bnlint.rules.rule import Rule
from bnlint.rules.selection import LEVELS, UnknownRule, meant
from bnlint.settings.globs import Globs
from bnlint.settings.settings import PathIgnore, Settings
from bnlint.sources.errors import SourceError, UsageError
from bnlint.sources.overlay import Overlay

if TYPE_CHECKING:
    from bnlint.source_witness.descriptions import Description

PROJECT_FILE = "pyproject.toml"
TABLE = "tool.bnlint"
KEYS = ("select", "ignore", "per-path", "exclude", "level", "advice", "possible", "models", "cache-dir")

Toml: TypeAlias = "str | int | float | bool | Sequence[Toml] | Mapping[str, Toml] | object"
"""A value of a TOML file; the last alternative are its dates."""


class SettingsError(UsageError):
    """A setting that cannot be meant; the text names the file and the key."""


def read_settings(root: str, overlay: Overlay, rules: Sequence[Rule]) -> Settings:
    """What the project at `root` has set; raises `SettingsError`.

    A file that does not name bnlint is not looked at any closer, so that what else may be wrong with it is no concern
    here.
    """
    path = os.path.join(root, PROJECT_FILE)
    if not overlay.is_file(path):
        return Settings()
    try:
        data = overlay.read_bytes(path)
    except SourceError as error:
        raise SettingsError(f"{path}: {error.diagnostic.message}.") from None
    if b"bnlint" not in data:
        return Settings()
    tool = _document(path, data).get("tool", {})
    table = tool.get("bnlint", {}) if isinstance(tool, Mapping) else {}
    return _Table(path, root, rules).settings(table)


def _document(path: str, data: bytes) -> Mapping[str, Toml]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        document: Mapping[str, Toml] = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}.") from None
    return document


class _Table:
    """The table of the file `path`, as it is read."""

    def __init__(self, path: str, root: str, rules: Sequence[Rule]) -> None:
        self._path = path
        self._root = root
        self._rules = rules

    def settings(self, table: Toml) -> Settings:
        if not isinstance(table, Mapping):
            raise SettingsError(f"{self._path}: {TABLE} is to be a table, not {_kind(table)}.")
        for key in table:
            if key not in KEYS:
                from difflib import get_close_matches

                nearest = get_close_matches(key, KEYS, n=1, cutoff=0.0)[0]
                raise self._error(key, f'is no setting; the nearest is "{nearest}"')
        return Settings(
            select=self._words("select", table["select"]) if "select" in table else None,
            ignore=self._words("ignore", table["ignore"]) if "ignore" in table else None,
            level=self._level(table),
            possible=self._boolean("possible", table["possible"]) if "possible" in table else None,
            exclude=self._globs("exclude", self._strings("exclude", table["exclude"])) if "exclude" in table else None,
            per_path=self._per_path(table.get("per-path", {})),
            models=self._models(table["models"]) if "models" in table else (),
            cache_dir=self._folder("cache-dir", table["cache-dir"]) if "cache-dir" in table else None,
        )

    def _level(self, table: Mapping[str, Toml]) -> Level | None:
        """`advice = true` is another word for `level = "advice"`."""
        advice = "advice" in table and self._boolean("advice", table["advice"])
        if "level" not in table:
            return "advice" if advice else None
        level = next((level for level in LEVELS if level == table["level"]), None)
        if level is None:
            raise self._error("level", f"is to be one of {', '.join(LEVELS)}, not {_shown(table['level'])}")
        if advice and level != "advice":
            raise self._error("level", f'is "{level}", which leaves out the advice that "advice" asks for')
        return level

    def _per_path(self, table: Toml) -> tuple[PathIgnore, ...]:
        key = "per-path"
        if not isinstance(table, Mapping):
            raise self._error(key, f"is to be a table of globs and lists of codes, not {_kind(table)}")
        return tuple(
            PathIgnore(
                self._globs(key, (glob,)),
                frozenset(
                    rule.code for word in self._words(f'{key}."{glob}"', words) for rule in self._meant(key, word)
                ),
            )
            for glob, words in table.items()
        )

    def _models(self, table: Toml) -> tuple[Description, ...]:
        from bnlint.settings.models import ModelError, description

        key = "models"
        if not isinstance(table, Mapping):
            raise self._error(key, f"is to be a table of names and what they are, not {_kind(table)}")
        described = []
        for name, what in table.items():
            try:
                described.append(description(name, what))
            except ModelError as error:
                raise self._error(f'{key}."{name}"{error.below}', error.what) from None
        return tuple(described)

    def _words(self, key: str, value: Toml) -> tuple[str, ...]:
        words = self._strings(key, value)
        for word in words:
            self._meant(key, word)
        return words

    def _meant(self, key: str, word: str) -> tuple[Rule, ...]:
        try:
            return meant(word, self._rules)
        except UnknownRule as error:
            raise self._error(key, str(error).removesuffix("."), ": ") from None

    def _globs(self, key: str, globs: tuple[str, ...]) -> Globs:
        try:
            return Globs(self._root, globs)
        except ValueError as error:
            raise self._error(key, str(error), ": ") from None

    def _strings(self, key: str, value: Toml) -> tuple[str, ...]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._error(key, f"is to be a list of strings, not {_kind(value)}")
        for item in value:
            if not isinstance(item, str):
                raise self._error(key, f"is to be a list of strings, and holds {_kind(item)}")
        return tuple(str(item) for item in value)

    def _boolean(self, key: str, value: Toml) -> bool:
        if not isinstance(value, bool):
            raise self._error(key, f"is to be true or false, not {_shown(value)}")
        return value

    def _folder(self, key: str, value: Toml) -> str:
        if not isinstance(value, str) or not value:
            raise self._error(key, f"is to be the path of a folder, not {_shown(value)}")
        return os.path.abspath(os.path.join(self._root, os.path.expanduser(value)))

    def _error(self, key: str, what: str, between: str = " ") -> SettingsError:
        return SettingsError(f"{self._path}: {TABLE}.{key}{between}{what}.")


def _kind(value: Toml) -> str:
    names = {bool: "a boolean", str: "a string", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or a time")


def _shown(value: Toml) -> str:
    return f'"{value}"' if isinstance(value, str) else _kind(value)
