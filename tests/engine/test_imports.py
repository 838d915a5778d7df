"""Imports between the files of a project."""

from __future__ import annotations

import pytest

from bnlint.engine.values import Choice, ClassValue, FunctionValue, ModuleValue, Unknown
from tests.engine.programs import run


def values(files: dict[str, str], *names: str, entry: str = "main.py") -> list[object]:
    ran = run(files, entry)
    assert ran.complete and not ran.unreadable
    return [ran.value(name) for name in names]


def test_modules_run_once_and_are_shared() -> None:
    files = {
        "main.py": "import a, b\nfrom a import log\nx = log\ny = a.log is b.log\n",
        "a.py": "log = []\nlog.append('a runs')\n",
        "b.py": "from a import log\nimport a as again\nlog.append('b runs')\n",
    }
    assert values(files, "x", "y") == [["a runs", "b runs"], True]


def test_packages_and_relative_imports() -> None:
    files = {
        "main.py": "import pkg.deep.leaf\nfrom pkg import name\nfrom pkg.deep import leaf as l\n"
        "x = (pkg.order, pkg.deep.leaf.up, name, l.here, l.__name__)\n",
        "pkg/__init__.py": "order = ['pkg']\nname = __name__\n",
        "pkg/deep/__init__.py": "from .. import order\norder.append('deep')\n",
        "pkg/deep/leaf.py": "from .. import order\nfrom ..sibling import up\nfrom .here import here\n"
        "order.append('leaf')",
        "pkg/deep/here.py": "here = 1\n",
        "pkg/sibling.py": "up = 'sibling of ' + __name__\n",
    }
    expected = (["pkg", "deep", "leaf"], "sibling of pkg.sibling", "pkg", 1, "pkg.deep.leaf")
    assert values(files, "x") == [expected]


def test_a_submodule_is_an_attribute_of_its_package() -> None:
    files = {
        "main.py": "from nets import resnet\nimport nets\nx = resnet.depth + nets.resnet.depth\n",
        "nets/__init__.py": "",
        "nets/resnet.py": "depth = 50\n",
    }
    assert values(files, "x") == [100]


def test_star_imports() -> None:
    files = {
        "main.py": "from a import *\nfrom b import *\nx = (one, two, shared)\ny = _hidden\n",
        "a.py": "one, shared, _hidden = 1, 'a', 3\n",
        "b.py": "__all__ = ['two', 'shared']\ntwo, shared, unlisted = 2, 'b', 4\n",
    }
    ran = run(files)
    assert ran.value("x") == (1, 2, "b")
    assert isinstance(ran["y"], Unknown)
    assert "unlisted" not in ran.module.attributes


def test_names_of_an_unseen_library_by_star_import() -> None:
    ran = run({"main.py": "from helper import *\nx = Session()\n", "helper.py": "from somewhere import *\nown = 1\n"})
    unknown = ran["x"]
    assert isinstance(unknown, Unknown)
    assert ran.host.calls == ["somewhere.Session"]


def test_cycles() -> None:
    files = {
        "main.py": "import a\nx = a.f()\n",
        "a.py": "import b\ndef f():\n    return b.g() + 1\n",
        "b.py": "import a\ndef g():\n    return 41 if a.f is not None else 0\n",
    }
    assert values(files, "x") == [42]


@pytest.mark.parametrize(
    "edit",
    [
        "sys.path.append('lib')",
        "sys.path.insert(0, 'lib')",
        "sys.path.append(os.path.join(os.path.dirname(__file__), 'lib'))",
        "sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'scripts', 'lib'))",
    ],
)
def test_edits_of_the_search_path(edit: str) -> None:
    files = {
        "scripts/main.py": f"import os, sys\n{edit}\nimport model\nx = model.kind\n",
        "scripts/lib/model.py": "kind = 'found'\n",
    }
    assert values(files, "x", entry="scripts/main.py") == ["found"]


def test_importlib() -> None:
    files = {
        "main.py": "import importlib\nname = 'res' + 'net'\nm = importlib.import_module('nets.' + name)\nx = m.depth\n"
        "y = __import__('plain').z\n",
        "nets/__init__.py": "",
        "nets/resnet.py": "depth = 50\n",
        "plain.py": "z = 1\n",
    }
    assert values(files, "x", "y") == [50, 1]


@pytest.mark.parametrize(
    "options",
    [
        "p = argparse.ArgumentParser()\np.add_argument('--model-def', default='nets.resnet')\nargs = p.parse_args()\n",
        "p = f()\np.g().add_argument('-m', dest='model_def', default='nets.resnet')\nargs = p.parse_args()\n",
        "from absl import flags\nflags.DEFINE_string('model_def', 'nets.resnet', 'help')\nargs = flags.FLAGS\n",
    ],
)
def test_an_option_names_the_module_that_is_its_default(options: str) -> None:
    files = {
        "main.py": f"import argparse, importlib\n{options}m = importlib.import_module(args.model_def)\nx = m.depth\n",
        "nets/__init__.py": "",
        "nets/resnet.py": "depth = 50\n",
    }
    assert values(files, "x") == [50]


NAMED = "import importlib\nm = importlib.import_module(option.model)\n"


def test_an_option_without_a_default_names_one_of_the_modules_that_fit() -> None:
    files = {
        "main.py": f"{NAMED}net = m.Net().depth\nsize = m.size\n",
        "deep.py": "size = 1\nclass Net:\n    depth = 50\n",
        "flat.py": "size = 2\nclass Net:\n    depth = 1\n",
        "other.py": "size = 3\ndef net():\n    pass\n",
    }
    ran = run(files, unknowns={"option": Unknown("option", stable=True)})
    net = ran["net"]
    assert isinstance(net, Choice)
    assert [repr(value) for _, value in net.alternatives[:2]] == ["50", "1"]
    assert [repr(when) for when, _ in net.alternatives[:2]] == [
        "option.model == 'deep' ...",
        "option.model == 'flat' and not option.model == 'deep' ...",
    ]
    assert isinstance(ran["size"], Unknown)


def test_an_option_names_one_of_the_modules_in_a_folder_where_none_beside_fits() -> None:
    files = {
        "main.py": f"{NAMED}net = m.Net().depth\n",
        "nets/deep.py": "class Net:\n    depth = 50\n",
        "nets/flat.py": "def net():\n    pass\n",
    }
    net = run(files, unknowns={"option": Unknown("option", stable=True)})["net"]
    assert isinstance(net, Choice)
    assert repr(net.alternatives[0][1]) == "50"
    assert repr(net.alternatives[0][0]) == "option.model == 'nets.deep' ..."


def test_an_option_names_what_nobody_knows_where_too_many_modules_fit_or_none() -> None:
    nets = {f"net{n}.py": f"def build():\n    return {n}\n" for n in range(5)}
    ran = run({"main.py": f"{NAMED}x = m.build()\n", **nets}, unknowns={"option": Unknown("option", stable=True)})
    assert isinstance(ran["x"], Unknown)
    ran = run({"main.py": f"{NAMED}x = m.build()\n"}, unknowns={"option": Unknown("option", stable=True)})
    assert isinstance(ran["x"], Unknown)


def test_an_import_in_a_function_and_one_of_two() -> None:
    files = {
        "main.py": "def f():\n    import a\n    return a.x\nu = f()\n"
        "try:\n    import cPickle as pickle\nexcept ImportError:\n    pickle = 0\n"
        "if FLAG:\n    from a import x\nelse:\n    from b import x\n",
        "a.py": "x = 'a'\n",
        "b.py": "x = 'b'\n",
    }
    ran = run(files)
    assert ran.value("u") == "a"
    assert sorted(repr(ran["x"]).split(" | ")) == ["'a' if FLAG ...", "'b' if not FLAG ..."]


def test_a_broken_file_is_said_and_unknown() -> None:
    ran = run({"main.py": "import broken\nx = broken.y\nz = 1\n", "broken.py": "def (:\n"})
    assert len(ran.unreadable) == 1
    assert isinstance(ran["x"], Unknown)
    assert ran.value("z") == 1


def test_what_an_import_gives() -> None:
    ran = run({"main.py": "import m\nfrom m import f, C\n", "m.py": "def f(): pass\nclass C: pass\n"})
    assert isinstance(ran["m"], ModuleValue)
    assert isinstance(ran["f"], FunctionValue)
    assert isinstance(ran["C"], ClassValue)
