"""What a run of a session is given, runs and computes, in programs made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall, Run
from bnlint.facts.graph import Node
from bnlint.facts.program import Program, only_orders
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


class TestWriters:
    """What assigns to each variable."""

    def test_update_ops_and_assignments_in_order(self) -> None:
        made = HandMade()
        mean, step = made.variable("moving_mean"), made.variable("global_step")
        update, counted = made.node(kind="update", variable=mean), made.assign(step)
        reset = made.assign(mean)
        assert made.program.writers == {mean: [update, reset], step: [counted]}

    def test_a_read_is_none(self) -> None:
        made = HandMade()
        made.value_of(made.variable("moving_mean"))
        assert made.program.writers == {}

    def test_an_assignment_to_a_variable_that_nobody_knows(self) -> None:
        made = HandMade()
        made.node(kind="assign")
        assert made.program.writers == {}


class TestKeepers:
    def test_the_layers_that_share_each_of_the_statistics(self) -> None:
        made = HandMade()
        layer = made.layer()
        mean, variance = layer.statistics
        other = made.layer(scope="other", statistics=(mean,))
        made.layer(scope="without", statistics=())
        assert made.program.keepers == {mean: [layer, other], variance: [layer]}


class TestReaders:
    def test_the_reads_that_hold_each_node(self) -> None:
        made = HandMade()
        first, second = made.node(kind="update"), made.node(kind="update")
        early, late = made.read(first), made.read(first, second)
        made.read()
        assert made.program.readers == {first: [early, late], second: [late]}

    def test_a_read_that_holds_a_node_twice_is_one(self) -> None:
        made = HandMade()
        update = made.node(kind="update")
        read = made.read(update, update)
        assert made.program.readers == {update: [read]}


class TestData:
    def test_placeholders_and_readers_but_not_variables(self) -> None:
        made = HandMade()
        images, records, kernel = made.placeholder(boolean=False), made.node(), made.value_of(made.variable("kernel"))
        assert made.program.data_of(made.node(made.node(images, kernel), records)) == {images, records}

    def test_not_flags_however_they_are_known(self) -> None:
        made = HandMade()
        images, declared, fed = made.placeholder(boolean=False), made.placeholder(), made.placeholder(boolean=False)
        made.run(feeds={fed: True})
        assert made.program.data_of(made.node(images, declared, fed)) == {images}


class TestDerived:
    """Questions that are answered once."""

    def test_once_for_each_question_and_each_thing_that_it_is_about(self) -> None:
        made = HandMade()
        asked: list[str] = []

        def question(program: Program, *about: str) -> Iterator[str]:
            asked.extend(about or ["all"])
            yield from (f"{program.entry}: {one}" for one in about)

        def other_question(program: Program) -> Iterator[str]:
            yield program.entry

        derive = made.program.derive
        assert [derive(question, "mean") for _ in range(2)] == [["train.py: mean"]] * 2
        assert derive(question, "variance") == ["train.py: variance"]
        assert [derive(question) for _ in range(2)] == [[], []]
        assert derive(other_question) == ["train.py"]
        assert asked == ["mean", "variance", "all"]

    def test_each_program_has_answers_of_its_own(self) -> None:
        def nodes(program: Program) -> list[Node]:
            return program.nodes

        one, other = HandMade(), HandMade()
        node = one.node()
        assert one.program.derive(nodes) == [node]
        assert other.program.derive(nodes) == []


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


def test_reading_a_variable_orders_nothing() -> None:
    made = HandMade()
    assert not only_orders(made.run(made.value_of(made.variable("moving_mean"))))
