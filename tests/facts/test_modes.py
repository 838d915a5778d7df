"""Layers in the wrong mode, in training and in evaluation, in programs made by hand."""

from __future__ import annotations

import pytest

from bnlint.conditions import Condition
from bnlint.facts.events import FlagKind, LayerCall, Misplaced, Origin, Run
from bnlint.facts.modes import (
    ByBatch,
    Inferring,
    evaluated_by_batch,
    inferring_in_training,
    is_apart,
    maintained_layers,
)
from tests.facts.hand_made import HandMade, place

MAIN_TRAIN, MAIN_TEST, BODY = 100, 101, 200
"""Lines: the two calls of the network's function, and the layer in it."""


def inferring(made: HandMade) -> list[Inferring]:
    return list(inferring_in_training(made.program))


def by_batch(made: HandMade) -> list[ByBatch]:
    return list(evaluated_by_batch(made.program))


class TestInferringInTraining:
    """Training in inference mode."""

    class Frozen(HandMade):
        """A step through a layer that never trains."""

        def __init__(self, trains: Condition | None = None) -> None:
            super().__init__()
            self.bn = self.layer(flag="python", trains=trains or self.never)
            self.train = self.step(self.loss_of(self.bn))
            self.trained = self.run(self.train.node)

    def test_a_layer_that_never_trains(self) -> None:
        made = self.Frozen()
        (found,) = inferring(made)
        assert (found.layer, found.step, found.run) == (made.bn, made.train, made.trained)
        assert found.when.certain

    def test_a_layer_that_trains(self) -> None:
        made = HandMade()
        layer = made.layer(flag="python")
        made.run(made.step(made.loss_of(layer), *layer.updates).node)
        assert inferring(made) == []

    def test_no_training_run_need_be_seen(self) -> None:
        made = HandMade()
        made.step(made.loss_of(made.layer(flag="python", trains=made.never)))
        (found,) = inferring(made)
        assert found.run is None

    def test_a_layer_that_the_loss_is_not_computed_through(self) -> None:
        made = HandMade()
        made.layer(flag="python", trains=made.never)
        made.run(made.step(made.node(scalar=True)).node)
        assert inferring(made) == []

    def test_a_layer_whose_scale_and_offset_the_step_leaves_alone(self) -> None:
        made = HandMade()
        frozen = made.layer(flag="python", trains=made.never)
        made.run(made.step(made.loss_of(frozen), of=(made.variable("head", trainable=True),)).node)
        assert inferring(made) == []

    def test_a_layer_without_statistics(self) -> None:
        made = HandMade()
        made.run(made.step(made.loss_of(made.layer(flag="python", trains=made.never, statistics=()))).node)
        assert inferring(made) == []

    def test_an_argument_in_the_wrong_place_is_another_matter(self) -> None:
        made = HandMade()
        misplaced = Misplaced(place(1), "training", "'relu'")
        made.step(made.loss_of(made.layer(flag="python", trains=made.never, misplaced=misplaced)))
        assert inferring(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = self.Frozen()
        made.program.complete = False
        assert inferring(made) == []

    def test_statistics_that_a_checkpoint_may_hold(self) -> None:
        made = self.Frozen()
        made.restore(chosen=False)
        assert inferring(made) == []

    def test_a_checkpoint_that_is_loaded_only_if_an_option_says_so(self) -> None:
        made = self.Frozen()
        made.restore(chosen=False, when=made.option("FLAGS.resume"))
        assert len(inferring(made)) == 1

    def test_a_checkpoint_for_another_graph(self) -> None:
        made = self.Frozen()
        made.graph = 1
        made.restore(chosen=False)
        assert len(inferring(made)) == 1

    def test_statistics_that_are_assigned(self) -> None:
        made = self.Frozen()
        made.assign(made.bn.statistics[0])
        assert inferring(made) == []

    def test_statistics_that_another_call_maintains(self) -> None:
        made = self.Frozen()
        pretraining = made.layer(flag="python", statistics=made.bn.statistics)
        made.run(*pretraining.updates)
        assert inferring(made) == []

    def test_statistics_that_a_branch_maintains_which_no_run_takes(self) -> None:
        made = self.Frozen()
        flag = made.placeholder()
        update = made.node(kind="update", variable=made.bn.statistics[0], runs=made.truth_of(flag))
        made.run(update, feeds={flag: False})
        assert len(inferring(made)) == 1

    def test_an_option_decides(self) -> None:
        made = HandMade()
        option = made.option("FLAGS.train")
        made.step(made.loss_of(made.layer(flag="python", trains=option, updates=())))
        assert [found.when for found in inferring(made)] == [~option]


class TestFlagOfTraining:
    """Training in inference mode by a flag that each run decides."""

    class Fed(HandMade):
        def __init__(self, default: bool | None = None) -> None:
            super().__init__()
            self.flag = self.placeholder(default)
            self.bn = self.layer(tensor=self.flag)
            self.train = self.step(self.loss_of(self.bn), *self.bn.updates)

    def test_every_training_run_feeds_false(self) -> None:
        made = self.Fed()
        first, _ = (made.run(made.train.node, feeds={made.flag: False}) for _ in range(2))
        (found,) = inferring(made)
        assert found.run is first
        assert found.unfed(made.program) is None

    def test_one_training_run_feeds_true(self) -> None:
        made = self.Fed()
        for value in (False, True):
            made.run(made.train.node, feeds={made.flag: value})
        assert inferring(made) == []

    def test_nobody_knows_what_is_fed(self) -> None:
        made = self.Fed()
        made.run(made.train.node, complete=False)
        assert inferring(made) == []

    def test_without_a_training_run(self) -> None:
        assert inferring(self.Fed(default=False)) == []

    def test_a_default_of_false_that_nobody_outdoes(self) -> None:
        made = self.Fed(default=False)
        made.run(made.train.node)
        (found,) = inferring(made)
        assert found.unfed(made.program) is made.flag

    def test_a_default_of_true(self) -> None:
        made = self.Fed(default=True)
        made.run(made.train.node)
        assert inferring(made) == []


class Twice(HandMade):
    """A network trained with its update ops, and built once more on data of its own, with the same variables."""

    def __init__(
        self,
        trains: bool = True,
        *,
        origin: Origin | None = None,
        flag: FlagKind = "python",
        line: int = MAIN_TEST,
        maintains: bool = True,
    ) -> None:
        super().__init__()
        self.images, self.test_images = self.placeholder(boolean=False), self.placeholder(boolean=False)
        self.trained = self.layer(self.images, flag="python", chain=(MAIN_TRAIN, BODY))
        self.train = self.step(self.loss_of(self.trained), *(self.trained.updates if maintains else ()))
        self.tested = self.layer(
            self.test_images, flag=flag, trains=self.truth(trains), statistics=self.trained.statistics,
            chain=(line, BODY), origin=origin,
        )  # fmt: skip
        self.run(self.train.node)

    def evaluate(self, layer: LayerCall | None = None, *names: str) -> Run:
        return self.run(self.loss_of(layer or self.tested), names=names or ("test_images",))


class TestEvaluatedByBatch:
    """Evaluation by the batch."""

    def test_a_second_network_that_trains(self) -> None:
        made = Twice()
        run = made.evaluate()
        (found,) = by_batch(made)
        assert (found.run, found.layer, found.trained) == (run, made.tested, None)
        assert (found.cause, found.maintained, found.place) == ("network", True, place(MAIN_TEST))
        assert found.when.certain

    def test_a_second_network_that_infers(self) -> None:
        made = Twice(trains=False)
        made.evaluate()
        assert by_batch(made) == []

    def test_the_trained_network_itself(self) -> None:
        made = Twice()
        made.evaluate(made.trained)
        (found,) = by_batch(made)
        assert (found.cause, found.trained) == ("baked", made.train)

    def test_a_run_of_which_nobody_knows_what_it_is_for(self) -> None:
        made = Twice()
        made.evaluate(None, "images")
        assert by_batch(made) == []

    def test_nobody_maintains_the_statistics(self) -> None:
        made = Twice(maintains=False)
        made.evaluate()
        (found,) = by_batch(made)
        assert not found.maintained

    @pytest.mark.parametrize("flag", ["absent", "literal"])
    def test_a_flag_at_its_default(self, flag: FlagKind) -> None:
        made = Twice(flag=flag)
        made.evaluate()
        assert [found.cause for found in by_batch(made)] == ["default" if flag == "absent" else "network"]

    def test_a_parameter_of_the_network_s_own_at_its_default(self) -> None:
        made = Twice(origin=Origin(place(BODY), "training", place(MAIN_TEST)))
        made.evaluate()
        assert [found.cause for found in by_batch(made)] == ["default"]

    def test_a_flag_that_cannot_be_seen(self) -> None:
        made = Twice(flag="unknown")
        made.evaluate()
        assert by_batch(made) == []

    def test_an_argument_in_the_wrong_place_is_another_matter(self) -> None:
        made = HandMade()
        layer = made.layer(flag="python", misplaced=Misplaced(place(1), "training", "'relu'"))
        made.run(made.loss_of(layer), names=("test_images",))
        assert by_batch(made) == []

    def test_a_layer_without_statistics(self) -> None:
        made = HandMade()
        made.run(made.loss_of(made.layer(flag="python", statistics=())), names=("test_images",))
        assert by_batch(made) == []

    def test_a_layer_that_the_value_is_not_computed_through(self) -> None:
        made = Twice()
        made.run(made.node(waits=[made.tested.node]), names=("test_images",))
        assert by_batch(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = Twice()
        made.evaluate()
        made.program.complete = False
        assert by_batch(made) == []

    @pytest.mark.parametrize("value", [True, False])
    def test_a_flag_that_is_fed(self, value: bool) -> None:
        made = HandMade()
        flag = made.placeholder()
        layer = made.layer(tensor=flag)
        made.run(made.loss_of(layer), names=("test_images",), feeds={flag: value})
        assert [found.cause for found in by_batch(made)] == (["fed"] if value else [])

    def test_a_flag_of_which_nobody_knows_what_is_fed(self) -> None:
        made = HandMade()
        made.run(made.loss_of(made.layer()), names=("test_images",), complete=False)
        assert by_batch(made) == []

    def test_the_branch_that_the_fed_flag_takes(self) -> None:
        made = HandMade()
        flag = made.placeholder()
        taken = made.truth_of(flag)
        trained, tested = made.layer(flag="python"), made.layer(flag="python", trains=made.never)
        selected = made.node(flag, made.edge(trained.node, passes=taken), made.edge(tested.node, passes=~taken))
        made.run(selected, names=("test_images",), feeds={flag: False})
        assert by_batch(made) == []

    def test_evaluation_in_the_run_that_trains(self) -> None:
        made = Twice()
        run = made.run(made.train.node, made.loss_of(made.tested), names=("train_op", "val_loss"))
        (found,) = by_batch(made)
        assert (found.run, found.layer) == (run, made.tested)

    def test_the_training_loss_in_the_run_that_trains(self) -> None:
        made = Twice()
        made.run(made.train.node, made.loss_of(made.trained), names=("train_op", "val_loss"))
        assert by_batch(made) == []


class TestPlaceOfEvaluation:
    """Where it is decided by what an evaluation normalises."""

    def test_where_the_ways_to_the_two_networks_part(self) -> None:
        made = Twice()
        made.evaluate()
        assert [found.place for found in by_batch(made)] == [place(MAIN_TEST)]

    def test_the_layer_itself_where_one_loop_makes_both(self) -> None:
        made = Twice(line=MAIN_TRAIN)
        made.evaluate()
        assert [found.place for found in by_batch(made)] == [place(BODY)]

    def test_the_call_that_the_flag_is_written_in(self) -> None:
        made = HandMade()
        written = place(MAIN_TEST)
        layer = made.layer(flag="python", chain=(1, MAIN_TEST, BODY), origin=Origin(written))
        made.run(made.loss_of(layer), names=("test_images",))
        assert [found.place for found in by_batch(made)] == [written]

    def test_the_layer_where_nothing_else_is_known(self) -> None:
        made = HandMade()
        made.run(made.loss_of(made.layer(flag="python", chain=(1, MAIN_TEST, BODY))), names=("test_images",))
        assert [found.place for found in by_batch(made)] == [place(BODY)]


class TestApart:
    """Networks with the same statistics on data of their own."""

    def test_other_data(self) -> None:
        made = Twice()
        assert is_apart(made.program, made.tested, [made.trained])

    def test_the_same_data(self) -> None:
        made = HandMade()
        images = made.placeholder(boolean=False)
        layer = made.layer(images)
        twin = made.layer(made.node(images), statistics=layer.statistics)
        assert not is_apart(made.program, twin, [layer])

    def test_other_statistics(self) -> None:
        made = HandMade()
        one, other = (made.layer(made.placeholder(boolean=False), scope=scope) for scope in ("one", "other"))
        assert not is_apart(made.program, one, [other])

    def test_a_flag_is_no_data(self) -> None:
        made = HandMade()
        flag = made.placeholder()
        layer = made.layer(made.placeholder(boolean=False), tensor=flag)
        twin = made.layer(made.placeholder(boolean=False), tensor=flag, statistics=layer.statistics)
        assert is_apart(made.program, twin, [layer])


class TestMaintained:
    """Layers whose moving statistics training moves."""

    @pytest.mark.parametrize("maintains", [True, False])
    def test_the_step_waits_on_the_updates(self, maintains: bool) -> None:
        made = Twice(maintains=maintains)
        assert list(maintained_layers(made.program)) == ([made.trained] if maintains else [])

    def test_where_no_run_is_seen_the_bare_step_is_imagined(self) -> None:
        made = HandMade()
        layer = made.layer()
        made.step(made.loss_of(layer), *layer.updates)
        assert list(maintained_layers(made.program)) == [layer]

    def test_the_updates_are_fetched_with_the_step(self) -> None:
        made = HandMade()
        layer = made.layer()
        made.run(made.step(made.loss_of(layer)).node, *layer.updates)
        assert list(maintained_layers(made.program)) == [layer]

    def test_a_flag_that_training_feeds_false(self) -> None:
        made = HandMade()
        flag = made.placeholder()
        layer = made.layer(tensor=flag)
        made.run(made.step(made.loss_of(layer), *layer.updates).node, feeds={flag: False})
        assert list(maintained_layers(made.program)) == []

    def test_a_layer_that_is_only_evaluated(self) -> None:
        made = Twice()
        made.run(*made.tested.updates)
        assert made.tested not in maintained_layers(made.program)
