"""Sets up the TensorFlow that the proofs run on: `set_up_tensorflow.py tf1` or `tf2`, into `.venvs/`.

Where this machine cannot have it, because the platform has no wheel or no Python is old enough, it says so and ends
well: what needs that TensorFlow is then skipped with the reason.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
COMPILED = "grpcio,h5py,numpy,protobuf,tensorflow,tensorflow-cpu,wrapt"
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary", "--only-binary", COMPILED)


@dataclass(frozen=True)
class Environment:
    """One TensorFlow: the release, the Pythons that have wheels of it, and what to install, the first that works."""

    release: str
    pythons: tuple[tuple[int, int], ...]
    choices: tuple[tuple[str, ...], ...]
    without_dependencies: tuple[str, ...] = ()


ENVIRONMENTS = {
    "tf1": Environment(
        release="1.15.5",
        pythons=((3, 7),),
        choices=(("tensorflow==1.15.5", "numpy<1.19", "protobuf<3.21"),),
    ),
    "tf2": Environment(
        release="2.21.0",
        pythons=((3, 13), (3, 12), (3, 11), (3, 10)),
        choices=(("tensorflow-cpu==2.21.0",), ("tensorflow==2.21.0",)),
        without_dependencies=(
            "tf_keras==2.21.0",
        ),  # which would bring the whole of `tensorflow` beside `tensorflow-cpu`
    ),
}


def main() -> None:
    """Sets up what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=ENVIRONMENTS)
    name = parser.parse_args().name
    environment = ENVIRONMENTS[name]
    python = next(interpreters(environment), None)
    if python is None:
        wanted = " or ".join(f"{major}.{minor}" for major, minor in environment.pythons)
        print(f"No TensorFlow {environment.release}: it needs Python {wanted}, which is not here. Going on without.")
        return
    print(f"Setting up TensorFlow {environment.release} in .venvs/{name}", flush=True)
    reason = set_up(environment, python, PROJECT / ".venvs" / name)
    if reason is not None:
        print(f"No TensorFlow {environment.release}: {reason}. Going on without.")


def interpreters(environment: Environment) -> Iterator[Path]:
    """The Pythons of this machine that have wheels of this TensorFlow, best first: running, on PATH, pyenv's."""
    if sys.version_info[:2] in environment.pythons:
        yield Path(sys.executable)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for major, minor in environment.pythons:
        on_path = shutil.which(f"python{major}.{minor}")
        installed = sorted(pyenv.glob(f"{major}.{minor}.*/bin/python"))
        yield from filter(works, [*([Path(on_path)] if on_path else []), *installed])


def works(python: Path) -> bool:
    """Whether it runs: a version manager's shim may stand for nothing."""
    return subprocess.run([python, "-c", "import venv"], capture_output=True, check=False).returncode == 0


def set_up(environment: Environment, python: Path, folder: Path) -> str | None:
    """Makes the environment in `folder` and marks it complete, or leaves nothing and returns why it could not."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([python, "-m", "venv", folder], check=True)
    own = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    reason: str | None = None
    for choice in environment.choices:
        reason = install(own, choice)
        if reason is None:
            break
    reason = reason or install(own, environment.without_dependencies, "--no-deps")
    if reason is None:
        (folder / ".complete").touch()
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return reason


def install(python: Path, requirements: tuple[str, ...], *options: str) -> str | None:
    """Why the requirements could not be installed, in pip's words, or None."""
    if not requirements:
        return None
    with tempfile.TemporaryFile("w+") as said:
        ended = subprocess.run([python, *PIP, *options, *requirements], stderr=said, stdout=said, check=False)
        said.seek(0)
        errors = [line.removeprefix("ERROR: ").strip() for line in said if line.startswith("ERROR:")]
    return None if ended.returncode == 0 else (errors or ["pip could not install it"])[-1]


if __name__ == "__main__":
    main()
