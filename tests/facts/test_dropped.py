"""Training flags that arrive nowhere, in programs made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bnlint.conditions import Condition
from bnlint.facts.dropped import DroppedFlag, dropped_flags, unheard_flags, unpassed_flags, unpassed_layers
from bnlint.facts.events import FlagKind, LayerCall, Origin, Run
from bnlint.facts.graph import Node
from tests.facts.hand_made import HandMade, place

MAIN, NETWORK, BLOCK, BODY = 100, 200, 300, 400
"""Lines: the calls of the network, of a block in it, and of something in that; the layer itself."""


def dropped(made: HandMade) -> list[DroppedFlag]:
    return list(dropped_flags(made.program))


def unpassed(made: HandMade) -> list[LayerCall]:
    return [found.layer for found in unpassed_flags(made.program)]


class Unread(HandMade):
    """A placeholder for the training flag that nothing reads, and a trained network in a fixed mode."""

    def __init__(self, default: bool | None = None) -> None:
        super().__init__()
        self.flag = self.placeholder(default)
        self.bn = self.layer(flag="python")
        self.train = self.step(self.loss_of(self.bn), *self.bn.updates)

    def run_training(self, value: bool | Condition | str | None = True, *, complete: bool = True) -> Run:
        return self.run(self.train.node, feeds={} if value is None else {self.flag: value}, complete=complete)

    def run_test(self, value: bool | Condition | str | None = False, *, complete: bool = True) -> Run:
        feeds = {} if value is None else {self.flag: value}
        return self.run(self.loss_of(self.bn), feeds=feeds, complete=complete)


class TestUnread:
    """Placeholders that runs feed and nothing reads."""

    def test_true_in_training_and_false_in_a_test(self) -> None:
        made = Unread()
        training, other = made.run_training(), made.run_test()
        (found,) = dropped(made)
        assert (found.flag, found.training, found.other) == (made.flag, training, other)
        assert (found.layers, found.step) == ((made.bn,), made.train)

    def test_the_first_runs_that_feed_it_so(self) -> None:
        made = Unread()
        made.run_training(False)
        made.run_test(True)
        training, other = made.run_training(), made.run_test()
        made.run_training()
        made.run_test()
        assert [(found.training, found.other) for found in dropped(made)] == [(training, other)]

    def test_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = Unread()
        made.run_training()
        made.run_test()
        made.program.complete = False
        assert dropped(made) == []

    def test_something_reads_it(self) -> None:
        made = Unread()
        made.node(made.flag)
        made.run_training()
        made.run_test()
        assert dropped(made) == []

    @pytest.mark.parametrize("flag", [True, False])
    def test_unseen_code_is_handed_it(self, flag: bool) -> None:
        made = Unread()
        made.escape(made.flag if flag else made.bn.node)
        made.run_training()
        made.run_test()
        assert len(dropped(made)) == (not flag)

    def test_what_is_computed_is_no_flag(self) -> None:
        made = Unread()
        made.flag = made.node()
        made.run_training()
        made.run_test()
        assert dropped(made) == []

    def test_no_step_is_trained_through_layers_in_a_fixed_mode(self) -> None:
        made = HandMade()
        flag, layer = made.placeholder(), made.layer()
        made.run(made.step(made.loss_of(layer), *layer.updates).node, feeds={flag: True})
        made.run(made.loss_of(layer), feeds={flag: False})
        assert dropped(made) == []

    def test_of_the_layers_only_those_in_a_fixed_mode(self) -> None:
        made = HandMade()
        flag, flagged, fixed = made.placeholder(), made.layer(scope="flagged"), made.layer(flag="python")
        made.layer(scope="untrained", flag="python")
        made.run(made.step(made.loss_of(flagged, fixed)).node, feeds={flag: True})
        made.run(made.loss_of(fixed), feeds={flag: False})
        assert [found.layers for found in dropped(made)] == [(fixed,)]

    def test_a_run_of_another_step_feeds_it(self) -> None:
        made = Unread()
        made.run(made.step(made.node(scalar=True)).node, feeds={made.flag: True})
        made.run_training(None)
        made.run_test()
        assert dropped(made) == []

    def test_the_run_that_feeds_false_evaluates_nothing(self) -> None:
        made = Unread()
        made.run_training()
        made.run(made.node(), feeds={made.flag: False})
        assert dropped(made) == []

    def test_the_run_that_feeds_false_trains(self) -> None:
        made = Unread()
        made.run_training()
        made.run_training(False)
        assert dropped(made) == []


class TestFed:
    """What counts as fed True, or False."""

    @pytest.mark.parametrize("value", [False, None, "images"])
    def test_training_does_not_feed_true(self, value: bool | str | None) -> None:
        made = Unread()
        made.run_training(value)
        made.run_test()
        assert dropped(made) == []

    @pytest.mark.parametrize("value", [True, None, "images"])
    def test_the_test_does_not_feed_false(self, value: bool | str | None) -> None:
        made = Unread()
        made.run_training()
        made.run_test(value)
        assert dropped(made) == []

    @pytest.mark.parametrize("in_training", [True, False])
    def test_an_option_decides(self, in_training: bool) -> None:
        made = Unread()
        option = made.option("FLAGS.train")
        made.run_training(option if in_training else True)
        made.run_test(False if in_training else option)
        assert dropped(made) == []

    @pytest.mark.parametrize("in_training", [True, False])
    def test_a_number_is_no_boolean(self, in_training: bool) -> None:
        made = Unread()
        run = made.run_training() if in_training else made.run_test()
        (made.run_test if in_training else made.run_training)()
        (fed,) = run.feeds
        run.feeds = (replace(fed, boolean=False),)
        assert dropped(made) == []

    @pytest.mark.parametrize("default", [True, False])
    def test_a_default_of_true_serves_training(self, default: bool) -> None:
        made = Unread(default)
        made.run_training(None)
        made.run_test()
        assert len(dropped(made)) == default

    @pytest.mark.parametrize("default", [True, False])
    def test_a_default_of_false_serves_tests(self, default: bool) -> None:
        made = Unread(default)
        made.run_training()
        made.run_test(None)
        assert len(dropped(made)) == (not default)

    def test_what_is_fed_outdoes_the_default(self) -> None:
        made = Unread(default=False)
        made.run_training()
        made.run_test(True)
        assert dropped(made) == []

    def test_a_default_holds_no_longer_where_more_may_be_fed(self) -> None:
        made = Unread(default=False)
        made.run_training()
        made.run_test(None, complete=False)
        assert dropped(made) == []

    def test_what_is_fed_holds_even_where_more_may_be_fed(self) -> None:
        made = Unread()
        made.run_training(complete=False)
        made.run_test(complete=False)
        assert len(dropped(made)) == 1

    def test_another_placeholder_is_fed(self) -> None:
        made = Unread()
        other = made.placeholder()
        made.node(other)
        made.run(made.train.node, feeds={other: True})
        made.run_test()
        assert dropped(made) == []


class Inside(HandMade):
    """A layer below two calls, of which the first is handed something that its function never reads."""

    def __init__(
        self,
        *,
        flag: FlagKind = "absent",
        origin: Origin | None = None,
        chain: tuple[int, ...] = (MAIN, NETWORK, BODY),
        parameter: str | None = "is_training",
    ) -> None:
        super().__init__()
        self.bn = self.layer(flag=flag, origin=origin, chain=chain)
        if parameter is not None:
            self.unused_argument(parameter, chain=(MAIN, NETWORK))


class TestUnpassed:
    """Functions that are handed the flag and do not use it."""

    def test_a_layer_in_a_function_that_has_the_flag(self) -> None:
        made = HandMade()
        layer = made.layer(flag="absent", chain=(MAIN, NETWORK, BODY))
        argument = made.unused_argument("is_training", chain=(MAIN, NETWORK))
        (found,) = unpassed_flags(made.program)
        assert (found.layer, found.argument) == (layer, argument)

    def test_the_layer_is_handed_it_itself(self) -> None:
        made = HandMade()
        layer = made.layer(flag="absent", chain=(MAIN, BODY))
        made.unused_argument("is_training", chain=(MAIN, BODY))
        assert unpassed(made) == [layer]

    def test_a_layer_in_another_function(self) -> None:
        assert unpassed(Inside(chain=(MAIN, BLOCK, BODY))) == []

    def test_a_layer_in_the_same_function_called_from_elsewhere(self) -> None:
        assert unpassed(Inside(chain=(MAIN + 1, NETWORK, BODY))) == []

    def test_a_layer_in_a_function_that_calls_itself(self) -> None:
        made = Inside(chain=(MAIN, NETWORK, NETWORK, BODY))
        assert unpassed(made) == [made.bn]

    def test_each_layer_in_order(self) -> None:
        made = HandMade()
        layers = [made.layer(flag="absent", chain=(MAIN, NETWORK, BODY + number)) for number in range(3)]
        made.unused_argument("is_training", chain=(MAIN, NETWORK))
        assert unpassed(made) == layers

    @pytest.mark.parametrize("parameter", ["is_training", "isTraining", "phase", "mode", "reuse", "trainer"])
    def test_what_the_parameter_is_called(self, parameter: str) -> None:
        assert len(unpassed(Inside(parameter=parameter))) == (parameter not in ("reuse", "trainer"))

    @pytest.mark.parametrize("boolean", [True, False])
    def test_a_placeholder_whatever_the_parameter_is_called(self, boolean: bool) -> None:
        made = Inside(parameter=None)
        for parameter in ("is_training", "reuse"):
            made.unused_argument(parameter, made.placeholder(boolean=boolean), chain=(MAIN, NETWORK))
        assert unpassed(made) == ([made.bn, made.bn] if boolean else [])

    def test_a_layer_with_a_flag_that_is_a_tensor(self) -> None:
        assert unpassed(Inside(flag="tensor")) == []

    def test_a_layer_with_a_flag_that_cannot_be_seen(self) -> None:
        assert unpassed(Inside(flag="unknown")) == []


class TestHandedAnother:
    """Layers whose mode comes to them some other way."""

    def test_a_flag_written_in_the_call_of_the_layer(self) -> None:
        made = Inside(flag="literal", origin=Origin(place(BODY)))
        assert unpassed(made) == [made.bn]

    @pytest.mark.parametrize("written", [MAIN, NETWORK])
    def test_a_flag_written_elsewhere(self, written: int) -> None:
        assert unpassed(Inside(flag="python", origin=Origin(place(written)))) == []

    def test_a_flag_of_which_nobody_knows_where_it_is_written(self) -> None:
        made = Inside(flag="python")
        assert unpassed(made) == [made.bn]

    def test_a_flag_at_its_default_wherever_that_is_written(self) -> None:
        made = Inside(flag="absent", origin=Origin(place(MAIN)))
        assert unpassed(made) == [made.bn]


class TestAstray:
    def test_whichever_way_the_flag_went_astray(self) -> None:
        made = Unread()
        made.run_training()
        made.run_test()
        inside = made.layer(flag="absent", chain=(MAIN, NETWORK, BODY))
        made.unused_argument("is_training", chain=(MAIN, NETWORK))
        assert list(unpassed_layers(made.program)) == [made.bn, inside]


class TestUnheard:
    """Placeholders that a program feeds False which only loads a network, and that nothing reads."""

    @staticmethod
    def loading(flag: FlagKind = "python", *, restores: bool = True) -> tuple[HandMade, Node]:
        made = HandMade()
        fed = made.placeholder()
        output = made.loss_of(made.layer(flag=flag))
        if restores:
            made.restore(chosen=False)
        made.run(output, feeds={fed: False}, names=("sess", "is_training"))
        return made, fed

    def test_the_network_normalises_by_the_batch_all_the_same(self) -> None:
        made, fed = self.loading()
        (found,) = unheard_flags(made.program)
        assert (found.flag, found.run, found.layers) == (fed, made.program.runs[0], tuple(made.program.layers))

    def test_a_network_with_a_flag_of_its_own(self) -> None:
        assert not list(unheard_flags(self.loading("tensor")[0].program))

    def test_nothing_is_loaded(self) -> None:
        assert not list(unheard_flags(self.loading(restores=False)[0].program))

    def test_something_reads_it(self) -> None:
        made, fed = self.loading()
        made.node(fed)
        assert not list(unheard_flags(made.program))

    def test_the_program_trains(self) -> None:
        made, _ = self.loading()
        made.step(made.loss_of(made.program.layers[0]))
        assert not list(unheard_flags(made.program))

    def test_it_is_called_something_else(self) -> None:
        made, fed = self.loading()
        fed.name = "random_rotate"
        assert not list(unheard_flags(made.program))
