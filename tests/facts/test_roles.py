"""What a run is for, by what it fetches, is fed, and is called."""

from __future__ import annotations

import pytest

from bnlint.facts.events import Mode
from bnlint.facts.graph import Node
from bnlint.facts.roles import Role, names_evaluation, role, words
from tests.facts.hand_made import HandMade


class Trained(HandMade):
    """A step that is run with the training flag True, and the value of the loss."""

    def __init__(self, default: bool | None = None) -> None:
        super().__init__()
        self.flag = self.placeholder(default)
        self.bn = self.layer(tensor=self.flag)
        self.loss = self.node(self.bn.node, scalar=True)
        self.train = self.step(self.loss, *self.bn.updates)
        self.run(self.train.node, feeds={self.flag: True}, names=("sess", "run", "train_op"))


@pytest.mark.parametrize("names", [(), ("sess", "run", "test_images")], ids=["nameless", "called a test"])
def test_who_fetches_a_step_trains_whatever_it_is_called(names: tuple[str, ...]) -> None:
    made = Trained()
    assert role(made.program, made.run(made.train.node, made.loss, names=names)) == "train"


def test_who_fetches_something_behind_a_step_trains() -> None:
    made = Trained()
    assert role(made.program, made.run(made.node(waits=[made.train.node]))) == "train"


def test_a_step_in_a_branch_that_the_run_does_not_take_trains_nothing() -> None:
    made = HandMade()
    flag = made.placeholder()
    step = made.step(made.node(scalar=True)).node
    step.runs = made.truth_of(flag)
    assert role(made.program, made.run(step, feeds={flag: True})) == "train"
    assert role(made.program, made.run(step, feeds={flag: False})) != "train"


@pytest.mark.parametrize(("mode", "expected"), [("train", "train"), ("eval", "evaluate"), ("infer", "evaluate")])
def test_an_estimator_says_what_it_runs_for(mode: Mode, expected: Role) -> None:
    made = HandMade()
    assert role(made.program, made.run(made.node(made.node()), mode=mode)) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("sess", "run", "loss", "val_images"), "evaluate"),
        (("sess", "run", "accuracy", "mnist", "test", "images"), "evaluate"),
        (("sess", "run", "loss", "validationBatch"), "evaluate"),
        (("sess", "run", "loss", "x_train"), "unknown"),
        (("sess", "run", "loss", "x_train", "x_test"), "unknown"),
        (("sess", "run", "loss", "images"), "unknown"),
        (("sess", "run", "latest", "contest"), "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_the_words_of_the_statement(names: tuple[str, ...], expected: Role) -> None:
    made = Trained()
    assert role(made.program, made.run(made.loss, names=names)) == expected


@pytest.mark.parametrize("flag", ["is_testing", "test_phase", "eval_mode", "test_op"])
def test_the_name_of_a_flag_says_nothing_about_the_data(flag: str) -> None:
    made = Trained()
    assert role(made.program, made.run(made.loss, names=("sess", "run", "loss", flag))) == "unknown"


@pytest.mark.parametrize(
    ("function", "data", "expected"),
    [
        ("evaluate", "images", "evaluate"),
        ("evaluate", "train_images", "unknown"),
        ("fit", "test_images", "evaluate"),
        ("fit", "images", "unknown"),
    ],
)
def test_the_words_of_what_leads_there(function: str, data: str, expected: Role) -> None:
    made = Trained()
    images = made.placeholder(boolean=False)
    run = made.run(made.loss, names=("sess", "run"), functions=(function,), feeds={images: data})
    assert role(made.program, run) == expected


def test_the_statement_itself_comes_first() -> None:
    made = Trained()
    run = made.run(made.loss, names=("loss", "test_batch"), functions=("train",))
    assert role(made.program, run) == "evaluate"


def test_a_flag_that_training_feeds_true_and_this_run_false() -> None:
    made = Trained()
    assert role(made.program, made.run(made.loss, feeds={made.flag: False})) == "evaluate"


def test_a_flag_that_both_feed_true() -> None:
    made = Trained()
    assert role(made.program, made.run(made.loss, feeds={made.flag: True})) == "unknown"


def test_a_flag_that_training_does_not_feed() -> None:
    made = Trained()
    other = made.placeholder()
    assert role(made.program, made.run(made.loss, feeds={made.flag: True, other: False})) == "unknown"


def test_a_flag_left_at_its_default_of_false() -> None:
    made = Trained(default=False)
    assert role(made.program, made.run(made.loss)) == "evaluate"


def test_a_flag_left_at_its_default_of_true() -> None:
    made = Trained(default=True)
    assert role(made.program, made.run(made.loss)) == "unknown"


def test_a_flag_that_may_be_fed_after_all() -> None:
    made = Trained(default=False)
    assert role(made.program, made.run(made.loss, complete=False)) == "unknown"


def test_update_ops_alone_keep_up_the_statistics() -> None:
    made = Trained()
    group = made.node(waits=made.bn.updates)
    for orders in (made.bn.updates, (group,)):
        assert role(made.program, made.run(*orders, names=("test_images",))) == "unknown"


def loading(*, trains: bool = False, restores: bool = True) -> tuple[HandMade, Node]:
    made = HandMade()
    layer = made.layer()
    loss = made.node(layer.node, scalar=True)
    if trains:
        made.step(loss)
    if restores:
        made.restore(chosen=False)
    return made, loss


def test_a_program_that_loads_a_checkpoint_and_never_trains() -> None:
    made, loss = loading()
    assert role(made.program, made.run(loss)) == "evaluate"


@pytest.mark.parametrize(("trains", "restores"), [(True, True), (False, False)])
def test_a_program_that_trains_or_loads_nothing(trains: bool, restores: bool) -> None:
    made, loss = loading(trains=trains, restores=restores)
    assert role(made.program, made.run(loss)) == "unknown"


@pytest.mark.parametrize("how", ["names", "functions", "data"])
def test_samples_of_a_loaded_generator(how: str) -> None:
    made, loss = loading()
    noise = made.placeholder(boolean=False)
    run = made.run(
        loss,
        names=("sample_noise",) if how == "names" else (),
        functions=("generate",) if how == "functions" else (),
        feeds={noise: "latent" if how == "data" else "x"},
    )
    assert role(made.program, run) == "unknown"


def test_evaluation_beside_training_in_one_statement() -> None:
    made = Trained()
    assert names_evaluation(made.run(made.train.node, names=("train_op", "val_loss")))
    assert not names_evaluation(made.run(made.train.node, names=("train_op", "loss"), functions=("evaluate",)))
    assert not names_evaluation(made.run(made.train.node, names=("train_op", "is_testing")))


def test_words_of_names() -> None:
    assert words(["isTraining", "x_val2", "NUMTest"]) == {"is", "training", "x", "val", "num", "test"}


@pytest.mark.parametrize(
    ("initialisers", "expected"),
    [
        ([("one", "val_init_op")], "evaluate"),
        ([("one", "train_init_op"), ("one", "test_init_op")], "evaluate"),
        ([("one", "val_init_op"), ("one", "train_init_op")], "unknown"),
        ([("one", "train_init_op"), ("another", "val_init_op")], "unknown"),
        ([("one", "init_op")], "unknown"),
        ([], "unknown"),
    ],
)
def test_what_an_iterator_was_last_set_to(initialisers: list[tuple[str, str]], expected: Role) -> None:
    made = HandMade()
    elements = made.node()
    elements.operation, elements.name = "tf.data.Iterator.get_next", "one"
    loss = made.loss_of(made.layer(elements))
    for iterator, name in initialisers:
        initialiser = made.node()
        initialiser.operation, initialiser.name = "tf.data.Iterator.initializer", iterator
        made.run(initialiser, names=("sess", name))
    assert role(made.program, made.run(loss, names=("sess", "loss"))) == expected


@pytest.mark.parametrize(("reader", "expected"), [("tf.train.batch_join", "evaluate"), ("tf.random_normal", "unknown")])
def test_what_draws_samples_reads_no_files(reader: str, expected: Role) -> None:
    made = HandMade()
    source = made.node()
    source.operation = reader
    output = made.loss_of(made.layer(source))
    made.restore(chosen=False)
    assert role(made.program, made.run(output, names=("sess", "latent_var"))) == expected
