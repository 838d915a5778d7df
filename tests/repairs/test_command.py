"""`bnlint check --fix` and its sisters, through the command line's own process."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bnlint.repairs.errors import NotWritten
from bnlint.repairs.writing import write
from bnlint.sources.overlay import Overlay

WRONG = """\
import tensorflow.compat.v1 as tf

x = tf.placeholder(tf.float32, [None, 4])
flag = tf.placeholder(tf.bool, [])
loss = tf.reduce_mean(tf.layers.batch_normalization(tf.layers.dense(x, 8), training=flag))
step = tf.train.AdamOptimizer().minimize(loss)
with tf.Session() as sess:
    for _ in range(9):
        sess.run(step, {x: [[1.0] * 4], flag: True})
    sess.run(loss, {x: [[1.0] * 4], flag: False})
"""
BLOCK = "with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n    step = "
RIGHT = WRONG.replace("step = ", BLOCK)
NO_LIBCST = "import sys; sys.modules['libcst'] = None; from bnlint.command_line import run; run()"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "train.py"
    file.write_text(WRONG)
    return file


def bnlint(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bnlint", "check", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, encoding="utf-8", check=False)


def test_it_repairs_and_says_so(program: Path) -> None:
    program.chmod(0o754)
    done = bnlint(program.parent, "--fix")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("train.py:6 BN101 repaired: Create the training step under ")
    assert "\n1 repair in 1 file.\nNothing found. Read 1 file" in done.stdout
    assert program.read_text() == RIGHT
    assert stat.S_IMODE(program.stat().st_mode) == 0o754
    assert os.listdir(program.parent) == ["train.py"]


def test_a_link_stays_one(program: Path) -> None:
    kept = program.rename(program.with_name("kept.txt"))
    program.symlink_to("kept.txt")
    assert bnlint(program.parent, "--fix").returncode == 0
    assert program.is_symlink()
    assert kept.read_text() == RIGHT


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch")
def test_the_difference_is_one_that_patch_makes(program: Path) -> None:
    done = bnlint(program.parent, "--diff")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:][0] == "1 repair in 1 file."
    assert program.read_text() == WRONG
    subprocess.run(["patch", "-sp1"], cwd=program.parent, input=done.stdout, text=True, check=True)
    assert program.read_text() == RIGHT


def test_standard_input_can_be_shown_repaired_and_not_written(program: Path) -> None:
    shown = bnlint(program.parent, "--diff", "--stdin-filename", "train.py", stdin=WRONG)
    assert f"+{BLOCK}".replace("\n", "\n+") in shown.stdout
    refused = bnlint(program.parent, "--fix", "--stdin-filename", "train.py", stdin=WRONG)
    assert (refused.returncode, refused.stderr) == (2, "bnlint: --fix cannot write to standard input: use --diff.\n")


def test_another_repair_by_name(program: Path) -> None:
    assert bnlint(program.parent, "--fix", "--prefer", "group").returncode == 0
    group = "step = tf.group(tf.train.AdamOptimizer().minimize(loss), *tf.get_collection(tf.GraphKeys.UPDATE_OPS))"
    assert group in program.read_text()


def test_a_name_that_no_repair_has(program: Path) -> None:
    done = bnlint(program.parent, "--fix", "--prefer", "group,glue")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("bnlint: --prefer: glue is no repair; they are all-towers, connect-flag, ")
    assert program.read_text() == WRONG


def test_unsafe_needs_a_verb(program: Path) -> None:
    done = bnlint(program.parent, "--unsafe-fixes")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("bnlint: --unsafe-fixes says which repairs to make: add --fix")


def test_without_libcst_it_is_said(program: Path) -> None:
    command = [sys.executable, "-c", NO_LIBCST, "check", "--fix", "train.py"]
    done = subprocess.run(command, cwd=program.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "bnlint: repairs need LibCST: pip install 'bnlint[fix]'\n")


def test_checking_imports_no_libcst(program: Path) -> None:
    code = "import sys; from bnlint.command_line import main; main(['check', 'train.py']); "
    end = "sys.exit('libcst' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code + end], cwd=program.parent, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Repair  Create the training step under" in done.stdout


@pytest.mark.parametrize("comment", ["bnlint: ignore[BN101]", "noqa: BN101"])
def test_what_is_suppressed_is_left_alone(program: Path, comment: str) -> None:
    text = WRONG.replace("minimize(loss)", f"minimize(loss)  # {comment}")
    program.write_text(text)
    assert bnlint(program.parent, "--fix").returncode == 0
    assert program.read_text() == text


def test_python_2_is_offered_no_repair(program: Path) -> None:
    program.write_text(f"{WRONG}print 'done'\n")
    done = bnlint(program.parent, "--fix")
    assert done.returncode == 1
    assert "BN101" in done.stdout and "Repair" not in done.stdout
    assert program.read_text() == f"{WRONG}print 'done'\n"


def test_what_cannot_be_repaired_is_reported(program: Path) -> None:
    text = WRONG.replace(
        "step = tf.train.AdamOptimizer().minimize(loss)", "make = lambda: tf.train.AdamOptimizer().minimize(loss)"
    )
    program.write_text(text.replace("run(step", "run(make()"))
    done = bnlint(program.parent, "--fix", "--format", "json")
    document = json.loads(done.stdout)
    assert [landed["name"] for landed in document["repaired"]] == ["group"]
    assert "lambda: tf.group(tf.train" in program.read_text()


def test_what_was_tried_in_vain_is_told_and_offered_no_more(program: Path) -> None:
    program.write_text(WRONG.replace("import tensorflow.compat.v1 as tf", NAMES).replace("tf.", "").replace("tf ", ""))
    offered = json.loads(bnlint(program.parent, "--format", "json").stdout)["findings"]
    assert [repair["name"] for repair in offered[0]["repairs"]] == ["control-dependencies", "group"]
    told = bnlint(program.parent, "--fix")
    assert told.returncode == 1 and "Repair" not in told.stdout
    lines = (
        "train.py:6 BN101 not repaired by control-dependencies: the file does not import TensorFlow\n"
        "train.py:6 BN101 not repaired by group: the file does not import TensorFlow\nNo repairs.\n"
    )
    assert lines in told.stdout
    for verb in ("--fix", "--diff"):
        left = json.loads(bnlint(program.parent, verb, "--format", "json").stdout)["findings"]
        assert [(one["code"], one["repairs"]) for one in left] == [("BN101", [])]


NAMES = "from tensorflow.compat.v1 import Session, bool, float32, layers, placeholder, reduce_mean, train"


def test_what_was_not_tried_is_offered_still(program: Path) -> None:
    saver = "    tf.train.Saver(tf.trainable_variables()).save(sess, 'model')\n"
    program.write_text(RIGHT + saver)
    left = json.loads(bnlint(program.parent, "--fix", "--format", "json").stdout)["findings"]
    assert [(one["code"], [(r["name"], r["safe"]) for r in one["repairs"]]) for one in left] == [
        ("BN401", [("keep-all", False)])
    ]
    assert "(--fix --unsafe-fixes tries this)" in bnlint(program.parent).stdout


def test_two_repairs_of_one_line_take_two_rounds(program: Path) -> None:
    program.write_text(WRONG.replace("step = tf.train.AdamOptimizer().minimize(loss)", STEPS) + RUN_OTHER)
    document = json.loads(bnlint(program.parent, "--fix", "--format", "json").stdout)
    assert document["findings"] == []
    assert [landed["round"] for landed in document["repaired"]] == [1, 2]


STEPS = "step = tf.train.AdamOptimizer().minimize(loss); other = tf.train.AdamOptimizer().minimize(loss)"
RUN_OTHER = "    sess.run(other, {x: [[1.0] * 4], flag: True})\n"


def test_nothing_is_written_where_a_file_has_changed(program: Path) -> None:
    other = program.with_name("other.py")
    other.write_text("a = 1\n")
    before = Overlay.disk()
    paths = [str(program), str(other)]
    for path in paths:
        before.read_bytes(path)
    after = before.with_edits(dict.fromkeys(paths, b"a = 2\n"))
    other.write_text("a = 3\n")
    with pytest.raises(NotWritten, match=r"other\.py has changed since"):
        write(paths, before, after)
    assert (program.read_text(), other.read_text()) == (WRONG, "a = 3\n")


class TestBaseline:
    def test_it_follows_code_as_lines_move(self, program: Path) -> None:
        written = bnlint(program.parent, "--write-baseline", "known.json")
        assert (written.returncode, written.stdout) == (0, "known.json lists 1 finding.\n")
        program.write_text(f"# moved\n\n{WRONG}")
        done = bnlint(program.parent, "--baseline", "known.json")
        assert done.returncode == 0
        assert "Nothing found" in done.stdout and "1 finding of the baseline not shown" in done.stdout

    def test_it_knows_one_finding_for_each_that_it_lists(self, program: Path) -> None:
        bnlint(program.parent, "--write-baseline", "known.json")
        program.write_text(WRONG.replace(STEP, f"{STEP}\nother = {STEP}") + RUN_OTHER)
        assert "1 finding. " in bnlint(program.parent, "--baseline", "known.json").stdout

    def test_what_it_lists_is_not_repaired(self, program: Path) -> None:
        bnlint(program.parent, "--write-baseline", "known.json")
        assert bnlint(program.parent, "--fix", "--baseline", "known.json").returncode == 0
        assert program.read_text() == WRONG

    @pytest.mark.parametrize("text", ["", "[]", '{"version": 9}', '{"version": 1, "findings": [{}]}'])
    def test_a_file_that_is_none(self, program: Path, text: str) -> None:
        (program.parent / "known.json").write_text(text)
        done = bnlint(program.parent, "--baseline", "known.json")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.startswith("bnlint: known.json is no baseline")


STEP = "tf.train.AdamOptimizer().minimize(loss)"


@pytest.mark.parametrize("tail", ["", "  # why", " ; x = 1"])
@pytest.mark.parametrize("argument", ["", "\n    0.1,\n"])
def test_comments_are_added_to_what_is_left(program: Path, tail: str, argument: str) -> None:
    step = f"step = tf.train.AdamOptimizer({argument}).minimize(loss){tail}"
    program.write_text(WRONG.replace(f"step = {STEP}", step))
    done = bnlint(program.parent, "--add-ignores")
    assert (done.returncode, done.stdout) == (0, "1 finding suppressed in 1 file.\n")
    assert f"{step}  # bnlint: ignore[BN101]\n" in program.read_text()
    assert bnlint(program.parent, "--show-unused-ignores").returncode == 0


def test_a_constant_makes_way_for_the_flag_that_is_there(program: Path) -> None:
    text = (
        WRONG.replace("flag", "is_training").replace("step = ", BLOCK).replace("sess.run(loss", "test = sess.run(loss")
    )
    right = text.replace("loss)", "tf.layers.dropout(loss, training=is_training))", 1)
    program.write_text(right.replace("training=is_training", "training=True", 1))
    done = bnlint(program.parent, "--fix")
    assert "BN203 repaired: Write `is_training` for the training flag." in done.stdout
    assert program.read_text() == right


def test_one_thing_at_a_time(program: Path) -> None:
    done = bnlint(program.parent, "--fix", "--add-ignores")
    assert (done.returncode, done.stdout) == (2, "")
