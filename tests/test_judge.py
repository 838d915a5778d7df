"""TensorFlow shows the damage of every wrong fixture and none in a right one, and the judge can say both."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.fixtures_expectations import FIXTURES, Fixture, fixtures
from tests.judge.client import VERSIONS, judge, record_of
from tests.judge.damage import Damage, Record, damages, of_kind

FAMILIES = {"1": "statistics-not-updated", "2": "wrong-mode", "3": "statistics-not-shared"}
"""By the first digit of the rule's code."""

PROGRAMS = [(fixture, version) for fixture in fixtures() for version in fixture.versions]
every_version = pytest.mark.parametrize("version", sorted(VERSIONS))

START = """
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.set_random_seed(0)
x = tf.placeholder(tf.float32, [None, 4])
y = tf.placeholder(tf.float32, [None, 1])
flag = tf.placeholder_with_default(False, [])


def feed(seed, training=False):
    values = np.random.RandomState(seed).normal(10.0, 5.0, (16, 4))
    return {x: values, y: values[:, :1], flag: training}


def dense_bn(h, training=flag, **options):
    return tf.nn.relu(tf.layers.batch_normalization(tf.layers.dense(h, 8), training=training, **options))


def squared_error(h):
    return tf.reduce_mean(tf.square(tf.layers.dense(h, 1) - y))


def train(loss, updates=None, **options):
    with tf.control_dependencies(tf.get_collection("update_ops") if updates is None else updates):
        return tf.train.AdamOptimizer(0.01).minimize(loss, **options)


def start():
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session
"""


def run(folder: Path, version: str, program: str, seconds: float = 60) -> Record:
    """The record of a program that begins with `START`."""
    folder.joinpath("train.py").write_text(START + textwrap.dedent(program))
    record = judge(version).record(folder, seconds=seconds)
    assert record["status"] == "ended", record["traceback"]
    assert record["notes"] == []
    return record


def judged(record: Record) -> list[tuple[str, str]]:
    return [(damage.family, damage.what) for damage in damages(record)]


@pytest.mark.parametrize(("fixture", "version"), PROGRAMS, ids=str)
def test_fixture_shows_its_family_of_damage_or_none(fixture: Fixture, version: str) -> None:
    shown = {damage.family for damage in damages(record_of(fixture.folder, version))}
    assert shown == ({FAMILIES[fixture.code[2]]} if fixture.wrong else set())


@every_version
def test_accuses_only_the_layers_that_were_missed(version: str) -> None:
    record = record_of(FIXTURES / "BN102" / "wrong_read_between_encoder_and_decoder", version)
    accused = {name for damage in damages(record) for name in damage.variables}
    assert accused == {name for name in record["variables"] if "/decoder/" in name}
    assert len(accused) == 4


@every_version
def test_counts_seldom_updates(version: str) -> None:
    record = record_of(FIXTURES / "BN104" / "wrong_barrier_logged_now_and_then", version)
    assert [(damage.what, dict(damage.figures)) for damage in damages(record)] == [
        ("seldom updated", {"training runs": 50, "updates": 5})
    ] * 2


@every_version
def test_does_not_condemn_averages_that_are_warming_up(version: str, tmp_path: Path) -> None:
    program = """
        loss = squared_error(dense_bn(x, momentum=0.9999))
        train_op = train(loss)
        with start() as session:
            for step in range(100):
                session.run(train_op, feed(0, True))
            print(session.run(loss, feed(0, True)), session.run(loss, feed(0)))
    """
    record = run(tmp_path, version, program)
    in_training_mode, in_inference_mode = map(float, record["output"].splitlines()[-1].split())
    assert in_inference_mode > 3 * in_training_mode  # as large a gap as the bug makes
    assert judged(record) == []


HAND_WRITTEN = """
    mean, variance = tf.nn.moments(x, [0])
    with tf.variable_scope("", use_resource={resource}):
        one = tf.get_variable("beta", [4], initializer=tf.zeros_initializer(), trainable=False)
        two = tf.get_variable("kernel", [4], initializer=tf.ones_initializer(), trainable=False)
        scale = tf.get_variable("moving_variance", [4], initializer=tf.ones_initializer())
        shift = tf.get_variable("moving_mean", [4], initializer=tf.zeros_initializer())
    keep = tf.where(flag, 0.9, 1.0)
    updates = [tf.assign(one, keep * one + (1 - keep) * mean), tf.assign(two, keep * two + (1 - keep) * variance)]
    mean, variance = tf.cond(flag, lambda: (mean, variance), lambda: (tf.identity(one), tf.identity(two)))
    loss = squared_error(tf.nn.relu({formula}))
    train_op = train(loss, updates{wired})
    with start() as session:
        for step in range(5):
            session.run(train_op, feed(step, True))
        session.run(loss, feed(100))
"""
FORMULAS = {
    "library": "tf.nn.batch_normalization(x, mean, variance, shift, scale, 1e-3)",
    "root": "(x - mean) / tf.sqrt(variance + 1e-3) * scale + shift",
    "reciprocal root": "scale * ((x - mean) * tf.rsqrt(variance + 1e-3)) + shift",
}


@every_version
@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("resource", [False, True])
@pytest.mark.parametrize("wired", [False, True])
def test_is_deaf_to_names(version: str, tmp_path: Path, formula: str, resource: bool, wired: bool) -> None:
    """The averages are called `beta` and `kernel`, scale and offset `moving_variance` and `moving_mean`."""
    program = HAND_WRITTEN.format(resource=resource, formula=FORMULAS[formula], wired="" if wired else "[:0]")
    record = run(tmp_path, version, program)
    assert set(record["variables"]) == {"0/beta", "0/kernel"}
    assert {tuple(layer["parameters"]) for layer in record["layers"]} <= {(), ("0/moving_mean", "0/moving_variance")}
    shown = [(damage.family, damage.variables) for damage in damages(record)]
    assert shown == ([] if wired else [("statistics-not-updated", ("0/beta", "0/kernel"))])


@every_version
def test_normalisations_without_moving_statistics_are_none_of_its_business(version: str, tmp_path: Path) -> None:
    program = """
        images = tf.reshape(x, [-1, 2, 2, 1]) * tf.ones([1, 1, 1, 4])
        for axes in ([1, 2], [1, 2, 3], [3]):
            mean, variance = tf.nn.moments(images, axes, keep_dims=True)
            images = (images - mean) * tf.rsqrt(variance + 1e-3)
        scale = tf.get_variable("scale", [4], initializer=tf.ones_initializer())
        loss = squared_error(tf.reshape(images * scale, [-1, 16]))
        train_op = train(loss)
        with start() as session:
            session.run(train_op, feed(0))
            session.run(loss, feed(1))
    """
    record = run(tmp_path, version, program)
    assert (record["variables"], record["layers"], judged(record)) == ({}, [], [])
    assert len(of_kind(record, "train")) == 1


MODES = """
    loss = squared_error(dense_bn(x))
    train_op = train(loss)
    with start() as session:
        for step in range(5):
            session.run(train_op, feed(step, True))
        for seed, training in {evaluations}:
            session.run(loss, feed(seed, training))
"""


@every_version
@pytest.mark.parametrize(
    ("evaluations", "damage"),
    [
        ([(100, True)], [("wrong-mode", "evaluation depends on the batch")]),
        ([(0, True)], []),  # the training loss, logged
        ([(0, True), (100, False)], []),
        ([(100, False)], []),
    ],
)
def test_tells_evaluation_from_monitoring(
    version: str, tmp_path: Path, evaluations: list[tuple[int, bool]], damage: list[tuple[str, str]]
) -> None:
    record = run(tmp_path, version, MODES.format(evaluations=evaluations))
    assert judged(record) == damage
    assert [run["depends_on_batch"] for run in of_kind(record, "evaluate")] == [training for _, training in evaluations]


@every_version
def test_sees_evaluation_write_statistics(version: str, tmp_path: Path) -> None:
    program = """
        loss = squared_error(dense_bn(x))
        train_op = train(loss)
        updates = tf.get_collection("update_ops")
        with start() as session:
            session.run(train_op, feed(0, True))
            session.run([loss, updates], feed(100))
            session.run([loss, updates], feed(101, {training}))
    """
    assert judged(run(tmp_path, version, program.format(training=False))) == []
    assert judged(run(tmp_path, version, program.format(training=True))) == [("wrong-mode", "evaluation writes")]


@every_version
@pytest.mark.parametrize("training", ["flag", "False"])
def test_sees_training_in_inference_mode(version: str, tmp_path: Path, training: str) -> None:
    program = f"""
        loss = squared_error(dense_bn(x, {training}))
        train_op = train(loss)
        with start() as session:
            for step in range(5):
                session.run(train_op, feed(step))
            session.run(loss, feed(100))
    """
    assert judged(run(tmp_path, version, program)) == [("wrong-mode", "training normalises by initial statistics")]


@every_version
@pytest.mark.parametrize("taken", [False, True])
def test_sees_that_a_branch_not_taken_stops_training(version: str, tmp_path: Path, taken: bool) -> None:
    program = f"""
        loss = squared_error(x)
        auxiliary = tf.cond(flag, lambda: dense_bn(x, True), lambda: tf.zeros([16, 8]))
        train_op = train(loss)
        with start() as session:
            before = session.run(tf.trainable_variables())
            session.run(train_op, feed(0, {taken}))
            after = session.run(tf.trainable_variables())
            print(any((a != b).any() for a, b in zip(before, after)))
    """
    record = run(tmp_path, version, program)
    assert record["output"].splitlines()[-1] == str(taken)
    assert len(of_kind(record, "train")) == taken


@every_version
def test_counts_a_generators_own_steps(version: str, tmp_path: Path) -> None:
    """Ten steps of the discriminator, which also normalise the generated batch, for each step of the generator."""
    program = """
        with tf.variable_scope("G"):
            fake = tf.layers.dense(dense_bn(x), 4)
        updates = tf.get_collection("update_ops")
        with tf.variable_scope("D", reuse=tf.AUTO_REUSE):
            real_logit = tf.layers.dense(x, 1, name="logit")
            fake_logit = tf.layers.dense(fake, 1, name="logit")
        d_loss = tf.reduce_mean(tf.nn.softplus(fake_logit) + tf.nn.softplus(-real_logit))
        g_loss = tf.reduce_mean(tf.nn.softplus(-fake_logit))
        d_step = train(d_loss, [], var_list=tf.trainable_variables("D"))
        g_step = train(g_loss, updates, var_list=tf.trainable_variables("G"))
        with start() as session:
            for step in range(22):
                session.run(d_step if step % 11 else g_step, feed(step, True))
            session.run(fake, feed(100))
    """
    record = run(tmp_path, version, program)
    assert len(of_kind(record, "train")) == 22
    assert judged(record) == []


@every_version
@pytest.mark.parametrize("loaded", [False, True])
def test_values_that_the_program_loads_count(version: str, tmp_path: Path, loaded: bool) -> None:
    program = f"""
        with tf.variable_scope("online"):
            train_op = train(squared_error(dense_bn(x, True)))
        with tf.variable_scope("target"):
            loss = squared_error(dense_bn(x, False))
        with start() as session:
            for step in range(5):
                session.run(train_op, feed(step))
            if {loaded}:
                for source, target in zip(tf.global_variables("online/b"), tf.global_variables("target/b")):
                    target.load(session.run(source), session)
            session.run(loss, feed(100))
    """
    expected = [] if loaded else [("statistics-not-shared", "read by evaluation, maintained by nothing")]
    assert judged(run(tmp_path, version, program)) == expected


@every_version
def test_restored_statistics_do_not_replace_updates(version: str, tmp_path: Path) -> None:
    program = """
        loss = squared_error(dense_bn(x))
        train_op = train(loss, [])
        saver = tf.train.Saver()
        with start() as session:
            saver.save(session, "./model.ckpt")
            for step in range(5):
                saver.restore(session, "./model.ckpt")
                session.run(train_op, feed(step, True))
            session.run(loss, feed(100))
    """
    assert judged(run(tmp_path, version, program)) == [("statistics-not-updated", "never updated")]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["train.py"]  # it ran in a copy


@every_version
def test_reports_how_a_program_ended(version: str, tmp_path: Path) -> None:
    entry = tmp_path / "train.py"

    entry.write_text(START + "with start() as session:\n    session.run(tf.log(x), {x: 'text'})\n")
    failed = judge(version).record(tmp_path)
    assert failed["status"] == "failed"
    assert failed["traceback"] is not None
    assert "could not convert string to float" in failed["traceback"]
    assert [run["error"] for run in failed["runs"]] == [None, "ValueError"]

    entry.write_text("import sys\nprint('{\"ready\": 1}')\nsys.exit('no data here')\n")
    stopped = judge(version).record(tmp_path)
    assert (stopped["status"], stopped["traceback"]) == ("failed", "no data here")
    assert stopped["output"] == '{"ready": 1}\n'

    entry.write_text("import os\nos.kill(os.getpid(), 9)\n")
    assert judge(version).record(tmp_path)["status"] == "failed"

    entry.write_text("import time\nprint('waiting', flush=True)\ntime.sleep(60)\n")
    hanging = judge(version).record(tmp_path, seconds=0.5)
    assert (hanging["status"], hanging["output"]) == ("timed out", "waiting\n")
    assert hanging["seconds"] < 10

    entry.write_text("import sys\nprint(sys.argv, __name__)\n")
    assert judge(version).record(tmp_path, arguments=["--fast"])["output"] == "['train.py', '--fast'] __main__\n"


@every_version
def test_programs_share_nothing(version: str, tmp_path: Path) -> None:
    program = """
        import nets
        loss = squared_error(nets.net(x, flag))
        train_op = train(loss)
        with start() as session:
            session.run(train_op, feed(0, True))
            session.run(loss, feed(100))
        print(len(tf.global_variables()))
    """
    source = "import tensorflow.compat.v1 as tf\n\n\ndef net(x, flag):\n    return {}\n"
    (tmp_path / "nets.py").write_text(source.format("tf.layers.batch_normalization(x, training=flag)"))
    first = run(tmp_path, version, program)
    (tmp_path / "nets.py").write_text(source.format("x"))
    second = run(tmp_path, version, program)
    assert (len(first["variables"]), len(second["variables"])) == (2, 0)
    assert int(first["output"].split()[-1]) > int(second["output"].split()[-1])


def test_damages_come_in_the_order_of_the_families() -> None:
    """A record that no program needs to make: every damage at once."""
    blank = {"session": 0, "fetches": [], "reads": [], "writes": {}, "changed": [], "trains": [], "error": None}
    record: Record = {  # type: ignore[typeddict-item]  # the runs are completed below
        "layers": [{"layer": "0/a", "statistics": ["0/m"], "relied_on": True, "parameters": ["0/g"]}],
        "runs": [
            {**blank, "kind": "train", "batch": ["0/a"], "inference": [["0/n"]], "data": "trained"},
            {**blank, "kind": "evaluate", "batch": [], "inference": [["0/k"]], "data": "new"},
        ],
    }
    for one in record["runs"]:
        one["depends_on_batch"] = bool(one["batch"])
    assert damages(record) == [
        Damage("statistics-not-updated", "never updated", ("0/m",), {"training runs": 1, "updates": 0}),
        Damage("statistics-not-shared", "read by evaluation, maintained by nothing", ("0/k",), {"evaluation runs": 1}),
        Damage("wrong-mode", "training normalises by initial statistics", ("0/n",)),
    ]
