"""What a run of a session is given, runs and computes, in programs made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall, Run
from bnlint.facts.graph import Node
from tests.facts.hand_made import HandMade


class Flagged(HandMade):
    """A placeholder for a training flag, and what its value is in a run."""

    def __init__(self, default: bool | None = None) -> None:
        super().__init__()
        self.flag = self.placeholder(default)
        self.training = self.truth_of(self.flag)

    def in_run(self, run: Run) -> Condition:
        return self.program.in_run(self.training, run)


class TestGiven:
    @pytest.mark.parametrize("value", [True, False])
    def test_what_is_fed(self, value: bool) -> None:
        made = Flagged()
        assert made.in_run(made.run(feeds={made.flag: value})) is made.truth(value)
        assert made.program.in_run(~made.training, made.run(feeds={made.flag: value})) is made.truth(not value)

    def test_what_an_option_decides(self) -> None:
        made = Flagged()
        option = made.option("FLAGS.train")
        assert made.in_run(made.run(feeds={made.flag: option})) is option

    def test_nothing_is_known_of_what_is_not_fed(self) -> None:
        made = Flagged()
        assert made.in_run(made.run()) is made.training

    def test_what_another_run_is_fed_is_nothing_to_this_one(self) -> None:
        made = Flagged()
        made.run(feeds={made.flag: True})
        assert made.in_run(made.run()) is made.training

    @pytest.mark.parametrize("default", [True, False])
    def test_a_default(self, default: bool) -> None:
        made = Flagged(default)
        assert made.in_run(made.run()) is made.truth(default)

    def test_what_is_fed_outdoes_the_default(self) -> None:
        made = Flagged(default=True)
        assert made.in_run(made.run(feeds={made.flag: False})) is made.never

    def test_a_default_holds_no_longer_where_more_may_be_fed(self) -> None:
        made = Flagged(default=False)
        assert made.in_run(made.run(complete=False)) is made.training

    def test_what_is_fed_holds_even_where_more_may_be_fed(self) -> None:
        made = Flagged()
        assert made.in_run(made.run(feeds={made.flag: True}, complete=False)) is made.always

    def test_what_may_be_fed_leaves_the_default_otherwise(self) -> None:
        made = Flagged(default=True)
        option = made.option("FLAGS.freeze")
        run = made.run(feeds={made.flag: False})
        run.feeds = (replace(run.feeds[0], condition=option),)
        assert made.in_run(run) is ~option

    def test_the_names_of_data_decide_nothing(self) -> None:
        made = Flagged()
        images = made.placeholder(boolean=False)
        assert made.in_run(made.run(feeds={images: "test_images"})) is made.training

    def test_options_stay_as_they_are(self) -> None:
        made = Flagged()
        option = made.option("FLAGS.batch_norm")
        assert made.program.in_run(option & made.training, made.run(feeds={made.flag: True})) is option


class TestRan:
    def test_a_branch_that_the_run_takes(self) -> None:
        made = Flagged()
        update = made.node(kind="update", runs=made.training)
        train, test = (made.run(update, feeds={made.flag: value}) for value in (True, False))
        assert made.program.ran(train, update).certain
        assert not made.program.ran(test, update).possible

    def test_what_is_fed_needs_nothing_that_it_is_made_of(self) -> None:
        made = HandMade()
        update = made.node(kind="update")
        logits = made.node(waits=[update])
        loss = made.node(logits)
        assert made.program.ran(made.run(loss), update).certain
        assert not made.program.ran(made.run(loss, feeds={logits: "cached_logits"}), update).possible


class TestComputed:
    def test_what_the_fetched_value_is_made_of(self) -> None:
        made = HandMade()
        layer, other = made.node(kind="layer"), made.node(kind="layer")
        loss = made.node(layer, waits=[other])
        assert set(made.program.computed_in(made.run(loss))) == {layer, loss}

    def test_a_training_step_returns_no_value(self) -> None:
        made = HandMade()
        loss = made.node(scalar=True)
        assert made.program.computed_in(made.run(made.step(loss).node)) == {}

    def test_nothing_behind_what_is_fed(self) -> None:
        made = HandMade()
        layer = made.node(kind="layer")
        logits = made.node(layer)
        loss = made.node(logits)
        assert set(made.program.computed_in(made.run(loss, feeds={logits: "cached_logits"}))) == {logits, loss}

    def test_only_the_branch_that_the_fed_flag_takes(self) -> None:
        made = Flagged()
        trained, tested = made.node(kind="layer"), made.node(kind="layer")
        selected = made.node(
            made.flag, made.edge(trained, passes=made.training), made.edge(tested, passes=~made.training)
        )
        computed = made.program.computed_in(made.run(selected, feeds={made.flag: False}))
        assert computed[tested].certain
        assert not computed[trained].possible


class TestFlags:
    def test_by_their_type_or_by_what_they_are_fed(self) -> None:
        made = HandMade()
        declared, fed, data = made.placeholder(), made.placeholder(boolean=False), made.placeholder(boolean=False)
        made.run(feeds={fed: True, data: "images"})
        assert made.program.flags == {declared, fed}

    def test_what_is_computed_is_none(self) -> None:
        made = HandMade()
        made.run(feeds={made.node(): True})
        assert made.program.flags == set()


class TestEvaluations:
    def trained(self, made: HandMade) -> tuple[LayerCall, Node]:
        layer = made.layer()
        return layer, made.step(made.node(layer.node, scalar=True), *layer.updates).node

    def test_a_run_through_a_layer_that_does_not_train(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        made.run(step)
        run = made.run(made.node(layer.node))
        assert made.program.evaluations() == [run]

    def test_not_a_run_through_no_layer(self) -> None:
        made = HandMade()
        _, step = self.trained(made)
        made.run(step)
        made.run(made.node())
        assert made.program.evaluations() == []

    def test_not_a_run_that_trains_as_well(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        made.run(step, made.node(layer.node))
        assert made.program.evaluations() == []


class TestRelying:
    @pytest.mark.parametrize("flag", ["tensor", "unknown"])
    def test_a_flag_that_may_be_false(self, flag: str) -> None:
        made = HandMade()
        layer = made.layer() if flag == "tensor" else made.layer(flag="unknown")
        assert made.program.relies_on_statistics(layer)

    def test_not_on_those_of_a_layer_that_always_trains(self) -> None:
        made = HandMade()
        assert not made.program.relies_on_statistics(made.layer(flag="python"))

    def test_not_on_another_layer_s(self) -> None:
        made = HandMade()
        made.layer(scope="other", flag="python", trains=made.never)
        assert not made.program.relies_on_statistics(made.layer(flag="python"))


class TestBeside:
    def test_what_changes_from_run_to_run_takes_every_value_at_some_time(self) -> None:
        made = Flagged()
        option, varying = made.option("option"), made.varying("step % 10 == 0")
        assert made.program.sometimes(option & varying & made.training) is option

    def test_whatever_the_tensors(self) -> None:
        made = Flagged()
        option = made.option("option")
        assert made.program.whatever_tensors(option | made.training) is option
        assert not made.program.whatever_tensors(option & made.training).possible

    def test_an_update_in_a_run_that_is_as_frequent(self) -> None:
        made = HandMade()
        update, layer = made.node(kind="update"), made.node()
        train = made.run(made.node(), rounds=(1,))
        made.run(made.node(layer, waits=[update]), rounds=(1,))
        assert made.program.runs_beside(update, train).certain

    def test_an_update_in_a_rarer_run_is_not_beside(self) -> None:
        made = HandMade()
        update = made.node(kind="update")
        train = made.run(made.node(), rounds=(1,))
        made.run(made.node(made.node(), waits=[update]), rounds=(1,), when=made.varying("now and then"))
        assert not made.program.runs_beside(update, train).possible

    def test_an_update_that_the_flag_of_the_other_run_holds_back(self) -> None:
        made = Flagged()
        update = made.node(kind="update", runs=made.training)
        train = made.run(made.node(), rounds=(1,))
        made.run(update, rounds=(1,), feeds={made.flag: False})
        assert not made.program.runs_beside(update, train).possible
