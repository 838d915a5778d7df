"""TensorFlow shows the damage of every wrong fixture and none in a right one, and the judge can say both."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.fixtures_expectations import FIXTURES, Fixture, fixtures
from tests.judge.advice import advisable
from tests.judge.client import VERSIONS, judge, record_of
from tests.judge.damage import Damage, Record, damages, of_kind

FAMILIES = {
    "1": "statistics-not-updated",
    "2": "wrong-mode",
    "3": "statistics-not-shared",
    "4": "statistics-not-kept",
    "7": "statistics-unsound",
}
"""By the first digit of the rule's code."""

ADVICE = {
    "BN105": ("statistics-not-updated", "partly updated"),
    "BN706": ("statistics-unsound", "per replica"),
}
"""What the programs of rules that only advise show instead of a damage."""

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
    session = tf.Session(config=tf.ConfigProto(allow_soft_placement=True))
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
    damaged = fixture.wrong and fixture.raises is None and fixture.code not in ADVICE
    assert shown == ({FAMILIES[fixture.code[2]]} if damaged else set())


@pytest.mark.parametrize(
    ("fixture", "version"), [(fixture, version) for fixture, version in PROGRAMS if fixture.code in ADVICE], ids=str
)
def test_fixture_gives_reason_for_its_advice_or_none(fixture: Fixture, version: str) -> None:
    shown = {(reason.family, reason.what) for reason in advisable(record_of(fixture.folder, version))}
    assert shown == ({ADVICE[fixture.code]} if fixture.wrong else set())


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
        ([(100, True), (100, False)], []),  # the two modes, compared
        ([(100, True), (101, False)], [("wrong-mode", "evaluation depends on the batch")]),
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
@pytest.mark.parametrize("updates", [False, True])
def test_batch_statistics_suit_who_keeps_no_others(version: str, tmp_path: Path, updates: bool) -> None:
    """A sampler that restores untouched statistics and normalises by the batch, and one that ignores real ones."""
    program = f"""
        train_op = train(squared_error(dense_bn(x, True)), None if {updates} else [])
        saver = tf.train.Saver()
        with start() as session:
            session.run(train_op, feed(0))
            saver.save(session, "./model.ckpt")
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.placeholder(tf.float32, [None, 4])
            output = tf.layers.dense(dense_bn(x, True), 1)
            tf.train.Saver().restore(session, "./model.ckpt")
            session.run(output, {{x: np.ones([16, 4])}})
    """
    expected = [("wrong-mode", "evaluation depends on the batch")] if updates else []
    assert judged(run(tmp_path, version, program)) == expected


@every_version
@pytest.mark.parametrize("bare", [False, True])
def test_one_layer_of_many_in_training_mode(version: str, tmp_path: Path, bare: bool) -> None:
    program = f"""
        loss = squared_error(dense_bn(dense_bn(x), True if {bare} else flag))
        train_op = train(loss)
        with start() as session:
            session.run(train_op, feed(0, True))
            session.run(loss, feed(100))
    """
    expected = ["0/batch_normalization_1/batchnorm/Rsqrt"] if bare else []
    assert [name for damage in damages(run(tmp_path, version, program)) for name in damage.variables] == expected


PIPELINES = """
    def pipeline(seed):
        values = np.random.RandomState(seed).normal(10.0, 5.0, (64, 4)).astype(np.float32)
        return tf.data.make_one_shot_iterator(tf.data.Dataset.from_tensor_slices(values).batch(8)).get_next()


    def network(x, training):
        with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
            return tf.reduce_mean(tf.square(tf.layers.dense(dense_bn(x, training), 1) - x[:, :1]))


    loss = network(pipeline(0), {first})
    validation_loss = network({data}, {second})
    train_op = train(loss)
    with start() as session:
        session.run(train_op, feed(0, True))
        {evaluation}
"""


@every_version
@pytest.mark.parametrize(
    ("data", "second", "damage"),
    [
        ("pipeline(1)", "True", [("wrong-mode", "evaluation writes")]),
        ("pipeline(1)", "flag", [("wrong-mode", "evaluation writes")]),
        ("pipeline(1)", "False", []),
        ("x", "True", [("wrong-mode", "evaluation writes")]),
    ],
)
def test_sees_training_update_statistics_from_evaluation_data(
    version: str, tmp_path: Path, data: str, second: str, damage: list[tuple[str, str]]
) -> None:
    program = PIPELINES.format(first="True", data=data, second=second, evaluation="")
    assert judged(run(tmp_path, version, program)) == damage


@every_version
@pytest.mark.parametrize("training", [False, True])
def test_sees_the_samples_of_pipelines(version: str, tmp_path: Path, training: bool) -> None:
    evaluation = f"session.run(validation_loss, {{flag: {training}}})"
    program = PIPELINES.format(first="flag", data="pipeline(1)", second="flag", evaluation=evaluation)
    program = program.replace("train(loss)", 'train(loss, tf.get_collection("update_ops")[:2])')
    record = run(tmp_path, version, program)
    assert [run["data"] for run in record["runs"] if run["kind"] != "initialise"] == ["trained", "new"]
    assert judged(record) == ([("wrong-mode", "evaluation depends on the batch")] if training else [])


@every_version
def test_sees_evaluation_write_statistics(version: str, tmp_path: Path) -> None:
    program = """
        loss = squared_error(dense_bn(x))
        train_op = train(loss)
        updates = tf.get_collection("update_ops")
        with start() as session:
            session.run(train_op, feed(0, True))
            session.run([loss, updates], feed(100))
            session.run([loss, updates], feed(100, {training}))
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


SAVED = """
    early = tf.train.Saver([tf.train.get_or_create_global_step()])
    loss = squared_error(dense_bn(x))
    train_op = train(loss)
    weights, whole = tf.train.Saver(tf.trainable_variables()), tf.train.Saver()
    names = dict(zip((early, weights, whole), ("early", "weights", "whole")))
    with start() as session:
        for step in range(5):
            session.run(train_op, feed(step, True))
        for saver in {savers}:
            saver.save(session, "./" + names[saver])
        session.run(loss, feed(100, {by_batch}))
"""
MISSING = ("statistics-not-kept", "missing in the checkpoint")
NOT_RESTORED = ("statistics-not-kept", "not restored")


@every_version
@pytest.mark.parametrize(
    ("savers", "by_batch", "damage"),
    [
        ("[whole]", False, []),
        ("[weights]", False, [MISSING]),
        ("[weights, whole]", False, []),  # the same step has a checkpoint with everything
        ("[early]", False, []),  # it says nothing of the layer
        ("[weights]", True, [("wrong-mode", "evaluation depends on the batch")]),  # nothing wants the statistics
    ],
)
def test_sees_what_a_checkpoint_lacks(
    version: str, tmp_path: Path, savers: str, by_batch: bool, damage: list[tuple[str, str]]
) -> None:
    assert judged(run(tmp_path, version, SAVED.format(savers=savers, by_batch=by_batch))) == damage


RESUMED = """
    with start() as session:
        {saver}.restore(session, "./{saver}")
        {runs}
        session.run(loss, feed(101))
"""


@every_version
@pytest.mark.parametrize(
    ("saver", "runs", "damage"),
    [
        ("whole", "pass", []),
        ("weights", "pass", [NOT_RESTORED]),
        ("weights", "session.run(train_op, feed(5, True))", []),  # it collects new ones before it needs them
        ("weights", "session.run(train_op, feed(5))", [NOT_RESTORED]),  # trained in inference mode
        ("early", "pass", [NOT_RESTORED]),
        ("early", "session.run(train_op, feed(5, True))", []),
    ],
)
def test_sees_what_a_session_does_not_restore(
    version: str, tmp_path: Path, saver: str, runs: str, damage: list[tuple[str, str]]
) -> None:
    program = SAVED.format(savers="[whole, weights, early]", by_batch=False) + RESUMED.format(saver=saver, runs=runs)
    assert judged(run(tmp_path, version, program)) == damage


@every_version
@pytest.mark.parametrize(
    ("variables", "damage"), [("tf.global_variables()", []), ("tf.trainable_variables()", [NOT_RESTORED])]
)
@pytest.mark.parametrize("training", [False, True])
def test_sees_what_another_graph_does_not_restore(
    version: str, tmp_path: Path, variables: str, training: bool, damage: list[tuple[str, str]]
) -> None:
    """A network is built again for evaluation, or to be trained with frozen statistics, and loaded as initialised."""
    program = f"""
        train_op = train(squared_error(dense_bn(x, True)))
        with start() as session:
            session.run(train_op, feed(0))
            path = tf.train.Saver().save(session, "./model")
        tf.reset_default_graph()
        x = tf.placeholder(tf.float32, [None, 4])
        y = tf.placeholder(tf.float32, [None, 1])
        loss = squared_error(dense_bn(x, False))
        tf.train.init_from_checkpoint(path, {{variable.op.name: variable for variable in {variables}}})
        step = train(loss) if {training} else tf.no_op()
        with start() as session:
            session.run(step, {{x: np.ones([16, 4]), y: np.ones([16, 1])}})
            session.run(loss, {{x: np.ones([8, 4]), y: np.ones([8, 1])}})
    """
    assert judged(run(tmp_path, version, program)) == damage


BY_HAND = """
    h = tf.layers.dense({inputs}, 8)
    mean, variance = tf.nn.moments({measured}, [0])
    {normalised} = ({measured} - mean) / tf.sqrt(variance + 1e-3)
    loss = {loss}
    train_op = train(loss)
    with start() as session:
        for step in range(5):
            session.run(train_op, feed(step))
        session.run(loss, feed({evaluated}))
"""
NETWORK = {"inputs": "x", "measured": "h", "normalised": "h", "loss": "squared_error(h)", "evaluated": 100}


@every_version
@pytest.mark.parametrize(
    ("changes", "damaged"),
    [
        ({}, True),
        ({"evaluated": 0}, False),  # the training loss, logged
        ({"measured": "x", "normalised": "h"}, False),  # inputs, standardised
        ({"loss": "tf.reduce_mean(tf.stop_gradient(h) * tf.layers.dense(x, 8))"}, False),  # the loss, not the network
    ],
)
def test_misses_moving_statistics_between_weights(
    version: str, tmp_path: Path, changes: dict[str, str | int], damaged: bool
) -> None:
    record = run(tmp_path, version, BY_HAND.format(**{**NETWORK, **changes}))
    assert len(record["layers"]) == 1
    assert judged(record) == ([("statistics-unsound", "no moving statistics")] if damaged else [])


@every_version
def test_does_not_miss_moving_statistics_of_weights(version: str, tmp_path: Path) -> None:
    program = """
        kernel = tf.get_variable("kernel", [4, 8])
        mean, variance = tf.nn.moments(kernel, [0])
        loss = squared_error(tf.nn.relu(tf.matmul(x, (kernel - mean) / tf.sqrt(variance + 1e-3))))
        train_op = train(loss)
        with start() as session:
            session.run(train_op, feed(0))
            session.run(loss, feed(100))
    """
    assert judged(run(tmp_path, version, program)) == []


@every_version
@pytest.mark.parametrize("training", ["flag", "True", "False"])
@pytest.mark.parametrize("rank", [2, 4])
@pytest.mark.parametrize("used", ["", "loss", "evaluation"])
def test_sees_that_an_output_is_unused(version: str, tmp_path: Path, training: str, rank: int, used: str) -> None:
    program = f"""
        h = tf.reshape(tf.layers.dense(x, 8), [-1] + [1] * {rank - 2} + [8])
        dropped = tf.layers.batch_normalization(h, training={training})
        loss = squared_error(tf.reshape(tf.nn.relu(dropped if {used == "loss"} else h), [-1, 8]))
        train_op = train(loss)
        with start() as session:
            for step in range(5):
                session.run(train_op, feed(step, True))
            session.run([loss, dropped] if {used == "evaluation"} else loss, feed(100))
    """
    record = run(tmp_path, version, program)
    unused = [damage.variables for damage in damages(record) if damage.what == "output unused"]
    assert len(unused) == (not used)
    assert {len(variables) for variables in unused} <= {4}


@every_version
def test_an_evaluation_network_that_never_ran_is_no_unused_output(version: str, tmp_path: Path) -> None:
    program = """
        with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
            train_op = train(squared_error(dense_bn(x, True, name="norm")))
        with tf.variable_scope("net", reuse=True):
            squared_error(dense_bn(x, False, name="norm"))
        with tf.variable_scope("other"):
            squared_error(dense_bn(x, False))
        with start() as session:
            session.run(train_op, feed(0))
    """
    assert judged(run(tmp_path, version, program)) == []


TOWERS = """
    losses, updates = [], []
    for i, (part, target) in enumerate(zip(tf.split(x, 2), tf.split(y, 2))):
        with tf.variable_scope("net", reuse=tf.AUTO_REUSE), tf.name_scope("tower_%d" % i) as scope:
            with tf.device({device}):
                h = tf.layers.dense(part, 8, name="hidden")
                h = tf.layers.batch_normalization(h, training=flag, name="norm")
                losses.append(tf.reduce_mean(tf.square(tf.layers.dense(h, 1, name="output") - target)))
                {read}
    loss = tf.add_n(losses)
    train_op = train(loss, updates)
    with start() as session:
        for step in range(5):
            session.run(train_op, feed(step, True))
        session.run(loss, feed(100))
"""
ALIKE = '"/cpu:0"'
APART = '"/gpu:%d" % i'


@every_version
@pytest.mark.parametrize(
    ("device", "read", "advice"),
    [
        (ALIKE, 'updates += tf.get_collection("update_ops", scope)', []),
        (ALIKE, 'updates = tf.get_collection("update_ops", scope)', ["partly updated"]),
        (ALIKE, 'updates = updates or tf.get_collection("update_ops", scope)', ["partly updated"]),
        (APART, 'updates = tf.get_collection("update_ops")', ["per replica"]),
        (APART, 'updates = tf.get_collection("update_ops", scope)', ["partly updated", "per replica"]),
    ],
)
def test_advises_on_towers_and_accuses_none(
    version: str, tmp_path: Path, device: str, read: str, advice: list[str]
) -> None:
    record = run(tmp_path, version, TOWERS.format(device=device, read=read))
    assert [reason.what for reason in advisable(record)] == advice
    assert damages(record) == []


@every_version
def test_replicas_that_share_batch_statistics_are_one(version: str, tmp_path: Path) -> None:
    program = f"""
        scale = tf.get_variable("scale", [8], initializer=tf.ones_initializer())
        one, two = (tf.get_variable(name, [8], trainable=False) for name in ("one", "two"))
        hidden = []
        for i, part in enumerate(tf.split(x, 2)):
            with tf.variable_scope("net", reuse=tf.AUTO_REUSE), tf.device({APART}):
                hidden.append(tf.layers.dense(part, 8, name="hidden"))
        mean, variance = tf.nn.moments(tf.concat(hidden, 0), [0])
        updates = [tf.assign_sub(one, 0.1 * (one - mean)), tf.assign_sub(two, 0.1 * (two - variance))]
        outputs = []
        for i, h in enumerate(hidden):
            with tf.device({APART}):
                outputs.append(tf.nn.batch_normalization(h, mean, variance, None, scale, 1e-3))
        train_op = train(squared_error(tf.concat(outputs, 0)), updates)
        with start() as session:
            session.run(train_op, feed(0))
    """
    record = run(tmp_path, version, program)
    assert len(record["layers"]) == 2
    assert (advisable(record), damages(record)) == ([], [])


@every_version
def test_reports_how_a_program_ended(version: str, tmp_path: Path) -> None:
    entry = tmp_path / "train.py"

    entry.write_text(START + "with start() as session:\n    session.run(tf.log(x), {x: 'text'})\n")
    failed = judge(version).record(tmp_path)
    assert failed["status"] == "failed"
    assert failed["traceback"] is not None
    assert "could not convert string to float" in failed["traceback"]
    assert failed["raised"][:2] == ["ValueError", "Exception"]
    assert [run["error"] for run in failed["runs"]] == [None, "ValueError"]

    entry.write_text("import sys\nprint('{\"ready\": 1}')\nsys.exit('no data here')\n")
    stopped = judge(version).record(tmp_path)
    assert (stopped["status"], stopped["traceback"], stopped["raised"]) == ("failed", "no data here", [])
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
    blank = {"session": 0, "fetches": [], "reads": [], "writes": {}, "changed": [], "trains": []}
    blank |= {"earned": [], "astray": [], "compared": []}
    blank |= {"hidden": [], "feeds": [], "saves": [], "loads": {}, "error": None}
    record: Record = {  # type: ignore[typeddict-item]  # the runs are completed below
        "layers": [{"layer": "0/a", "statistics": ["0/m"], "relied_on": True, "parameters": ["0/g"]}],
        "inferring": [{"statistics": [f"0/{name}"], "parameters": [f"0/of_{name}"]} for name in "nkr"],
        "unused": [{"layer": "0/b", "variables": ["0/u"]}],
        "runs": [
            {**blank, "kind": "train", "batch": ["0/a"], "inference": [["0/n"]], "data": "trained"},
            {**blank, "kind": "evaluate", "batch": [], "inference": [["0/k"]], "data": "new"},
            {**blank, "kind": "load", "batch": [], "inference": [], "data": "none", "loads": {"0/of_r": "restore"}},
            {**blank, "kind": "evaluate", "batch": [], "inference": [["0/r"]], "data": "new"},
        ],
    }
    for one in record["runs"]:
        one["depends_on_batch"] = bool(one["batch"])
    assert damages(record) == [
        Damage("statistics-not-updated", "never updated", ("0/m",), {"training runs": 1, "updates": 0}),
        Damage("statistics-not-shared", "read by evaluation, maintained by nothing", ("0/k",), {"evaluation runs": 1}),
        Damage("wrong-mode", "training normalises by initial statistics", ("0/n",)),
        Damage("statistics-not-kept", "not restored", ("0/r",), {"runs": 1}),
        Damage("statistics-unsound", "output unused", ("0/u",)),
    ]
