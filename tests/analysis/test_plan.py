"""What is read, and once: scripts first, then what no script called, importers before the imported."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from bnlint.analysis.garbage import ENOUGH, collect, collected_on_demand
from bnlint.analysis.plan import Part, judge
from bnlint.analysis.tasks import Judged
from bnlint.sources.overlay import Overlay

NETS = """\
import tensorflow as tf

def tower(x):
    return tf.layers.batch_normalization(x, training=True)

class Net:
    def build(self, x):
        return tower(x)
"""
CALLS = "import tensorflow as tf\nimport nets\n"


def judged(folder: Path, jobs: int = 1, **files: str) -> Judged:
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return judge([Part(str(folder), sorted(paths), ())], Overlay.disk(), jobs, lambda done, of: None)


each_number = pytest.mark.parametrize("jobs", [1, 2, 3])


@each_number
def test_what_nobody_calls_is_a_program(tmp_path: Path, jobs: int) -> None:
    assert judged(tmp_path, jobs, nets=NETS).programs == 1


@each_number
def test_what_a_script_called_is_not_used_again(tmp_path: Path, jobs: int) -> None:
    script = f"{CALLS}nets.Net().build(tf.zeros([4, 8]))\n"
    found = judged(tmp_path, jobs, nets=NETS, train=script)
    assert (found.programs, len(found.layers)) == (1, 1)
    assert judged(tmp_path, jobs, nets=NETS, eval=script, train=script).programs == 2


@each_number
def test_what_a_function_in_another_file_called_is_not_used_again(tmp_path: Path, jobs: int) -> None:
    uncalled = f"{CALLS}def train(x):\n    return nets.Net().build(x)\n"
    assert judged(tmp_path, jobs, nets=NETS, zoo=uncalled).programs == 1


@each_number
def test_one_broken_file_among_others(tmp_path: Path, jobs: int) -> None:
    found = judged(tmp_path, jobs, a="def f(:\n", b="import tensorflow.layers\ndef f(:\n", nets=NETS)
    assert [(Path(d.place.path).name, d.code) for d in sorted(found.diagnostics)] == [
        ("a.py", "BN001"),
        ("b.py", "BN001"),
    ]
    assert found.programs == 1


@each_number
def test_progress_reaches_its_end(tmp_path: Path, jobs: int) -> None:
    for number in range(60):
        (tmp_path / f"plain{number}.py").write_text("pass\n", encoding="utf-8")
    (tmp_path / "nets.py").write_text(NETS, encoding="utf-8")
    said: list[tuple[int, int]] = []
    files = sorted(map(str, tmp_path.glob("*.py")))
    judge([Part(str(tmp_path), files, ())], Overlay.disk(), jobs, lambda done, of: said.append((done, of)))
    assert said == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_nothing_to_do() -> None:
    assert judge([], Overlay.disk(), None, lambda done, of: None) == Judged()


def test_garbage_is_collected_on_demand_only() -> None:
    assert gc.isenabled()
    with collected_on_demand():
        assert not gc.isenabled()
        collect()
        kept = [[] for _ in range(ENOUGH + 1)]  # type: ignore[var-annotated]
        assert gc.get_count()[0] > ENOUGH
        collect()
        assert gc.get_count()[0] < len(kept)
    assert gc.isenabled()
