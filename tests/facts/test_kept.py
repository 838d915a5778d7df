"""Checkpoints and restores without the moving statistics, in programs made by hand."""

from __future__ import annotations

import pytest

from bnlint.facts.events import Run
from bnlint.facts.graph import Variable
from bnlint.facts.kept import MISTAKEN, Omitted, Unrestored, omitting_restores, omitting_savers
from tests.facts.hand_made import HandMade


def omitted(made: HandMade) -> list[Omitted]:
    return list(omitting_savers(made.program))


def unrestored(made: HandMade) -> list[Unrestored]:
    return list(omitting_restores(made.program))


class Trained(HandMade):
    """A network trained with its update ops, or without."""

    def __init__(
        self,
        *,
        scope: str = "bn",
        weights: tuple[Variable, ...] | None = None,
        maintains: bool = True,
    ) -> None:
        super().__init__()
        self.bn = self.layer(flag="python", scope=scope, weights=weights)
        self.train = self.step(self.loss_of(self.bn), *(self.bn.updates if maintains else ()))
        self.run(self.train.node)


class TestSaver:
    """Savers of a trained network."""

    def test_a_list_of_the_weights(self) -> None:
        made = Trained()
        saver = made.saver(made.bn.weights)
        (found,) = omitted(made)
        assert (found.saver, found.layer) == (saver, made.bn)
        assert found.when.certain
        assert not found.early

    @pytest.mark.parametrize("kept", [0, 1, None])
    def test_the_statistics_are_in_it(self, kept: int | None) -> None:
        made = Trained()
        made.saver([*made.bn.weights, *([] if kept is None else made.bn.statistics[kept : kept + 1])])
        assert len(omitted(made)) == (kept is None)

    def test_a_list_that_cannot_be_seen(self) -> None:
        made = Trained()
        made.saver(None)
        assert omitted(made) == []

    def test_a_list_of_something_else(self) -> None:
        made = Trained()
        made.saver([made.variable("head", trainable=True)])
        assert omitted(made) == []

    def test_one_made_before_the_network(self) -> None:
        made = Trained()
        made.saver([], listed=False)
        assert [found.early for found in omitted(made)] == [True]

    def test_one_made_after_the_network(self) -> None:
        made = Trained()
        made.saver([*made.bn.weights, *made.bn.statistics], listed=False)
        assert omitted(made) == []

    def test_one_that_never_saves(self) -> None:
        made = Trained()
        made.saver(made.bn.weights, saves=False)
        assert omitted(made) == []

    @pytest.mark.parametrize("saves", [True, False])
    def test_another_one_saves_the_statistics(self, saves: bool) -> None:
        made = Trained()
        made.saver(made.bn.weights)
        made.saver(made.bn.statistics, saves=saves)
        assert len(omitted(made)) == (not saves)

    def test_statistics_that_training_leaves_alone(self) -> None:
        made = Trained(maintains=False)
        made.saver(made.bn.weights)
        assert omitted(made) == []

    def test_one_of_another_graph(self) -> None:
        made = Trained()
        made.graph = 1
        made.saver([], listed=False)
        assert omitted(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = Trained()
        made.saver(made.bn.weights)
        made.program.complete = False
        assert omitted(made) == []

    @pytest.mark.parametrize("session", [True, False])
    def test_who_has_the_session_may_save_more(self, session: bool) -> None:
        made = Trained()
        made.saver(made.bn.weights)
        made.escape(session=session)
        assert len(omitted(made)) == (not session)

    def test_the_saver_and_the_layer_must_come_together(self) -> None:
        made = HandMade()
        saving, normalising = made.option("save"), made.option("batch_norm")
        layer = made.layer(flag="python", when=normalising)
        made.run(made.step(made.loss_of(layer), *layer.updates).node)
        made.saver(layer.weights, when=saving)
        assert [found.when for found in omitted(made)] == [saving & normalising]

    def test_the_saver_and_the_layer_never_come_together(self) -> None:
        made = HandMade()
        option = made.option("batch_norm")
        layer = made.layer(flag="python", when=option)
        made.run(made.step(made.loss_of(layer), *layer.updates).node)
        made.saver(layer.weights, when=~option)
        assert omitted(made) == []

    def test_now_and_then_is_enough(self) -> None:
        made = Trained()
        made.saver(made.bn.weights, when=made.varying("now and then"))
        assert [found.when.certain for found in omitted(made)] == [True]

    @pytest.mark.parametrize("infers", [True, False])
    def test_whether_anything_here_relies_on_them(self, infers: bool) -> None:
        made = Trained()
        made.saver(made.bn.weights)
        made.layer(flag="python", trains=made.truth(not infers), statistics=made.bn.statistics)
        assert [found.relied for found in omitted(made)] == [infers]


class TestNetworkOfALayerWithoutScale:
    """Whether a list is one of the network's variables, where the layer has no weights of its own."""

    def saved(self, name: str, scope: str, *, trainable: bool = True) -> list[Omitted]:
        made = Trained(scope=scope, weights=())
        made.saver([made.variable(name, trainable=trainable)])
        return omitted(made)

    @pytest.mark.parametrize(("name", "scope"), [("net/conv/kernel", "net/bn"), ("head/kernel", "bn")])
    def test_a_weight_beside_it(self, name: str, scope: str) -> None:
        assert len(self.saved(name, scope)) == 1

    def test_a_weight_elsewhere(self) -> None:
        assert self.saved("head/kernel", "net/bn") == []

    def test_a_weight_of_a_network_with_a_longer_name(self) -> None:
        assert self.saved("network/kernel", "net/bn") == []

    def test_a_variable_beside_it_that_is_not_trained(self) -> None:
        assert self.saved("net/global_step", "net/bn", trainable=False) == []


class Loaded(HandMade):
    """A network built to infer, of which a checkpoint has the weights."""

    def __init__(self, *, trains: bool = False) -> None:
        super().__init__()
        self.bn = self.layer(flag="python", trains=self.truth(trains), updates=())

    def load(self, *, collection: str | None = None) -> None:
        self.loading = self.restore(chosen=True, variables=self.bn.weights, collection=collection)

    def evaluate(self) -> Run:
        return self.run(self.loss_of(self.bn))


class TestRestoreBeforeInference:
    """Restores of a network that goes on to infer."""

    def test_a_list_of_the_weights(self) -> None:
        made = Loaded()
        made.load()
        run = made.evaluate()
        (found,) = unrestored(made)
        assert (found.restore, found.layer, found.run) == (made.loading, made.bn, run)
        assert found.when.certain

    @pytest.mark.parametrize("either", [True, False])
    def test_training_on_another_path_makes_no_statistics(self, either: bool) -> None:
        made = HandMade()
        training = made.option("train")
        trained = made.layer(flag="python", when=training)
        step = made.step(made.loss_of(trained), *trained.updates, when=training)
        made.run(step.node, when=training)
        made.restore(chosen=True, variables=trained.weights, when=made.always if either else ~training)
        inferring = made.layer(
            flag="python", trains=made.never, statistics=trained.statistics, weights=trained.weights, when=~training
        )
        made.run(made.loss_of(inferring), when=~training)
        assert [found.layer for found in unrestored(made)] == ([] if either else [inferring])

    @pytest.mark.parametrize("trains", [True, False])
    def test_a_layer_that_is_new_to_the_network(self, trains: bool) -> None:
        made = HandMade()
        kernel = made.variable("conv/kernel", trainable=True)
        layer = made.layer(made.node(made.value_of(kernel)), flag="python", trains=made.never)
        made.restore(chosen=True, variables=[kernel])
        made.run(made.step(made.loss_of(layer)).node if trains else made.loss_of(layer))
        assert len(unrestored(made)) == (not trains)

    def test_weights_further_up_in_the_network(self) -> None:
        made = HandMade()
        kernel = made.variable("conv/kernel", trainable=True)
        layer = made.layer(made.node(made.value_of(kernel)), flag="python", trains=made.never)
        made.restore(chosen=True, variables=[kernel])
        made.run(made.loss_of(layer))
        assert [found.layer for found in unrestored(made)] == [layer]

    def test_weights_further_down_in_the_network(self) -> None:
        made = HandMade()
        kernel = made.variable("head/kernel", trainable=True)
        layer = made.layer(flag="python", trains=made.never)
        made.restore(chosen=True, variables=[kernel])
        made.run(made.node(layer.node, made.value_of(kernel)))
        assert unrestored(made) == []

    def test_what_is_moved_alone_is_not_read(self) -> None:
        made = HandMade()
        kernel = made.variable("conv/kernel", trainable=True)
        layer = made.layer(made.assign(kernel), flag="python", trains=made.never)
        made.restore(chosen=True, variables=[kernel])
        made.run(made.loss_of(layer))
        assert unrestored(made) == []

    def test_everything(self) -> None:
        made = Loaded()
        made.load()
        made.restore(chosen=False)
        made.evaluate()
        assert unrestored(made) == []

    def test_everything_that_there_was_by_then(self) -> None:
        made = Loaded()
        made.restore(chosen=False, variables=made.bn.weights)
        made.evaluate()
        assert unrestored(made) == []

    def test_a_list_that_cannot_be_seen(self) -> None:
        made = Loaded()
        made.restore(chosen=True)
        made.evaluate()
        assert unrestored(made) == []

    @pytest.mark.parametrize("statistics", [True, False])
    def test_another_restore_brings_the_statistics(self, statistics: bool) -> None:
        made = Loaded()
        made.load()
        made.restore(chosen=True, variables=made.bn.statistics[:1] if statistics else [made.variable("head")])
        made.evaluate()
        assert len(unrestored(made)) == (not statistics)

    def test_another_restore_may_bring_the_statistics(self) -> None:
        made = Loaded()
        made.load()
        made.restore(chosen=True)
        made.evaluate()
        assert unrestored(made) == []

    def test_a_restore_of_all_variables_under_another_option_brings_nothing(self) -> None:
        made = HandMade()
        option = made.option("ensemble")
        layer = made.layer(flag="python", trains=made.never)
        made.restore(chosen=False, when=option)
        made.restore(chosen=True, variables=layer.weights, when=~option)
        made.run(made.loss_of(layer))
        assert [found.when for found in unrestored(made)] == [~option]

    def test_they_are_assigned(self) -> None:
        made = Loaded()
        made.load()
        made.assign(made.bn.statistics[1])
        made.evaluate()
        assert unrestored(made) == []

    def test_update_ops_that_nobody_runs_fill_nothing(self) -> None:
        made = Loaded()
        made.load()
        made.node(kind="update", variable=made.bn.statistics[1])
        made.evaluate()
        assert len(unrestored(made)) == 1

    def test_a_layer_without_statistics(self) -> None:
        made = HandMade()
        layer = made.layer(flag="python", trains=made.never, statistics=())
        made.restore(chosen=True, variables=layer.weights)
        made.run(made.loss_of(layer))
        assert unrestored(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = Loaded()
        made.load()
        made.evaluate()
        made.program.complete = False
        assert unrestored(made) == []

    @pytest.mark.parametrize("session", [True, False])
    def test_who_has_the_session_may_load_more(self, session: bool) -> None:
        made = Loaded()
        made.load()
        made.evaluate()
        made.escape(session=session)
        assert len(unrestored(made)) == (not session)

    def test_the_restore_and_the_layer_must_come_together(self) -> None:
        made = HandMade()
        loading, normalising = made.option("load"), made.option("batch_norm")
        layer = made.layer(flag="python", trains=made.never, when=normalising)
        made.restore(chosen=True, variables=layer.weights, when=loading)
        made.run(made.loss_of(layer))
        assert [found.when for found in unrestored(made)] == [loading & normalising]

    def test_the_restore_and_the_layer_never_come_together(self) -> None:
        made = HandMade()
        option = made.option("batch_norm")
        layer = made.layer(flag="python", trains=made.never, when=option)
        made.restore(chosen=True, variables=layer.weights, when=~option)
        made.run(made.loss_of(layer))
        assert unrestored(made) == []

    def test_now_and_then_is_enough(self) -> None:
        made = Loaded()
        made.restore(chosen=True, variables=made.bn.weights, when=made.varying("now and then"))
        made.evaluate()
        assert [found.when.certain for found in unrestored(made)] == [True]


class TestInferenceAfterARestore:
    """The run that normalises by the statistics that were not restored."""

    def test_there_is_none(self) -> None:
        made = Loaded()
        made.load()
        assert unrestored(made) == []

    def test_it_comes_before_the_restore(self) -> None:
        made = Loaded()
        made.evaluate()
        made.load()
        assert unrestored(made) == []

    def test_it_runs_only_where_nothing_is_restored(self) -> None:
        made = HandMade()
        option = made.option("FLAGS.finetune")
        layer = made.layer(flag="python", trains=made.never)
        made.restore(chosen=True, variables=layer.weights, when=option)
        made.run(made.loss_of(layer), when=~option)
        assert list(omitting_restores(made.program)) == []

    def test_the_first_one_after_the_restore(self) -> None:
        made = Loaded()
        made.load()
        runs = [made.evaluate() for _ in range(2)]
        assert [found.run for found in unrestored(made)] == runs[:1]

    def test_it_normalises_by_the_batch(self) -> None:
        made = Loaded(trains=True)
        made.load()
        made.evaluate()
        assert unrestored(made) == []

    def test_it_is_not_computed_through_the_layer(self) -> None:
        made = Loaded()
        made.load()
        made.run(made.node(waits=[made.bn.node]))
        assert unrestored(made) == []

    @pytest.mark.parametrize("value", [True, False, None])
    def test_it_feeds_the_mode(self, value: bool | None) -> None:
        made = HandMade()
        flag = made.placeholder()
        layer = made.layer(tensor=flag)
        made.restore(chosen=True, variables=layer.weights)
        made.run(made.loss_of(layer), feeds={} if value is None else {flag: value})
        assert len(unrestored(made)) == (value is False)


class TestRestoreBeforeTraining:
    """Restores of a network that goes on to be trained with its update ops, and is evaluated."""

    def restored(self, collection: str | None) -> list[Unrestored]:
        made = HandMade()
        layer = made.layer(flag="python")
        tested = made.layer(flag="python", trains=made.never, statistics=layer.statistics, weights=layer.weights)
        made.restore(chosen=True, variables=layer.weights, collection=collection)
        made.run(made.step(made.loss_of(layer), *layer.updates).node)
        made.run(made.loss_of(tested))
        return unrestored(made)

    @pytest.mark.parametrize("collection", [None, "trainable_variables"])
    def test_a_list_that_promises_no_statistics(self, collection: str | None) -> None:
        assert self.restored(collection) == []

    @pytest.mark.parametrize("collection", sorted(MISTAKEN))
    def test_a_list_that_is_taken_to_hold_them(self, collection: str) -> None:
        found = self.restored(collection)
        assert [one.run for one in found] == [None, None]

    def test_such_a_list_for_a_network_that_nobody_trains_or_runs(self) -> None:
        made = Loaded()
        made.load(collection="model_variables")
        assert unrestored(made) == []
