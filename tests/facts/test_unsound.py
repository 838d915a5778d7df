"""Normalisation that no moving statistics can make sound, in programs made by hand."""

from __future__ import annotations

import pytest

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall, Run
from bnlint.facts.graph import Node
from bnlint.facts.unsound import PerReplica, Untracked, Unused, per_replica, untracked_evaluations, unused_outputs
from tests.facts.hand_made import HandMade

MAIN_TRAIN, MAIN_TEST, TOWER, BODY = 100, 101, 150, 200
"""Lines: the calls of the network, and the layer in it."""
TEST = ("test_images",)


def untracked(made: HandMade) -> list[Untracked]:
    return list(untracked_evaluations(made.program))


def unused(made: HandMade) -> list[Unused]:
    return list(unused_outputs(made.program))


def replicas(made: HandMade) -> list[PerReplica]:
    return list(per_replica(made.program))


class WithoutStatistics(HandMade):
    """A network with a normalisation written out, which keeps no moving statistics, below a layer with weights."""

    def __init__(self) -> None:
        super().__init__()
        self.kernel = self.variable("head/kernel", trainable=True)
        self.bn, self.logits = self.network(MAIN_TRAIN)

    def network(
        self, line: int, *, trains: Condition | None = None, when: Condition | None = None, body: int = BODY
    ) -> tuple[LayerCall, Node]:
        layer = self.layer(flag="python", statistics=(), written_out=True, chain=(line, body), trains=trains, when=when)
        return layer, self.node(layer.node, self.value_of(self.kernel), scalar=True)

    def train(self) -> None:
        self.training = self.step(self.logits)
        self.run(self.training.node)

    def evaluate(self, *fetches: Node, when: Condition | None = None) -> Run:
        return self.run(*(fetches or (self.logits,)), names=TEST, when=when)


class TestUntracked:
    """Evaluation by the batch where there is nothing else to normalise by."""

    def test_the_network_that_is_trained(self) -> None:
        made = WithoutStatistics()
        made.train()
        run = made.evaluate()
        (found,) = untracked(made)
        assert (found.layer, found.run, found.step) == (made.bn, run, made.training)
        assert found.when.certain

    def test_another_network_by_the_same_code(self) -> None:
        made = WithoutStatistics()
        made.train()
        tested, logits = made.network(MAIN_TEST)
        made.evaluate(logits)
        assert [found.layer for found in untracked(made)] == [tested]

    def test_a_network_by_other_code(self) -> None:
        made = WithoutStatistics()
        made.train()
        _, logits = made.network(MAIN_TRAIN, body=BODY + 1)
        made.evaluate(logits)
        assert untracked(made) == []

    def test_a_network_that_nobody_trains(self) -> None:
        made = WithoutStatistics()
        made.evaluate()
        assert untracked(made) == []

    @pytest.mark.parametrize("names", [TEST, ("images",)])
    def test_a_run_of_which_nobody_knows_what_it_is_for(self, names: tuple[str, ...]) -> None:
        made = WithoutStatistics()
        made.train()
        made.run(made.logits, names=names)
        assert len(untracked(made)) == (names == TEST)

    def test_a_run_that_trains(self) -> None:
        made = WithoutStatistics()
        made.train()
        made.run(made.training.node, made.logits, names=TEST)
        assert untracked(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = WithoutStatistics()
        made.train()
        made.evaluate()
        made.program.complete = False
        assert untracked(made) == []

    @pytest.mark.parametrize(("written_out", "statistics"), [(True, True), (False, False), (True, False)])
    def test_only_what_is_written_out_and_keeps_no_statistics(self, written_out: bool, statistics: bool) -> None:
        made = HandMade()
        kept = (made.variable("bn/moving_mean"),) if statistics else ()
        layer = made.layer(flag="python", statistics=kept, written_out=written_out)
        logits = made.node(layer.node, made.value_of(made.variable("kernel", trainable=True)), scalar=True)
        made.run(made.step(logits).node)
        made.run(logits, names=TEST)
        assert len(untracked(made)) == (written_out and not statistics)

    @pytest.mark.parametrize("kept_in_test", [True, False])
    def test_one_of_the_two_networks_keeps_statistics(self, kept_in_test: bool) -> None:
        made = WithoutStatistics()
        kept = made.layer(flag="python", written_out=True, chain=(MAIN_TEST, BODY))
        kept_logits = made.node(kept.node, made.value_of(made.kernel), scalar=True)
        made.run(made.step(made.logits if kept_in_test else kept_logits).node)
        made.evaluate(kept_logits if kept_in_test else made.logits)
        assert untracked(made) == []

    def test_what_is_fetched_is_not_computed_through_it(self) -> None:
        made = WithoutStatistics()
        made.train()
        made.evaluate(made.node(waits=[made.bn.node]))
        assert untracked(made) == []

    @pytest.mark.parametrize("value", [True, False])
    def test_a_flag_that_switches_it_off(self, value: bool) -> None:
        made = WithoutStatistics()
        made.train()
        flag = made.placeholder()
        _, logits = made.network(MAIN_TEST, trains=made.truth_of(flag))
        made.run(logits, names=TEST, feeds={flag: value})
        assert len(untracked(made)) == value

    def test_all_that_decides_is_needed(self) -> None:
        made = WithoutStatistics()
        made.train()
        by_batch, built, evaluated = (made.option(name) for name in ("by_batch", "built", "evaluate"))
        _, logits = made.network(MAIN_TEST, trains=by_batch, when=built)
        made.evaluate(logits, when=evaluated)
        assert [found.when for found in untracked(made)] == [by_batch & built & evaluated]

    def test_now_and_then_is_enough(self) -> None:
        made = WithoutStatistics()
        made.train()
        made.evaluate(when=made.varying("now and then"))
        assert [found.when.certain for found in untracked(made)] == [True]


class TestWithinNetwork:
    """Whether a normalisation belongs to the network, or to the loss."""

    def found(self, made: HandMade, layer: LayerCall, loss: Node) -> int:
        made.run(made.step(loss).node)
        made.run(made.node(layer.node), names=TEST)
        return len(untracked(made))

    def layer_of(self, made: HandMade, *inputs: Node) -> LayerCall:
        return made.layer(*inputs, flag="python", statistics=(), weights=(), written_out=True)

    def kernel_of(self, made: HandMade, *, trainable: bool = True) -> Node:
        return made.value_of(made.variable("kernel", trainable=trainable))

    def test_weights_further_on(self) -> None:
        made = HandMade()
        layer, kernel = self.layer_of(made), self.kernel_of(made)
        activation = made.node(made.node(layer.node))
        assert self.found(made, layer, made.node(made.node(activation, kernel), scalar=True)) == 1

    def test_weights_before_it(self) -> None:
        made = HandMade()
        layer = self.layer_of(made, made.node(self.kernel_of(made)))
        assert self.found(made, layer, made.loss_of(layer)) == 0

    def test_weights_beside_it(self) -> None:
        made = HandMade()
        layer, kernel = self.layer_of(made), self.kernel_of(made)
        assert self.found(made, layer, made.node(layer.node, made.node(kernel), scalar=True)) == 0

    def test_weights_that_lead_to_no_loss(self) -> None:
        made = HandMade()
        layer, kernel = self.layer_of(made), self.kernel_of(made)
        made.node(layer.node, kernel)
        assert self.found(made, layer, made.loss_of(layer)) == 0

    def test_variables_that_are_no_weights(self) -> None:
        made = HandMade()
        layer, step = self.layer_of(made), self.kernel_of(made, trainable=False)
        assert self.found(made, layer, made.node(layer.node, step, scalar=True)) == 0

    def test_weights_that_are_only_waited_on(self) -> None:
        made = HandMade()
        layer, kernel = self.layer_of(made), self.kernel_of(made)
        assert self.found(made, layer, made.node(layer.node, waits=[kernel], scalar=True)) == 0


class Dropped(HandMade):
    """A layer whose output nobody keeps, while its input goes on to the loss."""

    def __init__(self, *, dropped: bool = True) -> None:
        super().__init__()
        self.images = self.node()
        self.bn = self.layer(self.images, flag="python", dropped=dropped)

    def train(self, *inputs: Node, when: Condition | None = None) -> None:
        self.training = self.step(self.node(*(inputs or (self.images,)), scalar=True), when=when)


class TestUnused:
    """Outputs that nothing is computed from."""

    def test_what_the_layer_was_given_is_used_instead(self) -> None:
        made = Dropped()
        made.train()
        (found,) = unused(made)
        assert (found.layer, found.step) == (made.bn, made.training)
        assert found.when.certain

    def test_what_it_was_given_is_not_used_either(self) -> None:
        made = Dropped()
        made.train(made.node())
        assert unused(made) == []

    def test_something_is_computed_from_it(self) -> None:
        made = Dropped()
        made.train()
        made.node(made.bn.node)
        assert unused(made) == []

    def test_a_run_fetches_it(self) -> None:
        made = Dropped()
        made.train()
        made.run(made.bn.node)
        assert unused(made) == []

    @pytest.mark.parametrize("output", [True, False])
    def test_unseen_code_is_handed_it(self, output: bool) -> None:
        made = Dropped()
        made.train()
        made.escape(made.bn.node if output else made.images)
        assert len(unused(made)) == (not output)

    def test_somebody_keeps_it(self) -> None:
        made = Dropped(dropped=False)
        made.train()
        assert unused(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = Dropped()
        made.train()
        made.program.complete = False
        assert unused(made) == []

    def test_weights_are_not_what_it_was_given(self) -> None:
        made = Dropped()
        (gamma,) = made.bn.weights
        made.train(made.value_of(gamma))
        assert unused(made) == []

    def test_what_it_waits_on_is_not_what_it_was_given(self) -> None:
        made = Dropped()
        other = made.node()
        made.bn.node.edges.append(made.edge(other, "control"))
        made.train(other)
        assert unused(made) == []

    def test_the_first_step_that_trains_through_what_it_was_given(self) -> None:
        made = Dropped()
        made.train(made.node())
        made.train()
        first = made.training
        made.train()
        assert [found.step for found in unused(made)] == [first]

    def test_the_layer_and_the_step_must_come_together(self) -> None:
        made = Dropped()
        training = made.option("train")
        made.bn.condition = normalising = made.option("batch_norm")
        made.train(when=training)
        assert [found.when for found in unused(made)] == [training & normalising]

    def test_the_layer_and_the_step_never_come_together(self) -> None:
        made = Dropped()
        made.bn.condition = option = made.option("batch_norm")
        made.train(when=~option)
        assert unused(made) == []

    def test_now_and_then_is_enough(self) -> None:
        made = Dropped()
        made.bn.condition = made.varying("now and then")
        made.train()
        assert [found.when.certain for found in unused(made)] == [True]


class Towers(HandMade):
    """Calls with the same variables, one for each of the devices, which are made in a loop."""

    def __init__(self, *devices: str, trains: bool = True, shares: bool = True, keeps: bool = True) -> None:
        super().__init__()
        kept = (self.variable("bn/moving_mean"),) if keeps else ()
        self.towers = [
            self.layer(
                flag="python", statistics=kept if shares else None, device=device, trains=self.truth(trains),
                chain=(MAIN_TRAIN, TOWER, BODY), made_by=("main", f"tower {number}", "layer"),
            )
            for number, device in enumerate(devices)
        ]  # fmt: skip

    def train(self, *layers: LayerCall) -> None:
        self.training = self.step(self.loss_of(*(layers or self.towers)))


class TestPerReplica:
    """Towers that each normalise by a batch of their own."""

    def test_towers_on_two_devices(self) -> None:
        made = Towers("/gpu:0", "/gpu:1")
        made.train()
        (found,) = replicas(made)
        assert (found.layers, found.step) == (tuple(made.towers), made.training)

    @pytest.mark.parametrize("devices", [("/gpu:0", "/gpu:0"), ("", "/gpu:1"), ("/gpu:0",), ("", "")])
    def test_towers_on_one_device_or_none(self, devices: tuple[str, ...]) -> None:
        made = Towers(*devices)
        made.train()
        assert replicas(made) == []

    def test_towers_with_variables_of_their_own(self) -> None:
        made = Towers("/gpu:0", "/gpu:1", shares=False)
        made.train()
        assert replicas(made) == []

    def test_towers_without_statistics(self) -> None:
        made = Towers("/gpu:0", "/gpu:1", keeps=False)
        made.train()
        assert replicas(made) == []

    def test_towers_that_infer(self) -> None:
        made = Towers("/gpu:0", "/gpu:1", trains=False)
        made.train()
        assert replicas(made) == []

    def test_only_one_is_trained(self) -> None:
        made = Towers("/gpu:0", "/gpu:1")
        made.train(made.towers[0])
        assert replicas(made) == []

    def test_each_step_trains_one(self) -> None:
        made = Towers("/gpu:0", "/gpu:1")
        for tower in made.towers:
            made.train(tower)
        assert replicas(made) == []

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = Towers("/gpu:0", "/gpu:1")
        made.train()
        made.program.complete = False
        assert replicas(made) == []

    def test_several_layers_of_each_tower(self) -> None:
        made = HandMade()
        layers = [
            [made.layer(flag="python", statistics=(statistic,), device=device) for device in ("/gpu:0", "/gpu:1")]
            for statistic in (made.variable("first/moving_mean"), made.variable("second/moving_mean"))
        ]
        made.step(made.loss_of(*layers[0], *layers[1]))
        assert [list(found.layers) for found in replicas(made)] == layers


class TestPlaceOfTower:
    """Where the second tower is made."""

    def second_made_at(self, *calls: tuple[tuple[int, str], ...]) -> int:
        made = HandMade()
        statistics = (made.variable("bn/moving_mean"),)
        towers = [
            made.layer(
                flag="python", statistics=statistics, device=f"/gpu:{number}",
                chain=tuple(line for line, _ in way), made_by=tuple(call for _, call in way),
            )
            for number, way in enumerate(calls)
        ]  # fmt: skip
        made.step(made.loss_of(*towers))
        (found,) = replicas(made)
        return found.place.line

    def test_the_call_that_a_loop_makes_again(self) -> None:
        ways = [((MAIN_TRAIN, "main"), (TOWER, f"tower {n}"), (BODY, f"layer {n}")) for n in range(3)]
        assert self.second_made_at(*ways) == TOWER

    def test_a_call_of_its_own(self) -> None:
        first = ((MAIN_TRAIN, "first"), (BODY, "first layer"))
        second = ((MAIN_TEST, "second"), (BODY, "second layer"))
        third = ((TOWER, "third"), (BODY, "third layer"))
        assert self.second_made_at(first, second, third) == MAIN_TEST

    def test_the_layer_itself_where_all_calls_are_shared(self) -> None:
        way = ((MAIN_TRAIN, "main"), (BODY, "layer"))
        assert self.second_made_at(way, way) == BODY
