"""Which project file an import means, and which files a program can reach by its imports."""

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bnlint.sources.errors import SourceError
from bnlint.sources.import_scan import Imported, imported_names, path_edits
from bnlint.sources.layers import FILES, FOLDERS, Kind
from bnlint.sources.overlay import Overlay

__all__ = ["ImportResolver", "Imported", "Resolved", "imported_names"]

INITIALISER = "__init__.py"


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
    `__init__.py` in the entry's folder, which is the first of the search path. So a folder `tensorflow` below the root
    is not TensorFlow to the programs beside it, when `installed` names `tensorflow`.

    Where Python would find nothing, a package's modules may import each other without dots, as Python 2 allows.
    """

    def __init__(self, overlay: Overlay, root: str, installed: Collection[str] = ()) -> None:
        self._overlay = overlay
        self._root = os.path.abspath(root)
        self._foreign = sys.stdlib_module_names | frozenset(installed)
        self._resolved: dict[tuple[str, int, str, tuple[str, ...]], Resolved | None] = {}
        self._outermost: dict[tuple[str, tuple[str, ...]], Resolved | None] = {}
        self._members: dict[tuple[tuple[str, ...], str, str], Resolved | None] = {}
        self._packages: dict[tuple[str, tuple[str, ...]], Resolved] = {}
        self._search_paths: dict[str, tuple[str, ...]] = {}
        self._folders: dict[tuple[str, str], str | None] = {}
        self._imports: dict[str, _FileImports] = {}
        self._next: dict[tuple[str, tuple[Resolved | None, ...]], tuple[str, ...]] = {}
        self._closures: dict[str, frozenset[str]] = {}

    def search_path(self, entry: str, extra: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Where the program that begins at the file `entry` looks for modules, `extra` being its edits of `sys.path`.

        The entry's folder, `extra`, then what users commonly add from outside: the folders above the entry up to the
        root that are no packages themselves, and the root and its `src`; and, where the entry edits `sys.path`, the
        folders that its strings name.
        """
        entry = os.path.abspath(entry)
        folder = os.path.dirname(entry)
        known = self._search_paths.get(entry)
        if known is None:
            above = [path for path in self._folders_above(folder) if INITIALISER not in self._entries(path)]
            outside = (folder, *above, self._root, os.path.join(self._root, "src"))
            known = tuple(dict.fromkeys((*outside, *self._named_folders(entry, outside))))
            self._search_paths[entry] = known
        return tuple(dict.fromkeys((folder, *extra, *known))) if extra else known

    def _named_folders(self, entry: str, around: tuple[str, ...]) -> Iterator[str]:
        """The folders that strings of a file name which edits `sys.path`, from any of those around it."""
        try:
            names = self._overlay.read(entry).derive(path_edits)
        except SourceError:
            return
        for name in names:
            for folder in around:
                path = self._folder_at(folder, name)
                if path is not None:
                    yield path

    def _folder_at(self, folder: str, name: str) -> str | None:
        """The folder of the project that `name` means from a folder, if there is one."""
        key = folder, name
        if key not in self._folders:
            path = os.path.normpath(os.path.join(folder, name))
            self._folders[key] = path if self._is_inside(path) and self._overlay.is_folder(path) else None
        return self._folders[key]

    def _is_inside(self, path: str) -> bool:
        return os.path.join(path, "").startswith(os.path.join(self._root, ""))

    def resolve(self, module: str, level: int, importer: str, search_path: tuple[str, ...]) -> Resolved | None:
        """What `import module` means in the file `importer`; `level` counts the leading dots (`ast.ImportFrom.level`).

        Relative imports go by folders, so that they also resolve in a script that is run within its package, where
        Python itself fails.
        """
        return self._resolve(module, level, os.path.dirname(importer), search_path)

    def _resolve(self, module: str, level: int, folder: str, search_path: tuple[str, ...]) -> Resolved | None:
        """The same for all files of the `folder`."""
        key = module, level, folder, search_path
        if key not in self._resolved:
            self._resolved[key] = self._found(module, level, folder, search_path)
        return self._resolved[key]

    def _found(self, module: str, level: int, folder: str, search_path: tuple[str, ...]) -> Resolved | None:
        names = module.split(".") if module else []
        if level:
            found = self._package_above(folder, level, search_path)
        elif names:
            found = self._resolve_outermost(names.pop(0), folder, search_path)
        else:
            return None
        for name in names:
            if found is None:
                return None
            found = self._member(found, name)
        return found

    def import_closure(self, path: str, search_path: tuple[str, ...] | None = None) -> frozenset[str]:
        """The project files that running `path` can import, itself among them: more rather than fewer.

        `search_path` is by default `self.search_path(path)`, and the folders that edits of `sys.path` name in what is
        imported. A name that is imported from a package counts as a
        submodule where there is one, and a star as all of them.
        """
        path = os.path.abspath(path)
        if search_path is not None:
            return self._reach(path, search_path)
        known = self._closures.get(path)
        if known is None:
            where = self.search_path(path)
            known = self._reach(path, where)
            while (wider := self._widened(where, known)) != where:
                where = wider
                known = self._reach(path, where)
            self._closures[path] = known
        return known

    def _widened(self, search_path: tuple[str, ...], files: Collection[str]) -> tuple[str, ...]:
        """The search path with the folders that edits of `sys.path` in the files name."""
        named = (
            folder
            for file in sorted(files)
            for folder in self._named_folders(file, (os.path.dirname(file), *search_path))
        )
        return tuple(dict.fromkeys((*search_path, *named)))

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
        """The files that `path` imports itself; they differ between search paths by its outermost names only."""
        imports = self._imports_of(path)
        folder = os.path.dirname(path)
        outermost = tuple(self._resolve_outermost(name, folder, search_path) for name in imports.outermost)
        known = self._next.get((path, outermost))
        if known is None:
            found = (file for item in imports.items for file in self._files_of(item, folder, search_path))
            known = self._next[path, outermost] = tuple(dict.fromkeys(found))
        return known

    def _imports_of(self, path: str) -> "_FileImports":
        known = self._imports.get(path)
        if known is None:
            try:
                items = self._overlay.read(path).derive(imported_names)
            except SourceError:
                items = ()
            outermost = dict.fromkeys(item.module.partition(".")[0] for item in items if not item.level and item.module)
            known = self._imports[path] = _FileImports(items, tuple(outermost))
        return known

    def _files_of(self, item: Imported, folder: str, search_path: tuple[str, ...]) -> Iterator[str]:
        """The files that run for one import: each package on the way, and each name that is a submodule."""
        names = item.module.split(".") if item.module else []
        found = self._resolve("" if item.level else names.pop(0) if names else "", item.level, folder, search_path)
        for name in names:
            if found is not None and found.file is not None:
                yield found.file
            found = self._member(found, name) if found is not None else None
        if found is None:
            return
        if found.file is not None:
            yield found.file
        for name in self._submodule_names(found, item.names):
            submodule = self._member(found, name)
            if submodule is not None and submodule.file is not None:
                yield submodule.file

    def _submodule_names(self, package: Resolved, names: tuple[str, ...]) -> Iterator[str]:
        if "*" in names:
            for folder in package.folders:
                yield from (name.removesuffix(".py") for name in self._entries(folder) if name != INITIALISER)
        else:
            yield from names

    def _resolve_outermost(self, name: str, folder: str, search_path: tuple[str, ...]) -> Resolved | None:
        key = name, search_path
        if key not in self._outermost:
            self._outermost[key] = self._look_up_outermost(name, search_path)
        found = self._outermost[key]
        if found is None and name not in self._foreign and INITIALISER in self._entries(folder):
            return self._member(self._package_at(folder, search_path), name)
        return found

    def _look_up_outermost(self, name: str, search_path: tuple[str, ...]) -> Resolved | None:
        if name not in self._foreign:
            return self._look_up(name, search_path, name)
        found = self._look_up(name, search_path[:1], name) if name not in sys.builtin_module_names else None
        return found if found is not None and found.kind != "namespace" else None

    def _member(self, package: Resolved, name: str) -> Resolved | None:
        key = package.folders, package.name, name
        if key not in self._members:
            dotted = f"{package.name}.{name}" if package.name else name
            self._members[key] = self._look_up(name, package.folders, dotted)
        return self._members[key]

    def _look_up(self, name: str, folders: tuple[str, ...], dotted: str) -> Resolved | None:
        """`name` in the first of `folders` that has it; folders without `__init__.py` count where none has more."""
        portions = []
        for folder in folders:
            entries = self._entries(folder)
            below = os.path.join(folder, name)
            is_folder = entries.get(name) in FOLDERS
            if is_folder and self._entries(below).get(INITIALISER) in FILES:
                return Resolved("package", dotted, os.path.join(below, INITIALISER), (below,))
            if entries.get(name + ".py") in FILES:
                return Resolved("module", dotted, below + ".py", ())
            if is_folder:
                portions.append(below)
        return Resolved("namespace", dotted, None, tuple(portions)) if portions else None

    def _package_above(self, folder: str, level: int, search_path: tuple[str, ...]) -> Resolved | None:
        """What `level` dots mean in files of the `folder`; above the root it has to be a package indeed."""
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        is_within = os.path.join(folder, "").startswith(os.path.join(self._root, ""))
        return self._package_at(folder, search_path) if is_within or INITIALISER in self._entries(folder) else None

    def _package_at(self, folder: str, search_path: tuple[str, ...]) -> Resolved:
        """The package that `folder` is, named from the outermost `__init__.py` around it, or from the search path."""
        key = folder, search_path
        known = self._packages.get(key)
        if known is None:
            name = self._package_name(folder, search_path)
            if INITIALISER in self._entries(folder):
                known = Resolved("package", name, os.path.join(folder, INITIALISER), (folder,))
            else:
                known = Resolved("namespace", name, None, (folder,))
            self._packages[key] = known
        return known

    def _package_name(self, folder: str, search_path: tuple[str, ...]) -> str:
        names: list[str] = []
        above = folder
        while INITIALISER in self._entries(above):
            above, name = os.path.split(above)
            names.insert(0, name)
        if names:
            return ".".join(names)
        within = os.path.join(folder, "")
        base = next((base for base in search_path if within.startswith(os.path.join(base, ""))), folder)
        return folder[len(base) :].strip(os.sep).replace(os.sep, ".")

    def _folders_above(self, folder: str) -> Iterator[str]:
        """The folders above `folder`, nearest first, up to the root; none where it is not within the root."""
        if folder.startswith(os.path.join(self._root, "")):
            while folder != self._root:
                folder = os.path.dirname(folder)
                yield folder

    def _entries(self, folder: str) -> Mapping[str, Kind]:
        try:
            return self._overlay.list_dir(folder)
        except SourceError:
            return {}


class _FileImports(NamedTuple):
    """What a file imports, and the first parts of the absolute names among it."""

    items: tuple[Imported, ...]
    outermost: tuple[str, ...]
