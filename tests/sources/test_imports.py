"""What imports mean, held against Python's own finder, and what a program can reach by them."""

import ast
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnlint.sources.imports import Imported, ImportResolver, Resolved, imported_names
from bnlint.sources.overlay import Overlay
from bnlint.sources.source import Source

ROOT = os.path.abspath("/project")


def at(*parts: str) -> str:
    return os.path.join(ROOT, *(name for part in parts for name in part.split("/")))


def resolver(files: dict[str, str], installed: Sequence[str] = ()) -> ImportResolver:
    """A resolver of a project that holds nothing but `files`."""
    edits: dict[str, bytes | str | None] = {at(name): text for name, text in files.items()}
    return ImportResolver(Overlay.disk().with_edits(edits), ROOT, installed)


def resolve(
    files: Sequence[str], module: str, importer: str, level: int = 0, installed: Sequence[str] = ()
) -> Resolved | None:
    project = resolver(dict.fromkeys((*files, importer), ""), installed)
    return project.resolve(module, level, at(importer), project.search_path(at(importer)))


def closure(files: dict[str, str], entry: str) -> set[str]:
    reached = resolver(files).import_closure(at(entry))
    return {os.path.relpath(file, ROOT).replace(os.sep, "/") for file in reached}


# ---- one import


def test_a_module_beside_the_entry() -> None:
    assert resolve(["net.py"], "net", "train.py") == Resolved("module", "net", at("net.py"), ())


def test_a_package_and_its_module() -> None:
    files = ["pkg/__init__.py", "pkg/net.py"]
    assert resolve(files, "pkg", "train.py") == Resolved("package", "pkg", at("pkg/__init__.py"), (at("pkg"),))
    assert resolve(files, "pkg.net", "train.py") == Resolved("module", "pkg.net", at("pkg/net.py"), ())


def test_a_namespace_package_of_two_folders() -> None:
    files = ["tools/models/a.py", "models/b.py"]
    found = resolve(files, "models", "tools/train.py")
    assert found == Resolved("namespace", "models", None, (at("tools/models"), at("models")))
    assert resolve(files, "models.b", "tools/train.py") == Resolved("module", "models.b", at("models/b.py"), ())


def test_a_module_further_on_goes_before_a_folder_without_initialiser() -> None:
    assert resolve(["tools/net/x.py", "net.py"], "net", "tools/train.py") == Resolved("module", "net", at("net.py"), ())


def test_a_package_goes_before_a_module_of_its_name() -> None:
    found = resolve(["net.py", "net/__init__.py"], "net", "train.py")
    assert found is not None
    assert found.kind == "package"


@pytest.mark.parametrize("where", ["", "src/"])
def test_the_root_and_its_src(where: str) -> None:
    found = resolve([f"{where}pkg/__init__.py"], "pkg", "scripts/deep/train.py")
    assert found is not None
    assert found.file == at(f"{where}pkg/__init__.py")


def test_a_folder_between_the_entry_and_the_root_that_is_no_package() -> None:
    files = ["research/detection/__init__.py", "research/detection/core.py", "research/detection/inner/__init__.py"]
    importer = "research/detection/train.py"
    assert resolve(files, "detection.core", importer) == Resolved(
        "module", "detection.core", at("research/detection/core.py"), ()
    )


def test_edits_of_sys_path_come_second() -> None:
    project = resolver(dict.fromkeys(("train.py", "lib/net.py", "net.py", "lib/util.py", "src/util.py"), ""))
    where = project.search_path(at("train.py"), (at("lib"),))
    assert where[:2] == (ROOT, at("lib"))
    assert [project.resolve(name, 0, at("train.py"), where) for name in ("net", "util")] == [
        Resolved("module", "net", at("net.py"), ()),
        Resolved("module", "util", at("lib/util.py"), ()),
    ]


@pytest.mark.parametrize(
    ("module", "level", "file"),
    [
        ("", 1, "pkg/sub/__init__.py"),
        ("net", 1, "pkg/sub/net.py"),
        ("core", 2, "pkg/core.py"),
        ("", 2, "pkg/__init__.py"),
    ],
)
def test_relative_imports(module: str, level: int, file: str) -> None:
    files = ["pkg/__init__.py", "pkg/core.py", "pkg/sub/__init__.py", "pkg/sub/net.py"]
    found = resolve(files, module, "pkg/sub/train.py", level)
    assert found is not None
    assert found.file == at(file)
    name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert found.name == name


def test_relative_imports_of_a_script_in_a_folder_without_initialiser() -> None:
    assert resolve(["pkg/net.py"], "net", "pkg/train.py", 1) == Resolved("module", "net", at("pkg/net.py"), ())


def test_relative_imports_end_at_the_root() -> None:
    assert resolve([], "", "train.py", 2) is None
    assert resolve([], "", "train.py", 99) is None


def test_one_file_has_one_name() -> None:
    files = ["pkg/__init__.py", "pkg/net.py", "pkg/train.py"]
    project = resolver(dict.fromkeys(files, ""))
    where = project.search_path(at("pkg/train.py"))
    assert project.resolve("net", 1, at("pkg/train.py"), where) == project.resolve(
        "pkg.net", 0, at("pkg/train.py"), where
    )


def test_modules_of_a_package_without_dots_as_in_python_2() -> None:
    files = ["pkg/__init__.py", "pkg/net.py", "pkg/util.py"]
    project = resolver(dict.fromkeys((*files, "train.py"), ""))
    where = project.search_path(at("train.py"))
    assert project.resolve("util", 0, at("pkg/net.py"), where) == Resolved("module", "pkg.util", at("pkg/util.py"), ())
    assert project.resolve("util", 0, at("train.py"), where) is None


def test_names_are_compared_by_case() -> None:
    assert resolve(["Net.py"], "net", "train.py") is None
    assert resolve(["Net.py"], "Net", "train.py") is not None


@pytest.mark.parametrize("module", ["os", "logging", "collections.abc", "sys", "builtins"])
def test_the_standard_library_is_never_resolved(module: str) -> None:
    assert resolve(["os/x.py", "src/logging.py"], module, "scripts/train.py") is None


def test_the_standard_library_is_shadowed_beside_the_entry_only() -> None:
    assert resolve(["random.py"], "random", "train.py") == Resolved("module", "random", at("random.py"), ())
    assert resolve(["random.py"], "random", "scripts/train.py") is None
    assert resolve(["random/x.py"], "random", "train.py") is None
    assert resolve(["sys.py"], "sys", "train.py") is None


def test_installed_packages_are_shadowed_beside_the_entry_only() -> None:
    installed = ["tensorflow"]
    assert resolve(["tensorflow/__init__.py"], "tensorflow", "examples/train.py", installed=installed) is None
    assert resolve(["tensorflow/x.py"], "tensorflow", "train.py", installed=installed) is None
    found = resolve(["tensorflow.py"], "tensorflow", "train.py", installed=installed)
    assert found is not None
    assert found.file == at("tensorflow.py")
    assert resolve(["pkg/__init__.py", "pkg/tensorflow.py"], "tensorflow", "pkg/x.py", installed=[]) is not None


def test_a_module_has_no_submodules() -> None:
    assert resolve(["net.py"], "net.layers", "train.py") is None


NAMES = ("aa", "bb")
LEAVES = tuple(
    f"{where}/{path}"
    for where in ("one", "two", "src")
    for path in ("aa.py", "aa/__init__.py", "aa/bb.py", "aa/bb/__init__.py", "aa/bb/aa.py", "bb/aa.py", "aa/data.txt")
)


def found_by_python(module: str, search_path: Sequence[str]) -> tuple[str | None, tuple[str, ...]] | None:
    """What Python's own finder answers: the file, and the folders of the submodules."""
    where: tuple[str, ...] = tuple(search_path)
    file = None
    parts = module.split(".")
    with patch.dict(sys.modules):
        for length in range(1, len(parts) + 1):
            spec = PathFinder.find_spec(".".join(parts[:length]), where) if where else None
            if spec is None:
                return None
            sys.modules[spec.name] = importlib.util.module_from_spec(spec)
            file, where = spec.origin, tuple(spec.submodule_search_locations or ())
    return file, where


@settings(deadline=None)
@given(
    leaves=st.sets(st.sampled_from(LEAVES)),
    order=st.permutations(("one", "two", "src")),
    module=st.sampled_from(("aa", "bb", "aa.bb", "bb.aa", "aa.bb.aa")),
)
def test_absolute_imports_resolve_as_in_python(
    tmp_path_factory: pytest.TempPathFactory, leaves: set[str], order: Sequence[str], module: str
) -> None:
    root = tmp_path_factory.mktemp("tree")
    for leaf in leaves:
        (root / leaf).parent.mkdir(parents=True, exist_ok=True)
        (root / leaf).touch()
    where = tuple(str(root / name) for name in order)
    importlib.invalidate_caches()
    found = ImportResolver(Overlay.disk(), str(root)).resolve(module, 0, str(root / "train.py"), where)
    assert (found and (found.file, found.folders)) == found_by_python(module, where)


# ---- the imports of a text


BESIDE = Imported("", 1, ("*",))
"""Any module in the folder."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a", [Imported("a")]),
        ("import a.b as c, d", [Imported("a.b"), Imported("d")]),
        ("from a.b import c as d, e", [Imported("a.b", 0, ("c", "e"))]),
        ("from . import x", [Imported("", 1, ("x",))]),
        ("from ..a import*", [Imported("a", 2, ("*",))]),
        ("from .. . a . b import x", [Imported("a.b", 3, ("x",))]),
        ("from a import (  # why (this)\n  b,  # c)\n  d as e,\n)", [Imported("a", 0, ("b", "d"))]),
        ("from a \\\n  import b, \\\r\n c", [Imported("a", 0, ("b", "c"))]),
        ("import \\\n a", [Imported("a")]),
        ("try: import a\nexcept E: import b; import c", [Imported("a"), Imported("b"), Imported("c")]),
        ("if x:\r\timport a\r\tfrom b import c", [Imported("a"), Imported("b", 0, ("c",))]),
        ("from from_a import import_b", [Imported("from_a", 0, ("import_b",))]),
        ("from from_ import x", [Imported("from_", 0, ("x",))]),
        ("import importer", [Imported("importer")]),
        ("x = importlib.import_module('a.b')", [Imported("a.b")]),
        ('import_module(\n  ".net", package="p")', [Imported("net", 1)]),
        ("add('--net', default='nets.resnet')\nimport_module(args.net)", [Imported("nets.resnet"), BESIDE]),
        ("import_module( name)\nx = 'a b', 'c.', \"d\"", [Imported("d"), BESIDE]),
        ("__import__(r'a')", [Imported("a")]),
        ("reimport a; a.from_b; imports = 1", []),
        ("", []),
    ],
)
def test_imports_of_a_text(text: str, expected: list[Imported]) -> None:
    assert list(imported_names(Source("/x.py", text))) == expected


identifiers = st.sampled_from(("a", "from_", "import_b", "as_", "é", "x1"))
dotted = st.lists(identifiers, min_size=1, max_size=3).map(".".join)
gaps = st.sampled_from((" ", "  ", "\t", " \\\n ", "\f"))
aliased = st.builds(
    lambda name, gap, alias: f"{name}{gap}as{gap}{alias}" if alias else name,
    identifiers,
    gaps,
    st.one_of(st.none(), identifiers),
)
name_lists = st.lists(aliased, min_size=1, max_size=3)
import_statements = st.one_of(
    st.builds(lambda gap, names: f"import{gap}" + f",{gap}".join(names), gaps, st.lists(dotted, min_size=1)),
    st.builds(
        lambda gap, dots, base, names: f"from{gap}{dots}{base}{gap}import{gap}" + f"{gap},".join(names),
        gaps, st.sampled_from(("", ".", "...")), dotted, name_lists,
    ),
    st.builds("from {}import{}{}".format, st.sampled_from((".", ". .", "..")), gaps, st.just("*")),
    st.builds("from {} import (\n # ) (\n{}\n)".format, dotted, name_lists.map(", # x\n".join)),
)  # fmt: skip
other_statements = st.sampled_from(
    ("x = 1", "'''from\nimport\n'''", "def f(): yield from (x)", "raise E from x", "imported = 2")
)
wrappers = st.sampled_from(
    ("{}", "if x: {}", "if x:\n    {}", "try:\n\t{}\nexcept E: pass", "x = 1; {}", "class C:\n def f(self):\n  {}")
)
texts = st.lists(
    st.builds(
        str.format, wrappers, st.one_of(import_statements, other_statements.filter(lambda text: text[:3] != "def"))
    ),
    max_size=4,
)


@given(texts.map("\n".join))
def test_no_import_of_the_tree_is_missed(text: str) -> None:
    source = Source("/x.py", text)
    expected: set[Imported] = set()
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.Import):
            expected |= {Imported(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            expected.add(Imported(node.module or "", node.level, tuple(alias.name for alias in node.names)))
    assert set(imported_names(source)) >= expected


@given(st.text(st.sampled_from("from import.*(),#\\\nas 'a")))
def test_any_text_can_be_scanned(text: str) -> None:
    assert all(imported.level >= 0 for imported in imported_names(Source("/x.py", text)))


def test_hostile_text_is_scanned_in_a_moment() -> None:
    assert imported_names(Source("/x.py", "from " * 40_000 + "import " * 40_000)) is not None
    assert imported_names(Source("/x.py", "from a import (" * 20_000)) is not None
    assert imported_names(Source("/x.py", "import a." + "b." * 200_000)) is not None


# ---- closures


def test_a_closure_follows_packages_names_and_cycles() -> None:
    files = {
        "train.py": "import pkg.deep.net\nfrom pkg import util, constant\nimport numpy",
        "pkg/__init__.py": "",
        "pkg/deep/__init__.py": "from . import more",
        "pkg/deep/net.py": "import train",
        "pkg/deep/more.py": "",
        "pkg/util.py": "importlib.import_module('late')",
        "pkg/unused.py": "",
        "late.py": "",
        "other.py": "",
    }
    assert closure(files, "train.py") == set(files) - {"pkg/unused.py", "other.py"}
    assert closure(files, "other.py") == {"other.py"}


def test_a_module_that_is_imported_by_a_value_may_be_any_beside() -> None:
    files = {
        "train.py": "importlib.import_module(args.model)",
        "net.py": "import pkg.layers",
        "pkg/__init__.py": "",
        "pkg/layers.py": "",
        "pkg/unused.py": "",
    }
    assert closure(files, "train.py") == set(files) - {"pkg/unused.py"}


def test_a_notebook_imports_from_its_folder_and_is_never_imported() -> None:
    source = '["%cd x\\n", "import nets, other\\n", "from pkg import *"]'
    notebook = f'{{"cells": [{{"cell_type": "code", "source": {source}}}]}}'
    files = {
        "notes/train.ipynb": notebook,
        "notes/nets.py": "import train",
        "notes/other.ipynb": notebook,
        "notes/pkg/__init__.py": "",
        "notes/pkg/more.ipynb": notebook,
        "nets.py": "",
    }
    assert closure(files, "notes/train.ipynb") == {"notes/train.ipynb", "notes/nets.py", "notes/pkg/__init__.py"}


def test_a_star_reaches_all_modules_of_a_package() -> None:
    files = {
        "x.py": "from pkg import *",
        "pkg/__init__.py": "__all__ = ['a']",
        "pkg/a.py": "",
        "pkg/b.py": "",
        "c.py": "",
    }
    assert closure(files, "x.py") == {"x.py", "pkg/__init__.py", "pkg/a.py", "pkg/b.py"}


def test_a_file_that_cannot_be_read_ends_its_branch() -> None:
    overlay = Overlay.disk().with_edits({at("x.py"): "import y", at("y.py"): b"import z\0", at("z.py"): ""})
    assert ImportResolver(overlay, ROOT).import_closure(at("x.py")) == {at("x.py"), at("y.py")}


def test_a_closure_goes_by_the_folder_of_its_entry() -> None:
    files = {
        "a/x.py": "import shared",
        "a/net.py": "",
        "b/x.py": "import shared",
        "b/net.py": "",
        "shared.py": "import net",
    }
    assert closure(files, "a/x.py") == {"a/x.py", "shared.py", "a/net.py"}
    project = resolver(files)
    assert [sorted(project.import_closure(at(entry))) for entry in ("a/x.py", "b/x.py")] == [
        sorted((at(f"{folder}/x.py"), at("shared.py"), at(f"{folder}/net.py"))) for folder in ("a", "b")
    ]


def test_a_script_that_edits_the_search_path_looks_in_the_folders_that_it_names(tmp_path: Path) -> None:
    files = {
        "train.py": "import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), 'utils'))\n"
        "sys.path.append(HERE + 'lib/nets/')\nimport tf_util, resnet\n",
        "plain.py": "HERE = 'utils'\nimport tf_util\n",
        "utils/tf_util.py": "",
        "lib/nets/resnet.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    resolver = ImportResolver(Overlay.disk(), str(tmp_path))
    found = {os.path.relpath(path, tmp_path) for path in resolver.import_closure(str(tmp_path / "train.py"))}
    assert found == {"train.py", os.path.join("utils", "tf_util.py"), os.path.join("lib", "nets", "resnet.py")}
    assert resolver.import_closure(str(tmp_path / "plain.py")) == {str(tmp_path / "plain.py")}


def test_edits_of_the_search_path_in_what_is_imported_count(tmp_path: Path) -> None:
    files = {
        "parts/train.py": "import net\nimport ops\n",
        "parts/net.py": "import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), '../utils'))\n",
        "utils/ops.py": "import sys\nsys.path.append('kernels')\nimport fused\n",
        "utils/kernels/fused.py": "",
        "elsewhere/ops.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    resolver = ImportResolver(Overlay.disk(), str(tmp_path))
    found = {
        Path(path).relative_to(tmp_path).as_posix()
        for path in resolver.import_closure(str(tmp_path / "parts/train.py"))
    }
    assert found == {"parts/train.py", "parts/net.py", "utils/ops.py", "utils/kernels/fused.py"}
