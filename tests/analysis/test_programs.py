"""Which files are programs of their own."""

from __future__ import annotations

from pathlib import Path

from bnlint.source_witness.programs import Programs
from bnlint.sources.imports import ImportResolver
from bnlint.sources.overlay import Overlay
from bnlint.tensorflow_api.names import API_ROOTS

NAMES = "def batch_norm(x):\n    return x\n"
"""A file that is worth interpreting."""


def scripts(folder: Path, **files: str) -> list[str]:
    """The scripts among the files of a package `nets` and of `train`, which stands beside it; sorted by their paths."""
    (folder / "nets").mkdir()
    texts = {"nets/__init__": "", **{f"nets/{name}" if name != "train" else name: text for name, text in files.items()}}
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    overlay = Overlay.disk()
    paths = [str(folder / f"{name}.py") for name in texts]
    found = Programs(paths, overlay, ImportResolver(overlay, str(folder), API_ROOTS)).scripts()
    return [Path(path).stem for path in found]


def test_what_imports_relatively_runs_when_it_is_imported(tmp_path: Path) -> None:
    found = scripts(tmp_path, layers=NAMES, resnet="from .layers import batch_norm\n", train="import nets.resnet\n")
    assert found == ["layers", "train"]


def test_what_nobody_imports_is_a_script(tmp_path: Path) -> None:
    found = scripts(tmp_path, layers=NAMES, resnet="from . import layers\n", train=NAMES)
    assert found == ["layers", "resnet", "train"]


def test_what_only_each_other_imports_are_scripts(tmp_path: Path) -> None:
    found = scripts(tmp_path, vgg=f"from . import resnet\n{NAMES}", resnet="from . import vgg\n", train=NAMES)
    assert found == ["resnet", "vgg", "train"]


def test_what_asks_whether_it_is_the_program_is_a_script(tmp_path: Path) -> None:
    asks = "from .layers import batch_norm\nif __name__ == '__main__':\n    batch_norm(1)\n"
    assert scripts(tmp_path, layers=NAMES, resnet=asks, train="import nets.resnet\n") == ["layers", "resnet", "train"]


def test_a_relative_import_that_may_not_come_is_no_reason(tmp_path: Path) -> None:
    tries = "try:\n    from .layers import batch_norm\nexcept ImportError:\n    from layers import batch_norm\n"
    assert scripts(tmp_path, layers=NAMES, resnet=tries, train="import nets.resnet\n") == ["layers", "resnet", "train"]
