"""What comes of a check does not depend on what is known of earlier ones, whatever has changed since."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bnlint.cache.memories import Cache
from tests.cache import projects
from tests.cache.projects import ASKED, NETS, checked
from tests.fixtures_expectations import FIXTURES

TRAIN = f"{projects.TRAIN}# What makes it worth reading without its imports, too: batch_normalization\n"
WAITING = TRAIN.replace("step = ", "ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\nstep = tf.group(ops, ").replace(
    "minimize(loss)", "minimize(loss))"
)
IMPORT = "from nets import tower\n"
PROGRAMS = (
    WAITING,
    TRAIN,
    TRAIN.replace(IMPORT, "import models\ntower = models.nets.tower\n"),
    TRAIN.replace(IMPORT, "from models import *\ntower = nets.tower\n"),
    TRAIN.replace(IMPORT, "from .nets import tower\n"),
    TRAIN.replace(IMPORT, f"import sys\nsys.path.append('models')\n{IMPORT}"),
    TRAIN.replace("minimize(loss)", "minimize(loss)  # bnlint: ignore"),
    TRAIN.replace(IMPORT, f"import importlib\n{ASKED}tower = importlib.import_module(name).tower\n"),
)
PARTS = (
    NETS,
    NETS.replace("training=training", "training=False"),
    "from models.nets import *\n",
    "from . import nets\nfrom .nets import tower\n",
    "tower = print\n",
    f"{NETS}print 'x'\n",
    "# coding: latin-1\nname = '\xe9'\n",
    "def f(:\n",
    "",
)
TEXTS = {
    "train.py": PROGRAMS,
    "models/train.py": PROGRAMS,
    "nets.py": PARTS,
    "models/nets.py": PARTS,
    "models/__init__.py": PARTS,
    "nets/__init__.py": PARTS,
}
PATHS = tuple(TEXTS)
CONFIGURATIONS = ("", "[tool.bnlint]\nlevel = 'advice'\n", "[tool.bnlint.models]\n'nets.tower' = 'runs-update-ops'\n")


class Edited(RuleBasedStateMachine):
    """A project that is edited, and checked after every edit, by a process that begins anew and by one that goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._temporary = TemporaryDirectory()
        self.folder = Path(self._temporary.name, "project")
        self.folder.mkdir()
        self.going_on = Cache()

    @initialize(program=st.sampled_from(PROGRAMS))
    def begin(self, program: str) -> None:
        self.configure("")
        self.write(("train.py", program))

    def teardown(self) -> None:
        self._temporary.cleanup()

    @rule(written=st.sampled_from([(path, text) for path, texts in TEXTS.items() for text in texts]))
    def write(self, written: tuple[str, str]) -> None:
        path, text = written
        (self.folder / path).parent.mkdir(exist_ok=True)
        (self.folder / path).write_text(text, encoding="latin-1")

    @rule(path=st.sampled_from(PATHS))
    def remove(self, path: str) -> None:
        (self.folder / path).unlink(missing_ok=True)

    @rule(old=st.sampled_from(PATHS), new=st.sampled_from(PATHS))
    def rename(self, old: str, new: str) -> None:
        if (self.folder / old).exists():
            (self.folder / new).parent.mkdir(exist_ok=True)
            (self.folder / old).replace(self.folder / new)

    @rule(folder=st.sampled_from(["models", "nets"]))
    def remove_folder(self, folder: str) -> None:
        shutil.rmtree(self.folder / folder, ignore_errors=True)

    @rule(text=st.sampled_from(CONFIGURATIONS))
    def configure(self, text: str) -> None:
        (self.folder / "pyproject.toml").write_text(text, encoding="utf-8")

    @invariant()
    def it_is_as_if_nothing_were_known(self) -> None:
        self.check_twice(self.folder)
        if (self.folder / "train.py").exists():
            self.check_twice(self.folder / "train.py")

    def check_twice(self, path: Path) -> None:
        cold = checked(path, None)
        assert checked(path, Cache()) == cold
        assert checked(path, self.going_on, jobs=2) == cold


TestEdited = Edited.TestCase
TestEdited.settings = settings(
    max_examples=50, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)


def printed(*options: str, seed: int = 0) -> str:
    """What `bnlint check` prints of all fixtures."""
    done = subprocess.run(
        [sys.executable, "-m", "bnlint", "check", "--advice", "--possible", "--format", "json", *options, "."],
        cwd=FIXTURES,
        env=os.environ | {"PYTHONHASHSEED": str(seed)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout


def test_fixtures(tmp_path: Path) -> None:
    """Byte by byte, from several processes, too, and under another hash seed."""
    kept = ("--cache-dir", str(tmp_path / "kept"))
    cold = printed("--no-cache", "-j1")
    assert printed(*kept, "-j2", seed=1) == cold
    assert printed(*kept, "-j1", seed=2) == cold
    assert printed(*kept, "-j3") == cold
