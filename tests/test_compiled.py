"""What of bnlint is compiled where `HATCH_BUILD_HOOK_ENABLE_MYPYC=1` is set does what it does otherwise."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
HOOK = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
    "wheel"
]["hooks"]["mypyc"]
MODULES = [path.lstrip("/") for path in HOOK["include"]]
CHECKED = [str(ROOT / "fixtures" / code) for code in ("BN101", "BN102", "BN201")]


def lacking() -> str | None:
    """What compiling takes and is not here."""
    compiler, *_ = shlex.split(sysconfig.get_config_var("CC") or "cc")
    if shutil.which(compiler) is None:
        return f"there is no C compiler {compiler}"
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "Python's headers are not installed"
    missing = [name for name in ("mypyc", "setuptools") if importlib.util.find_spec(name) is None]
    return f"{missing[0]} is not installed" if missing else None


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bnlint in it that is compiled as the build hook does it, but not optimised."""
    reason = lacking()
    if reason is not None:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("compiled")
    shutil.copytree(ROOT / "bnlint", folder / "bnlint", ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))
    command = [sys.executable, "-m", "mypyc", *HOOK["mypy-args"], *MODULES]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "MYPYC_OPT_LEVEL": "0"}, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def ran(folder: Path, elsewhere: Path, *arguments: str) -> str:
    """What Python prints that finds bnlint in the folder, and is started elsewhere."""
    command = [sys.executable, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_the_compiled_modules_are_those_that_run(compiled: Path, tmp_path: Path) -> None:
    names = [path.removesuffix(".py").replace("/", ".") for path in MODULES]
    where = (
        "import importlib, sys; print(*(importlib.import_module(name).__file__ for name in sys.argv[1:]), sep='\\n')"
    )
    files = ran(compiled, tmp_path, "-c", where, *names).splitlines()
    assert len(files) == len(names) > 0
    assert all(Path(file).is_relative_to(compiled) and not file.endswith(".py") for file in files)


def test_they_find_the_same(compiled: Path, tmp_path: Path) -> None:
    check = ["-m", "bnlint", "check", "--no-cache", "-j1", "--possible", "--advice", "--format", "json", *CHECKED]
    said = ran(compiled, tmp_path, *check)
    assert '"BN102"' in said
    assert said == ran(ROOT, tmp_path, *check)
