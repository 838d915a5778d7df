"""The operators of the mutation benchmark do what they say, and touch nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mutants.equivalent import Reading, readings
from benchmarks.mutants.making import Mutant, mutants, spread
from benchmarks.mutants.operators import OPERATORS
from benchmarks.mutants.programs import Program, Sources, fixtures, labelled
from benchmarks.mutants.report import document, table
from benchmarks.mutants.scoring import Outcome, Verdict, outcomes, score
from tests.fixtures_expectations import FIXTURES

NAMES = [operator.name for operator in OPERATORS]

HEAD = """\
import tensorflow.compat.v1 as tf
slim = tf.contrib.slim
"""

BLOCK = """\
def train_op(loss):
    optimizer = tf.train.AdamOptimizer()  # Adam
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)

    # wait
    with tf.control_dependencies(update_ops):
        rate = 1
        return optimizer.minimize( loss )
train_op(1)
"""

INLINE = '''\
def op(net):
    """The op."""
    loss = net()
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        return loss
op(1)
'''

CASES = {
    "the list becomes empty": ("dependencies-emptied", BLOCK, [("dependencies(update_ops)", "dependencies([])")]),
    "the list keeps what is no update op": (
        "dependencies-emptied",
        "ops = tf.get_collection('update_ops')\nwith tf.control_dependencies([step,  ops]):\n    pass\n",
        [("[step,  ops]", "[step]")],
    ),
    "a sum keeps its other part": (
        "dependencies-emptied",
        "with tf.control_dependencies([step] + tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n    pass\n",
        [("[step] + tf.get_collection(tf.GraphKeys.UPDATE_OPS)", "[step]")],
    ),
    "a list that gets the training step, too, stays": (
        "dependencies-emptied",
        "a = tf.get_collection('update_ops')\na.append(b)\nwith tf.control_dependencies([tf.group(*a)]):\n    pass\n",
        None,
    ),
    "the block is gone": (
        "block-dedented",
        BLOCK,
        [
            (
                "    with tf.control_dependencies(update_ops):\n        rate = 1\n        return",
                "    rate = 1\n    return",
            )
        ],
    ),
    "a last step moves behind the block": (
        "step-moved-out",
        BLOCK,
        [("        return optimizer", "    return optimizer")],
    ),
    "a first step moves before the block": (
        "step-moved-out",
        BLOCK.replace("rate = 1\n        return", "step =").replace("( loss )\n", "(loss)\n        print(step)\n"),
        [
            (
                "    with tf.control_dependencies(update_ops):\n        step = optimizer.minimize(loss)\n",
                "    step = optimizer.minimize(loss)\n    with tf.control_dependencies(update_ops):\n",
            )
        ],
    ),
    "a step that is alone leaves pass": (
        "step-moved-out",
        BLOCK.replace("        rate = 1\n", ""),
        [("        return", "        pass\n    return")],
    ),
    "an assigned read moves up": (
        "read-moved-up",
        BLOCK,
        [
            ("    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n", ""),
            (
                "    optimizer =",
                "    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n    optimizer =",
            ),
        ],
    ),
    "a read within the block gets a name": (
        "read-moved-up",
        INLINE,
        [
            ("tf.get_collection(tf.GraphKeys.UPDATE_OPS)", "update_ops"),
            ("    loss = net", "    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n    loss = net"),
        ],
    ),
    "a read stays in its graph": (
        "read-moved-up",
        "with tf.Graph().as_default():\n    net()\n    ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n",
        [
            (
                "    net()\n    ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n",
                "    ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\n    net()\n",
            )
        ],
    ),
    "a read that needs what the function makes stays": (
        "read-moved-up",
        "scope = name()\nops = tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope)\n",
        None,
    ),
    "a scope is added": ("read-in-wrong-scope", BLOCK, [("UPDATE_OPS)", 'UPDATE_OPS, scope="elsewhere")')]),
    "a scope is replaced": (
        "read-in-wrong-scope",
        "tf.get_collection(tf.GraphKeys.UPDATE_OPS, name)\n",
        [("name", '"elsewhere"')],
    ),
    "the update ops leave the group": (
        "group-without-update-ops",
        "ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\ntf.group(step, *ops, name='x')\n",
        [("step, *ops, name", "step, name")],
    ),
    "a last argument takes its comma along": (
        "group-without-update-ops",
        "ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\ntf.group(step, ops)\n",
        [("(step, ops)", "(step)")],
    ),
    "the training op gets an empty list": (
        "given-no-update-ops",
        "slim.learning.create_train_op(loss, optimizer)\n",
        [("optimizer)", "optimizer, update_ops=[])")],
    ),
    "a fetch goes with the name of its result": (
        "fetch-dropped",
        "ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\nloss, _, _ = sess.run([loss, step, ops], feed)\n",
        [("loss, _, _", "loss, _"), ("step, ops]", "step]")],
    ),
    "a fetch of a list that has a name": (
        "fetch-dropped",
        "ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\nall = [step, ops, loss]\n_, _, out = sess.run(all)\n",
        [("step, ops", "step"), ("_, _, out", "_, out")],
    ),
    "a result that is used keeps its fetch": (
        "fetch-dropped",
        "ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)\nloss, done = sess.run([loss, ops])\n",
        None,
    ),
    "a run of the update ops alone goes": (
        "fetch-dropped",
        "ops = tf.group(*tf.get_collection(tf.GraphKeys.UPDATE_OPS))\nsess.run(step)\nsess.run(ops, feed)\n",
        [("sess.run(ops, feed)\n", "")],
    ),
    "the layer loses its flag": (
        "flag-not-given-to-layer",
        "tf.layers.batch_normalization(x, training=flag, name='a')\n",
        [("training=flag, ", "")],
    ),
    "the object of a layer loses its flag": (
        "flag-not-given-to-layer",
        "bn = tf.layers.BatchNormalization()\nbn(x, training=flag)\n",
        [(", training=flag", "")],
    ),
    "dropout keeps its flag": ("flag-not-given-to-layer", "tf.layers.dropout(x, training=flag)\n", None),
    "the scope of the layer loses its flag": (
        "flag-not-given-to-layer",
        "with slim.arg_scope([slim.batch_norm, slim.dropout], is_training=flag):\n    pass\n",
        [(", is_training=flag", "")],
    ),
    "the layer's dictionary loses its flag": (
        "flag-not-given-to-layer",
        "slim.conv2d(x, normalizer_params={'is_training': flag, 'decay': 0.9})\n",
        [("'is_training': flag, ", "")],
    ),
    "the caller leaves the flag out": (
        "argument-not-forwarded",
        "def net(x, is_training=True):\n    return norm(x)\nnet(1, flag)\n",
        [("net(1, flag)", "net(1)")],
    ),
    "an argument before another one stays": (
        "argument-not-forwarded",
        "def net(is_training=True, x=1):\n    return norm(x)\nnet(flag, 2)\n",
        None,
    ),
    "a class gets no flag": (
        "argument-not-forwarded",
        "class Net:\n    def __init__(self, x, training=False):\n        norm(x)\nNet(1, training=flag)\n",
        [(", training=flag)", ")")],
    ),
    "the flag becomes true": (
        "flag-always-true",
        "tf.layers.batch_normalization(x, training=not flag)\n",
        [("not flag", "True")],
    ),
    "the network for evaluation becomes one for training": (
        "flag-always-true",
        "def net(x, train):\n    return norm(x)\nnet(1, True)\nnet(1, train=False)\n",
        [("train=False", "train=True")],
    ),
    "the flag becomes false": (
        "flag-always-false",
        "tf.layers.batch_normalization(x, training=flag)\n",
        [("=flag", "=False")],
    ),
    "a flag with a default is no longer fed": (
        "training-feed-dropped",
        "flag = tf.placeholder_with_default(False, [])\nnet(flag)\nsess.run(step, {x: 1, flag: True})\n",
        [("{x: 1, flag: True}", "{x: 1}")],
    ),
    "a flag without a default must be fed": (
        "training-feed-dropped",
        "is_training = tf.placeholder(tf.bool, [])\nsess.run(step, {x: 1, is_training: True})\n",
        None,
    ),
    "training feeds False": (
        "training-feed-false",
        "net(is_training)\nsess.run(step, {x: True, is_training: True})\n",
        [("is_training: True", "is_training: False")],
    ),
    "a flag that nothing reads": (
        "training-feed-false",
        "self.phase = tf.placeholder(tf.bool)\nsess.run(step, {self.phase: True})\n",
        None,
    ),
    "initialisers are no training": (
        "training-feed-false",
        "net(is_training)\nsess.run(tf.global_variables_initializer(), {is_training: True})\n",
        None,
    ),
    "a flag that is true in tests": (
        "evaluation-feed-true",
        "tst = tf.placeholder(tf.bool)\nnet(tst)\nsess.run(step, {tst: False})\n",
        None,
    ),
    "the value that is fed has a name": (
        "evaluation-feed-true",
        "def evaluate():\n    on = False\n    sess.run(loss, {model['is_training_pl']: on})\nevaluate()\n",
        [("on = False", "on = True")],
    ),
    "evaluation feeds True": (
        "evaluation-feed-true",
        "phase = tf.placeholder(tf.bool)\nnet(phase)\nfeed[phase] = False\n",
        [("= False", "= True")],
    ),
    "the second network has variables of its own": (
        "reuse-dropped",
        "net(x)\nnet(y, reuse=True, name='a')\n",
        [("reuse=True, ", "")],
    ),
    "variables are no longer reused": (
        "reuse-dropped",
        "if late:\n    tf.get_variable_scope().reuse_variables()\n",
        [("tf.get_variable_scope().reuse_variables()", "pass")],
    ),
    "a scope that is reused by itself stays": (
        "reuse-dropped",
        "with tf.variable_scope('net', reuse=tf.AUTO_REUSE):\n    net(1, reuse=tf.AUTO_REUSE)\n",
        [("(1, reuse=tf.AUTO_REUSE)", "(1)")],
    ),
    "a network that is first stays": ("reuse-dropped", "net(x, reuse=False)\n", None),
    "updates in place go to a collection": (
        "updates-unread",
        "slim.batch_norm(x, updates_collections=None)\n",
        [("=None", '="unread_updates"')],
    ),
    "a collection is named": (
        "updates-unread",
        "slim.batch_norm(\n    x,\n)\n",
        [("    x,\n", '    x, updates_collections="unread_updates",\n')],
    ),
    "tf.layers knows no collection of updates": ("updates-unread", "tf.layers.batch_normalization(x)\n", None),
    "a Saver of everything": (
        "saver-narrowed",
        "tf.train.Saver()\n",
        [("Saver()", "Saver(var_list=tf.trainable_variables())")],
    ),
    "a Saver that does nothing": ("saver-narrowed", "self.saver = tf.train.Saver()\n", None),
    "a Saver that is used": (
        "saver-narrowed",
        "saver = tf.train.Saver()\nsaver.save(sess)\n",
        [("Saver()", "Saver(var_list=tf.trainable_variables())")],
    ),
    "a Saver without a name that restores": ("saver-narrowed", "tf.train.Saver().restore(sess, path)\n", None),
    "training maintains what it does not restore": (
        "saver-narrowed",
        "tf.global_variables_initializer().run()\nsaver = tf.train.Saver()\nsaver.restore(sess, path)\n",
        None,
    ),
    "a Saver with a list": (
        "saver-narrowed",
        "tf.train.Saver(tf.global_variables(), max_to_keep=3)\n",
        [("global", "trainable")],
    ),
}


STEP = "tf.train.AdamOptimizer().minimize(1)\n"


def made(folder: Path, operator: str, **files: str) -> list[Mutant]:
    for name, content in files.items():
        (folder / f"{name}.py").write_bytes(content.encode())
    chosen = [one for one in OPERATORS if one.name == operator]
    return list(mutants([Program(folder, "train.py")], chosen, limit=0))


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("operator", "source", "changes"), CASES.values(), ids=CASES)
def test_changes_exactly_one_thing(
    tmp_path: Path, operator: str, source: str, changes: list[tuple[str, str]] | None, newline: str
) -> None:
    expected = source
    for old, new in changes or ():
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    before, after = ((HEAD + STEP + text).replace("\n", newline) for text in (source, expected))
    contents = [mutant.content.decode() for mutant in made(tmp_path, operator, train=before)]
    assert contents == ([] if changes is None else [after])


def test_every_operator_is_tested() -> None:
    assert {operator for operator, _, changes in CASES.values() if changes} == set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_says_where_it_is(tmp_path: Path) -> None:
    [mutant] = made(tmp_path, "dependencies-emptied", train=HEAD + BLOCK)
    assert (mutant.path, mutant.line) == ("train.py", 8)


def test_breaks_what_the_entry_imports_and_can_reach(tmp_path: Path) -> None:
    layer = "    return tf.layers.batch_normalization(x, training={})\n"
    nets = HEAD + "def used(x):\n" + layer.format("a") + "def unused(x):\n" + layer.format("b")
    found = made(
        tmp_path,
        "flag-always-true",
        train="import nets\nnets.used(1)\n",
        nets=nets,
        other=HEAD + "def used(x):\n" + layer,
    )
    assert [(mutant.path, mutant.line) for mutant in found] == [("nets.py", 4)]


LAYER = "def layer(x, train=True):\n    return slim.batch_norm(x, is_training=train)\n"


@pytest.mark.parametrize(
    ("calls", "made_so"),
    [
        ("layer(x)\nlayer(x, True)\n", 0),
        ("def net(x, flag):\n    return layer(x, train=flag)\nnet(x, True)\n", 0),
        ("layer(x, train=False)\n", 1),
        ("def net(x, flag):\n    return layer(x, train=flag)\nnet(x, True)\nnet(x, False)\n", 1),
        ("layers = {'bn': layer}\nlayer(x)\n", 1),
        ("layer(x, **options)\n", 1),
    ],
)
@pytest.mark.parametrize("operator", ["flag-always-true", "flag-not-given-to-layer"])
def test_a_flag_that_is_true_at_every_call_is_true(tmp_path: Path, operator: str, calls: str, made_so: int) -> None:
    found = made(tmp_path, operator, train=HEAD + STEP + LAYER + calls)
    assert len([mutant for mutant in found if mutant.line == 5]) == made_so


def test_calls_beside_the_program_count(tmp_path: Path) -> None:
    (tmp_path / "evaluate.py").write_text("from train import layer\nlayer(x, train=False)\n")
    assert len(made(tmp_path, "flag-always-true", train=HEAD + STEP + LAYER + "layer(x)\n")) == 1


def test_what_breaks_training_is_for_programs_that_train(tmp_path: Path) -> None:
    train = HEAD + "tf.layers.batch_normalization(x, training=flag)\n"
    assert made(tmp_path, "flag-always-false", train=train) == []
    assert len(made(tmp_path, "flag-always-true", train=train)) == 1


@pytest.mark.parametrize(
    ("before", "mutants_made"), [("sess.run(tf.global_variables_initializer())\n", 1), ("", 0), (STEP, 0)]
)
def test_restoring_too_little_matters_where_nothing_raises_or_trains(
    tmp_path: Path, before: str, mutants_made: int
) -> None:
    train = HEAD + before + "saver = tf.train.Saver()\nsaver.restore(sess, path)\n"
    assert len(made(tmp_path, "saver-narrowed", train=train)) == mutants_made


@pytest.mark.parametrize(("value", "mutants_made"), [("False", 0), ("True", 1), ("flags.norm", 1)])
def test_code_behind_a_constant_that_is_off_does_nothing(tmp_path: Path, value: str, mutants_made: int) -> None:
    net = "def net(x, flag):\n    tf.layers.batch_normalization(x, training=flag)\n"
    train = HEAD + STEP + "import options\n" + net + "if options.NORMALISED:\n    net(1, f)\nelse:\n    pass\n"
    found = made(tmp_path, "flag-not-given-to-layer", train=train, options=f"NORMALISED = {value}\n")
    assert len(found) == mutants_made


def test_a_flag_of_the_data_is_no_training_flag(tmp_path: Path) -> None:
    reader = "def read(path, is_training):\n    return path + str(is_training)\nread('x', flag)\n"
    assert made(tmp_path, "flag-always-true", train=HEAD + STEP + reader) == []
    net = "def read(path, is_training):\n    return layer(path, is_training)\nread('x', flag)\n"
    (tmp_path / "net").mkdir()
    assert made(tmp_path / "net", "flag-always-true", train=HEAD + STEP + LAYER + net)


def test_imports_only_what_python_looks_for(tmp_path: Path) -> None:
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "resnet.py").write_text("")
    (tmp_path / "train.py").write_text("import resnet, nets.resnet\n")
    (tmp_path / "nets" / "train.py").write_text("import importlib\nimportlib.import_module('train')\nimport resnet\n")
    assert list(Sources(Program(tmp_path, "train.py")).files) == ["nets/resnet.py", "train.py"]
    assert list(Sources(Program(tmp_path, "nets/train.py")).files) == ["nets/resnet.py", "nets/train.py"]


def test_finds_modules_that_are_imported_by_name(tmp_path: Path) -> None:
    train = "import importlib, sys\nsys.path.append('nets')\nimportlib.import_module('resnet')\n"
    (tmp_path / "train.py").write_text(train)
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "resnet.py").write_text("")
    assert list(Sources(Program(tmp_path, "train.py")).files) == ["nets/resnet.py", "train.py"]


def test_leaves_out_what_is_no_python_3(tmp_path: Path) -> None:
    assert made(tmp_path, "flag-always-true", train="import nets\n", nets="print 1\n") == []


def test_places_are_spread() -> None:
    assert list(spread(range(10), 3)) == [0, 4, 9]
    assert list(spread(range(10), 1)) == [0]
    assert list(spread(range(10), 0)) == list(range(10))


def test_a_place_of_two_programs_counts_once(tmp_path: Path) -> None:
    for name in ("train.py", "evaluate.py"):
        (tmp_path / name).write_text("import nets\n")
    (tmp_path / "nets.py").write_text(HEAD + STEP + "tf.layers.batch_normalization(x, training=flag)\n")
    programs = [Program(tmp_path, name, repository="a/b") for name in ("train.py", "evaluate.py")]
    assert len(list(mutants(programs, OPERATORS[8:9], 0))) == len(list(mutants(programs[:1], OPERATORS[8:9], 0))) == 1


def test_right_fixtures_are_programs() -> None:
    found = list(fixtures(FIXTURES))
    assert len(found) > 30
    assert all(program.folder.name.startswith("right_") and program.versions for program in found)


def test_labelled_programs_are_clean_and_train_first(tmp_path: Path) -> None:
    repository = tmp_path / "a+b"
    repository.mkdir()
    (repository / "evaluate.py").write_text("print(1)\n")
    (repository / "train.py").write_text("optimizer.minimize(loss)\n")
    (repository / "wrong.py").write_text("print(1)\n")
    (repository / "old.py").write_text("print 1\n")
    (repository / "other.py").write_text("print(1)\n")
    labels = tmp_path / "labels.csv"
    rows = ["evaluate.py,clean", "train.py,clean", "train.py,latent", "wrong.py,clean", "wrong.py,bug", "old.py,clean"]
    rows.append("other.py,clean")
    labels.write_text("\n".join(["repo,program,verdict", *(f"a/b,{row}" for row in [*rows, "missing.py,clean"])]))

    def chosen(program: Program) -> bool:
        return program.entry != "other.py"

    assert [program.entry for program in labelled(labels, tmp_path, chosen)] == ["train.py", "evaluate.py"]


def test_bnlint_is_asked_about_the_mutant(tmp_path: Path) -> None:
    train = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
flag = tf.placeholder(tf.bool)
loss = tf.reduce_mean(tf.layers.batch_normalization(x, training=flag))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    step = tf.train.AdamOptimizer().minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for batch in range(9):
        sess.run(step, {x: [[batch, 1, 2]], flag: True})
    sess.run(loss, {x: [[1, 2, 3]], flag: False})
"""
    [mutant] = made(tmp_path, "dependencies-emptied", train=train)
    [outcome] = outcomes([mutant], {}, None, jobs=1)
    assert (outcome.verdict, outcome.codes, outcome.known) == ("caught", ("BN101",), "assumed")
    [outcome] = outcomes([mutant], {mutant.place: Reading("a test")}, None, jobs=1)
    assert (outcome.verdict, outcome.known, outcome.alarm) == ("equivalent", "read", True)
    assert (tmp_path / "train.py").read_text() == train


def outcome_of(verdict: Verdict) -> Outcome:
    mutant = Mutant(Program(Path("a"), "train.py"), NAMES[0], "train.py", 1, b"", ("train.py",))
    return Outcome(mutant, verdict, ("BN101",) if verdict == "caught" else (), (), "run")


def test_equivalent_and_raising_mutants_do_not_count() -> None:
    found = [outcome_of(verdict) for verdict in ("caught", "caught", "caught", "missed", "equivalent", "raises")]
    assert (score(found).made, score(found).share) == (6, 0.75)
    assert score(found[4:]).share is None
    assert "75.0%" in list(table(OPERATORS, found))[1]
    assert document(OPERATORS, found)["all"] == {
        "made": 6,
        "caught": 3,
        "equivalent": 1,
        "missed": 1,
        "raises": 1,
        "score": 0.75,
        "alarms": 0,
    }


def test_every_reading_names_an_operator_and_says_why() -> None:
    for (repository, file, line, operator), reading in readings().items():
        assert repository.count("/") == 1
        assert file.endswith(".py")
        assert line > 0
        assert operator in NAMES
        assert reading.reason.endswith(".")
