"""Which updates a training step leaves undone, and why, in programs made by hand."""

from __future__ import annotations

from bnlint.conditions import Condition
from bnlint.facts.events import LayerCall
from bnlint.facts.graph import Node
from bnlint.facts.updates import Undone, undone_updates
from tests.facts.hand_made import NOTHING, HandMade


def undone(made: HandMade) -> list[Undone]:
    return list(undone_updates(made.program))


class TestWhetherTheyAreDone:
    def test_a_step_that_waits_on_nothing(self) -> None:
        made = HandMade()
        layer = made.layer(made.node())
        step = made.step(made.loss_of(layer))
        made.run(step.node)
        found = undone(made)
        assert [(u.step, u.layer, u.update) for u in found] == [(step, layer, update) for update in layer.updates]
        assert all(u.when.certain and u.shown for u in found)
        assert all((u.early, u.blocks, u.barriers) == ((), (), ()) for u in found)

    def test_a_step_that_waits_on_all(self) -> None:
        made = HandMade()
        layer = made.layer()
        made.run(made.step(made.loss_of(layer), *layer.updates).node)
        assert undone(made) == []

    def test_a_step_of_code_whose_other_step_is_run_is_there_to_evaluate(self) -> None:
        for same_code in (False, True):
            made = HandMade()
            layer = made.layer()
            trained, idle = made.step(made.loss_of(layer)), made.step(made.loss_of(layer))
            if same_code:
                idle.spot = trained.spot
            made.run(trained.node)
            assert {u.step for u in undone(made)} == ({trained} if same_code else {trained, idle})

    def test_what_a_step_trains_through_but_another_one_trains(self) -> None:
        made = HandMade()
        generator = made.layer(scope="generator")
        discriminator = made.layer(generator.node, scope="discriminator")
        loss = made.loss_of(discriminator)
        steps = [made.step(loss, of=layer.weights) for layer in (generator, discriminator)]
        made.run(*(step.node for step in steps))
        assert {(u.step, u.layer) for u in undone(made)} == set(zip(steps, (generator, discriminator), strict=True))

    def test_what_no_step_trains_is_left_to_none(self) -> None:
        made = HandMade()
        frozen, head = made.layer(scope="frozen"), made.layer(scope="head")
        step = made.step(made.node(made.loss_of(frozen), made.loss_of(head), scalar=True), of=head.weights)
        made.run(step.node)
        assert {u.layer for u in undone(made)} == {frozen, head}

    def test_a_step_that_waits_on_one_of_two(self) -> None:
        made = HandMade()
        layer = made.layer()
        made.run(made.step(made.loss_of(layer), layer.updates[0]).node)
        assert [u.update for u in undone(made)] == [layer.updates[1]]

    def test_a_layer_that_does_not_train_has_nothing_to_do(self) -> None:
        made = HandMade()
        layer = made.layer(trains=made.logic.false)
        made.run(made.step(made.loss_of(layer)).node)
        assert undone(made) == []

    def test_a_layer_that_the_loss_does_not_go_through(self) -> None:
        made = HandMade()
        layer = made.layer()
        made.layer(scope="other")
        made.run(made.step(made.loss_of(layer), *layer.updates).node)
        assert undone(made) == []

    def test_a_layer_that_updates_in_place(self) -> None:
        made = HandMade()
        layer = made.layer(collection=None)
        made.run(made.step(made.loss_of(layer)).node)
        assert undone(made) == []

    def test_nothing_here_relies_on_a_layer_that_always_normalises_by_the_batch(self) -> None:
        made = HandMade()
        layer = made.layer(flag="python")
        made.run(made.step(made.loss_of(layer)).node)
        assert [u.relied for u in undone(made)] == [False] * len(layer.updates)

    def test_a_flag_that_may_be_false_is_there_for_the_statistics(self) -> None:
        made = HandMade()
        made.run(made.step(made.loss_of(made.layer())).node)
        assert all(u.relied for u in undone(made))

    def test_another_call_normalises_by_the_statistics(self) -> None:
        made = HandMade()
        layer = made.layer(flag="python")
        made.run(made.step(made.loss_of(layer)).node)
        made.layer(flag="python", trains=made.logic.false, statistics=layer.statistics)
        found = undone(made)
        assert [u.update for u in found] == list(layer.updates)
        assert all(u.relied for u in found)

    def test_no_step_no_duty(self) -> None:
        made = HandMade()
        made.run(made.layer().node)
        assert undone(made) == []

    def test_only_under_an_option(self) -> None:
        made = HandMade()
        option = made.option("FLAGS.batch_norm")
        layer = made.layer(trains=option)
        made.run(made.step(made.loss_of(layer)).node)
        assert {u.when for u in undone(made)} == {option}

    def test_waited_on_under_an_option(self) -> None:
        made = HandMade()
        layer, option = made.layer(), made.option("FLAGS.update")
        gate = made.node(waits=[made.edge(update, "control", option) for update in layer.updates])
        made.run(made.step(made.loss_of(layer), gate).node)
        assert {u.when for u in undone(made)} == {~option}

    def test_what_may_be_waited_on_is_not_undone_where_that_cannot_be_followed(self) -> None:
        for waits in (True, False):
            made = HandMade()
            layer, opaque = made.layer(), made.logic.symbol("many", "opaque", "a combination of many conditions")
            gate = made.node(waits=[made.edge(update, "control", opaque) for update in layer.updates if waits])
            made.run(made.step(made.loss_of(layer), gate).node)
            assert len(undone(made)) == (0 if waits else 2)

    def test_nothing_is_said_of_a_program_that_was_not_followed_to_its_end(self) -> None:
        made = HandMade()
        made.run(made.step(made.loss_of(made.layer())).node)
        made.program.complete = False
        assert undone(made) == []

    def test_an_unsure_wait_may_do_it(self) -> None:
        made = HandMade()
        layer = made.layer()
        gate = made.node(*(made.edge(update, sure=False) for update in layer.updates))
        made.run(made.step(made.loss_of(layer), gate).node)
        assert undone(made) == []


class TestOtherRuns:
    def trained(self, made: HandMade, when: Condition | None = None) -> tuple[LayerCall, Node]:
        layer = made.layer()
        step = made.step(made.loss_of(layer), when=when)
        return layer, step.node

    def test_fetched_together(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        made.run(step, *layer.updates)
        assert undone(made) == []

    def test_a_run_of_their_own_in_the_same_round(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        made.run(step, rounds=(1,))
        made.run(*layer.updates, rounds=(1,))
        assert undone(made) == []

    def test_a_run_of_nothing_else_anywhere_is_deliberate(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        made.run(step, rounds=(1, 2))
        made.run(*layer.updates, when=made.varying("every tenth step"))
        assert undone(made) == []

    def test_behind_a_value_that_is_logged_every_round(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        summary = made.node(layer.node, waits=layer.updates)
        made.run(step, rounds=(1,))
        made.run(summary, rounds=(1,))
        assert undone(made) == []

    def test_behind_a_value_that_is_logged_now_and_then(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        summary = made.node(layer.node, waits=layer.updates)
        made.run(step, rounds=(1,))
        made.run(summary, rounds=(1,), when=made.varying("step % 100 == 0"))
        assert [u.update for u in undone(made)] == list(layer.updates)

    def test_behind_a_value_that_is_logged_after_training(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        summary = made.node(layer.node, waits=layer.updates)
        made.run(step, rounds=(1,))
        made.run(summary)
        assert [u.update for u in undone(made)] == list(layer.updates)

    def test_one_training_run_of_two_leaves_them_undone(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        made.run(step, *layer.updates, rounds=(1,))
        made.run(step, rounds=(2,))
        assert [u.update for u in undone(made)] == list(layer.updates)

    def test_where_no_run_was_seen_what_waits_on_the_step_is_imagined(self) -> None:
        made = HandMade()
        layer, step = self.trained(made)
        applied = made.node(waits=[step])
        assert len(undone(made)) == 2
        made = HandMade()
        layer, step = self.trained(made)
        applied = made.node(waits=[step])
        made.node(waits=[applied, *layer.updates])
        assert undone(made) == []

    def test_where_no_run_was_seen_the_bare_step_is_imagined(self) -> None:
        made = HandMade()
        layer, _ = self.trained(made)
        found = undone(made)
        assert [u.update for u in found] == list(layer.updates)
        assert not any(u.shown for u in found)


class TestStrangers:
    def test_who_has_the_step_may_run_more(self) -> None:
        made = HandMade()
        layer = made.layer()
        step = made.step(made.loss_of(layer))
        escape = made.escape(step.node)
        assert undone(made) == []
        assert list(made.program.unknowns) == [f"unseen at train.py:{escape.spot.place.line} may run the update ops"]

    def test_who_has_one_update_may_run_that_one(self) -> None:
        made = HandMade()
        layer = made.layer()
        made.run(made.step(made.loss_of(layer)).node)
        made.escape(layer.updates[0])
        assert [u.update for u in undone(made)] == [layer.updates[1]]

    def test_who_has_the_list_may_run_what_it_holds(self) -> None:
        made = HandMade()
        layer = made.layer()
        read = made.read(*layer.updates)
        made.run(made.step(made.loss_of(layer)).node)
        made.escape(read.node)
        assert undone(made) == []

    def test_who_has_an_empty_list_can_run_nothing(self) -> None:
        made = HandMade()
        read = made.read()
        layer = made.layer()
        made.run(made.step(made.loss_of(layer)).node)
        made.escape(read.node)
        assert len(undone(made)) == 2
        assert not made.program.unknowns


class TestWhy:
    def test_read_before_the_layer(self) -> None:
        made = HandMade()
        read = made.read()
        layer = made.layer()
        made.run(made.step(made.loss_of(layer), read.node).node)
        assert {u.early for u in undone(made)} == {(read,)}

    def test_an_early_read_that_nothing_waits_on_explains_nothing(self) -> None:
        made = HandMade()
        made.read()
        layer = made.layer()
        made.run(made.step(made.loss_of(layer)).node)
        assert {u.early for u in undone(made)} == {()}

    def test_an_early_read_of_another_collection_or_of_a_scope_explains_nothing(self) -> None:
        made = HandMade()
        reads = [made.read(key="losses"), made.read(scope="tower_0")]
        layer = made.layer()
        made.run(made.step(made.loss_of(layer), *(read.node for read in reads)).node)
        assert {u.early for u in undone(made)} == {()}

    def test_read_between_two_layers(self) -> None:
        made = HandMade()
        first = made.layer(scope="first")
        read = made.read(*first.updates)
        second = made.layer(first.node, scope="second")
        made.run(made.step(made.loss_of(second), read.node, *first.updates).node)
        assert {(u.layer, u.early) for u in undone(made)} == {(second, (read,))}

    def test_a_block_that_the_step_is_not_created_in(self) -> None:
        made = HandMade()
        layer = made.layer()
        block = made.block(*layer.updates, created=[made.node(waits=layer.updates)])
        made.run(made.step(made.loss_of(layer)).node)
        assert {u.blocks for u in undone(made)} == {(block,)}

    def test_a_block_of_programs_that_do_not_make_the_step_explains_nothing(self) -> None:
        made = HandMade()
        layer, option = made.layer(), made.option("FLAGS.multi_gpu")
        block = made.block(*layer.updates, created=[made.node(waits=layer.updates)])
        block.condition = ~option
        made.run(made.step(made.loss_of(layer), when=option).node)
        assert {u.blocks for u in undone(made)} == {()}

    def test_a_block_that_waits_on_something_else(self) -> None:
        made = HandMade()
        layer = made.layer()
        made.block(made.node())
        made.block()
        made.run(made.step(made.loss_of(layer)).node)
        assert {u.blocks for u in undone(made)} == {()}

    def test_barriers_on_the_way_to_the_loss_nearest_first(self) -> None:
        made = HandMade()
        layer = made.layer()
        loss = made.node(layer.node, scalar=True)
        first = made.node(loss, waits=layer.updates, reads=NOTHING, scalar=True)
        second = made.node(first, waits=layer.updates, reads=NOTHING, scalar=True)
        made.run(made.step(second).node)
        assert {u.barriers for u in undone(made)} == {(second, first)}

    def test_a_barrier_that_the_gradient_reads_does_its_work(self) -> None:
        made = HandMade()
        layer = made.layer()
        root = made.node(layer.node, waits=layer.updates, reads=frozenset({"output"}), scalar=True)
        made.run(made.step(root).node)
        assert undone(made) == []
