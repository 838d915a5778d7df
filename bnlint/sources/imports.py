"""Which project file an import means, and which files a program can reach by its imports."""

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bnlint.sources.errors import SourceError
from bnlint.sources.import_scan import Imported, imported_names
from bnlint.sources.layers import FILES, FOLDERS, Kind
from bnlint.sources.overlay import Overlay

__all__ = ["ImportResolver", "Imported", "Resolved", "imported_names"]


@dataclass(frozen=True)
class Resolved:
    """The project file or folder that an import means.

    `name` is dotted and absolute. `file` is what runs when it is imported: the module, the package's `__init__.py`,
    `None` for a namespace package. `folders` is where its submodules are looked for (`__path__`): empty for a module,
    one folder for a package, any number for a namespace package.
    """

    kind: Literal["module", "package", "namespace"]
    name: str
    file: str | None
    folders: tuple[str, ...]


class ImportResolver:
    """Resolves imports to project files, and to nothing else.

    The standard library and installed packages resolve to `None`. A name of the standard library, or one of
    `installed`, means a project file only where Python itself would find that first: as a module or a package with
    `__init__.py` in the entry's folder, which is the first of the search path.
    """

    def __init__(self, overlay: Overlay, root: str, installed: Collection[str] = ()) -> None:
        self._overlay = overlay
        self._root = os.path.abspath(root)
        self._foreign = frozenset(sys.stdlib_module_names) | frozenset(installed)
        self._absolute: dict[tuple[str, tuple[str, ...]], Resolved | None] = {}
        self._edges: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._imports: dict[str, tuple[Imported, ...]] = {}
        self._closures: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}

    def search_path(self, entry: str, extra: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Where the program that begins at the file `entry` looks for modules, `extra` being its edits of `sys.path`.

        The entry's folder, `extra`, then the folders that users commonly put there from outside: those above the
        entry up to the root that are no packages themselves, and the root's `src`.
        """
        folder = os.path.dirname(os.path.abspath(entry))
        above = [path for path in self._folders_above(folder) if "__init__.py" not in self._entries(path)]
        return tuple(dict.fromkeys((folder, *extra, *above, self._root, os.path.join(self._root, "src"))))

    def resolve(self, module: str, level: int, importer: str, search_path: tuple[str, ...]) -> Resolved | None:
        """What `import module` means in the file `importer`; `level` counts the leading dots (`ast.ImportFrom.level`).

        Relative imports go by folders, so that they also resolve in a script that is run within its package, where
        Python itself fails.
        """
        if level == 0:
            return self._resolve_absolute(module, search_path)
        folder = os.path.dirname(importer)
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        package = self._package_at(folder, search_path)
        for part in module.split(".") if module else ():
            found = self._find(part, package.folders, f"{package.name}.{part}" if package.name else part)
            if found is None:
                return None
            package = found
        return package

    def import_closure(self, path: str, search_path: tuple[str, ...] | None = None) -> frozenset[str]:
        """The project files that running `path` can import, itself among them: more rather than fewer.

        `search_path` is by default `self.search_path(path)`.
        """
        path = os.path.abspath(path)
        where = self.search_path(path) if search_path is None else search_path
        known = self._closures.get((path, where))
        if known is None:
            known = self._closures[path, where] = self._reach(path, where)
        return known

    def _reach(self, start: str, search_path: tuple[str, ...]) -> frozenset[str]:
        reached = {start}
        waiting = [start]
        while waiting:
            for file in self._imported_files(waiting.pop(), search_path):
                if file not in reached:
                    reached.add(file)
                    waiting.append(file)
        return frozenset(reached)

    def _imported_files(self, path: str, search_path: tuple[str, ...]) -> tuple[str, ...]:
        known = self._edges.get((path, search_path))
        if known is None:
            files = dict.fromkeys(
                file for item in self._imports_of(path) for file in self._files_of(item, path, search_path)
            )
            known = self._edges[path, search_path] = tuple(files)
        return known

    def _imports_of(self, path: str) -> tuple[Imported, ...]:
        known = self._imports.get(path)
        if known is None:
            try:
                known = imported_names(self._overlay.read(path))
            except SourceError:
                known = ()
            self._imports[path] = known
        return known

    def _files_of(self, item: Imported, importer: str, search_path: tuple[str, ...]) -> Iterator[str]:
        """The files that run for one import: each package on the way, and each name that is a submodule."""
        parts = item.module.split(".") if item.module else []
        found = None
        for length in range(0 if item.level else 1, len(parts) + 1):
            found = self.resolve(".".join(parts[:length]), item.level, importer, search_path)
            if found is None:
                return
            if found.file is not None:
                yield found.file
        if found is None:
            return
        for name in self._submodule_names(found, item.names):
            submodule = self._find(name, found.folders, f"{found.name}.{name}")
            if submodule is not None and submodule.file is not None:
                yield submodule.file

    def _submodule_names(self, package: Resolved, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            if name != "*":
                yield name
            else:
                for folder in package.folders:
                    yield from (entry.removesuffix(".py") for entry in self._entries(folder))

    def _resolve_absolute(self, module: str, search_path: tuple[str, ...]) -> Resolved | None:
        key = module, search_path
        if key not in self._absolute:
            self._absolute[key] = self._look_up(module, search_path)
        return self._absolute[key]

    def _look_up(self, module: str, search_path: tuple[str, ...]) -> Resolved | None:
        parent, _, name = module.rpartition(".")
        if parent:
            package = self._resolve_absolute(parent, search_path)
            return self._find(name, package.folders, module) if package is not None else None
        if name not in self._foreign:
            return self._find(name, search_path, name)
        found = self._find(name, search_path[:1], name) if name not in sys.builtin_module_names else None
        return found if found is not None and found.kind != "namespace" else None

    def _find(self, part: str, folders: tuple[str, ...], name: str) -> Resolved | None:
        """`part` in the first of `folders` that has it; folders without `__init__.py` count where none has more."""
        portions = []
        for folder in folders:
            entries = self._entries(folder)
            below = os.path.join(folder, part)
            is_folder = entries.get(part) in FOLDERS
            if is_folder and self._entries(below).get("__init__.py") in FILES:
                return Resolved("package", name, os.path.join(below, "__init__.py"), (below,))
            if entries.get(part + ".py") in FILES:
                return Resolved("module", name, below + ".py", ())
            if is_folder:
                portions.append(below)
        return Resolved("namespace", name, None, tuple(portions)) if portions else None

    def _package_at(self, folder: str, search_path: tuple[str, ...]) -> Resolved:
        """The package that `folder` is, named from the outermost `__init__.py` around it, or from the search path."""
        name = self._package_name(folder, search_path)
        if "__init__.py" in self._entries(folder):
            return Resolved("package", name, os.path.join(folder, "__init__.py"), (folder,))
        return Resolved("namespace", name, None, (folder,))

    def _package_name(self, folder: str, search_path: tuple[str, ...]) -> str:
        parts: list[str] = []
        path = folder
        while "__init__.py" in self._entries(path):
            path, name = os.path.split(path)
            parts.insert(0, name)
        if parts:
            return ".".join(parts)
        for base in search_path:
            if folder.startswith(os.path.join(base, "")):
                return os.path.relpath(folder, base).replace(os.sep, ".")
        return ""

    def _folders_above(self, folder: str) -> Iterator[str]:
        """The folders above `folder`, nearest first, up to the root; none where it is not within the root."""
        if not folder.startswith(os.path.join(self._root, "")):
            return
        while folder != self._root:
            folder = os.path.dirname(folder)
            yield folder

    def _entries(self, folder: str) -> Mapping[str, Kind]:
        try:
            return self._overlay.list_dir(folder)
        except SourceError:
            return {}
