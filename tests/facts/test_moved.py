"""Evaluations that move the statistics, in programs made by hand."""

from __future__ import annotations

import pytest

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall, Run
from bnlint.facts.graph import Node
from bnlint.facts.moved import Moved, moved_by_evaluation
from tests.facts.hand_made import HandMade

TEST = ("test_images",)


def moved(made: HandMade) -> list[Moved]:
    return list(moved_by_evaluation(made.program))


def updates_moved(made: HandMade) -> list[Node]:
    return [found.update for found in moved(made)]


class Twice(HandMade):
    """A network trained with its update ops, and built once more with the same variables, to infer."""

    def __init__(self, *, maintains: bool = True) -> None:
        super().__init__()
        self.trained = self.layer(flag="python")
        self.train = self.step(self.loss_of(self.trained), *(self.trained.updates if maintains else ()))
        self.tested = self.layer(flag="python", trains=self.never, statistics=self.trained.statistics)
        self.test_loss = self.loss_of(self.tested)
        self.run(self.train.node)


class TestByEvaluation:
    """An evaluation that runs the update ops of the trained network."""

    def test_the_update_ops_are_fetched_with_the_test_loss(self) -> None:
        made = Twice()
        run = made.run(made.test_loss, *made.trained.updates, names=TEST)
        found = moved(made)
        assert [(m.run, m.layer, m.update) for m in found] == [(run, made.trained, u) for u in made.trained.updates]
        assert all(m.when.certain and m.read is None for m in found)

    def test_the_test_loss_waits_on_one_of_them(self) -> None:
        made = Twice()
        update = made.trained.updates[1]
        made.run(made.node(made.tested.node, waits=[update]), names=TEST)
        assert updates_moved(made) == [update]

    def test_the_update_ops_are_left_alone(self) -> None:
        made = Twice()
        made.run(made.test_loss, names=TEST)
        assert moved(made) == []

    def test_a_run_of_which_nobody_knows_what_it_is_for(self) -> None:
        made = Twice()
        made.run(made.test_loss, *made.trained.updates, names=("images",))
        assert moved(made) == []

    def test_the_run_that_trains(self) -> None:
        made = Twice()
        made.run(made.train.node, made.test_loss, names=TEST)
        assert moved(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = Twice()
        made.run(made.test_loss, *made.trained.updates, names=TEST)
        made.program.complete = False
        assert moved(made) == []

    def test_an_evaluation_by_the_batch_is_another_matter(self) -> None:
        made = Twice()
        made.run(made.loss_of(made.trained), *made.trained.updates, names=TEST)
        assert moved(made) == []

    def test_what_infers_is_not_fetched(self) -> None:
        made = Twice()
        made.run(made.node(waits=[made.tested.node]), *made.trained.updates, names=TEST)
        assert moved(made) == []

    def test_statistics_that_training_leaves_alone(self) -> None:
        made = Twice(maintains=False)
        made.run(made.test_loss, *made.trained.updates, names=TEST)
        assert moved(made) == []

    def test_statistics_that_nothing_here_normalises_by(self) -> None:
        made = Twice()
        other = made.layer(scope="other", flag="python", trains=made.never)
        made.run(made.loss_of(other), *made.trained.updates, names=TEST)
        assert moved(made) == []


class TestConditions:
    """When an evaluation moves the statistics."""

    def test_all_that_decides_is_needed(self) -> None:
        made = Twice()
        built, evaluated, waited = (made.option(name) for name in ("batch_norm", "evaluate", "wait"))
        made.trained.updates[0].condition = built
        gate = made.node(waits=[made.edge(made.trained.updates[0], "control", waited)])
        made.run(made.test_loss, gate, names=TEST, when=evaluated)
        assert [found.when for found in moved(made)] == [built & evaluated & waited]

    def test_what_infers_does_so_only_where_nothing_moves(self) -> None:
        made = HandMade()
        layer = made.layer(flag="python", trains=made.option("FLAGS.train"))
        made.run(made.step(made.loss_of(layer), *layer.updates).node)
        made.run(made.loss_of(layer), *layer.updates, names=("test_images",))
        assert list(moved_by_evaluation(made.program)) == []

    def test_now_and_then_is_enough(self) -> None:
        made = Twice()
        made.run(made.test_loss, *made.trained.updates, names=TEST, when=made.varying("now and then"))
        assert all(found.when.certain for found in moved(made))
        assert len(moved(made)) == 2

    def test_an_update_op_that_is_not_made_where_the_evaluation_runs(self) -> None:
        made = Twice()
        option = made.option("FLAGS.test_only")
        for update in made.trained.updates:
            update.condition = ~option
        made.run(made.test_loss, *made.trained.updates, names=TEST, when=option)
        assert moved(made) == []


class Flagged(HandMade):
    """A trained network whose mode is a placeholder; its update ops run whatever that is, or only where it is true."""

    def __init__(self, *, in_branch: bool) -> None:
        super().__init__()
        self.flag = self.placeholder()
        statistic = self.variable("bn/moving_mean")
        runs = self.truth_of(self.flag) if in_branch else None
        self.update = self.node(kind="update", variable=statistic, runs=runs)
        self.bn = self.layer(tensor=self.flag, statistics=(statistic,), updates=(self.update,))
        self.waiting = self.node(self.bn.node, waits=[self.update], scalar=True)
        self.run(self.step(self.waiting).node, feeds={self.flag: True})

    def evaluate(self, value: bool | None) -> Run:
        feeds = {} if value is None else {self.flag: value}
        return self.run(self.waiting, names=TEST, feeds=feeds)


class TestFlag:
    """An evaluation that decides the mode by what it feeds."""

    def test_update_ops_that_run_whatever_the_flag(self) -> None:
        made = Flagged(in_branch=False)
        run = made.evaluate(False)
        assert [(found.run, found.update) for found in moved(made)] == [(run, made.update)]

    def test_update_ops_that_heed_the_flag(self) -> None:
        made = Flagged(in_branch=True)
        made.evaluate(False)
        assert moved(made) == []

    @pytest.mark.parametrize("value", [True, None])
    def test_whether_it_infers_is_not_known_or_it_does_not(self, value: bool | None) -> None:
        made = Flagged(in_branch=False)
        made.evaluate(value)
        assert moved(made) == []

    @pytest.mark.parametrize("value", [True, False, None])
    def test_the_flag_holds_for_the_update_ops_of_one_network_while_its_twin_infers(self, value: bool | None) -> None:
        made = Flagged(in_branch=True)
        tested = made.layer(flag="python", trains=made.never, statistics=made.bn.statistics)
        made.run(made.loss_of(tested), made.update, names=TEST, feeds={} if value is None else {made.flag: value})
        assert updates_moved(made) == ([made.update] if value else [])


class TestWrittenOut:
    """Update ops that the program writes itself."""

    def evaluated(self, *inputs: Node, made: HandMade, written_out: bool = True) -> list[Node]:
        statistic = made.variable("bn/moving_mean")
        update = made.node(*inputs, kind="update", variable=statistic)
        layer = made.layer(flag="python", statistics=(statistic,), updates=(update,), written_out=written_out)
        tested = made.layer(flag="python", trains=made.never, statistics=(statistic,))
        made.run(made.step(made.loss_of(layer), update).node)
        made.run(made.loss_of(tested), update, names=TEST)
        return updates_moved(made)

    def test_what_they_assign_depends_on_no_flag(self) -> None:
        made = HandMade()
        assert len(self.evaluated(made.placeholder(boolean=False), made=made)) == 1

    def test_what_they_assign_depends_on_a_flag(self) -> None:
        made = HandMade()
        momentum = made.node(made.placeholder())
        assert self.evaluated(momentum, made=made) == []

    def test_what_the_library_s_own_assign_depends_on_a_flag(self) -> None:
        made = HandMade()
        momentum = made.node(made.placeholder())
        assert len(self.evaluated(momentum, made=made, written_out=False)) == 1


class Beside(HandMade):
    """A network with a twin for evaluation: the same statistics, other data, and update ops of its own."""

    def __init__(self, *, own_data: bool = True) -> None:
        super().__init__()
        images, test_images = self.placeholder(boolean=False), self.placeholder(boolean=False)
        self.trained = self.layer(images, flag="python")
        data = test_images if own_data else images
        self.tested = self.layer(data, flag="python", statistics=self.trained.statistics)
        self.updates = (*self.trained.updates, *self.tested.updates)

    def train(self, *waits: Node, layers: tuple[LayerCall, ...] = (), when: Condition | None = None) -> Run:
        """Train the first network, or these."""
        return self.run(self.step(self.loss_of(*(layers or (self.trained,))), *waits).node, when=when)

    def evaluate(self) -> Run:
        return self.run(self.loss_of(self.tested), names=TEST)


class TestByTraining:
    """A training step that runs the update ops of an evaluation network."""

    def test_it_waits_on_a_list_that_holds_them(self) -> None:
        made = Beside()
        read = made.read(*made.updates)
        run = made.train(read.node, *made.updates)
        made.evaluate()
        found = moved(made)
        assert [(m.run, m.layer, m.update) for m in found] == [(run, made.tested, u) for u in made.tested.updates]
        assert all(m.read is read and m.when.certain for m in found)

    def test_it_waits_on_those_of_its_own_network(self) -> None:
        made = Beside()
        made.train(made.read(*made.updates).node, *made.trained.updates)
        made.evaluate()
        assert moved(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = Beside()
        made.train(made.read(*made.updates).node, *made.updates)
        made.evaluate()
        made.program.complete = False
        assert moved(made) == []

    def test_a_step_that_nobody_runs(self) -> None:
        made = Beside()
        made.step(made.loss_of(made.trained), made.read(*made.updates).node, *made.updates)
        made.evaluate()
        assert moved(made) == []

    def test_a_network_that_nobody_evaluates(self) -> None:
        made = Beside()
        made.train(made.read(*made.updates).node, *made.updates)
        assert moved(made) == []

    def test_a_tower_that_is_trained_as_well(self) -> None:
        made = Beside()
        made.train(made.read(*made.updates).node, *made.updates, layers=(made.trained, made.tested))
        made.evaluate()
        assert moved(made) == []

    def test_a_network_that_another_step_trains(self) -> None:
        made = Beside()
        made.train(made.read(*made.updates).node, *made.updates)
        made.train(layers=(made.tested,))
        made.evaluate()
        assert moved(made) == []

    def test_another_network_on_the_same_data(self) -> None:
        made = Beside(own_data=False)
        made.train(made.read(*made.updates).node, *made.updates)
        made.evaluate()
        assert moved(made) == []

    def test_a_network_that_infers_has_nothing_to_write(self) -> None:
        made = Beside()
        made.tested.trains = made.never
        made.train(made.read(*made.updates).node, *made.updates)
        made.evaluate()
        assert moved(made) == []

    def test_all_that_decides_is_needed(self) -> None:
        made = Beside()
        made.tested.trains, trained, built = (made.option(name) for name in ("batch_norm", "train", "moving"))
        made.tested.updates[0].condition = built
        made.train(made.read(*made.updates).node, made.tested.updates[0], when=trained)
        made.evaluate()
        assert [found.when for found in moved(made)] == [made.tested.trains & trained & built]

    def test_a_step_that_waits_on_them_now_and_then(self) -> None:
        made = Beside()
        made.train(made.read(*made.updates).node, *made.updates, when=made.varying("now and then"))
        made.evaluate()
        assert [found.when.certain for found in moved(made)] == [True, True]

    def test_update_ops_that_are_not_made_where_it_trains(self) -> None:
        made = Beside()
        option = made.option("FLAGS.train")
        for update in made.tested.updates:
            update.condition = ~option
        made.train(made.read(*made.updates).node, *made.updates, when=option)
        made.evaluate()
        assert moved(made) == []


class TestListWithThem:
    """The read of a collection that brought the training step the update ops of another network."""

    def test_update_ops_that_it_was_given_by_no_list(self) -> None:
        made = Beside()
        made.train(*made.updates)
        made.evaluate()
        assert moved(made) == []

    def test_a_list_that_it_does_not_wait_on(self) -> None:
        made = Beside()
        made.read(*made.updates)
        made.train(*made.updates)
        made.evaluate()
        assert moved(made) == []

    def test_a_list_that_holds_others(self) -> None:
        made = Beside()
        made.train(made.read(*made.trained.updates).node, *made.updates)
        made.evaluate()
        assert moved(made) == []

    def test_the_one_of_two_that_it_waits_on(self) -> None:
        made = Beside()
        made.read(*made.updates)
        read = made.read(*made.updates)
        made.train(read.node, *made.updates)
        made.evaluate()
        assert [found.read for found in moved(made)] == [read, read]


class TestFlagOfTheOther:
    """A training step that waits on the update ops of an evaluation network whose mode is a placeholder."""

    def found(self, made: HandMade, value: bool | None, *, in_branch: bool) -> list[Node]:
        images, test_images, flag = made.placeholder(boolean=False), made.placeholder(boolean=False), made.placeholder()
        trained = made.layer(images, flag="python")
        tested = made.layer(test_images, tensor=flag, statistics=trained.statistics)
        if not in_branch:
            for update in tested.updates:
                update.runs = None
        read = made.read(*tested.updates)
        train = made.step(made.loss_of(trained), read.node, *tested.updates)
        made.run(train.node, feeds={} if value is None else {flag: value})
        made.run(made.loss_of(tested), names=TEST, feeds={flag: False})
        return [found.update for found in moved(made) if found.read is read]

    @pytest.mark.parametrize("in_branch", [True, False])
    def test_training_feeds_true(self, in_branch: bool) -> None:
        assert len(self.found(HandMade(), True, in_branch=in_branch)) == 2

    @pytest.mark.parametrize("in_branch", [True, False])
    @pytest.mark.parametrize("value", [False, None])
    def test_training_feeds_false_or_nobody_knows_what(self, value: bool | None, in_branch: bool) -> None:
        assert self.found(HandMade(), value, in_branch=in_branch) == []
