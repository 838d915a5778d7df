"""What runs with what, and what is computed from what, in graphs made by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.facts.graph import EdgeKind, Node, Reach, computed_from, forward, sources
from tests.facts.hand_made import BOTH, NOTHING, HandMade

READS = [NOTHING, frozenset({"inputs"}), frozenset({"output"}), BOTH]


def reached(made: HandMade, *roots: Node, surely: bool = False) -> list[Node]:
    reach = Reach(made.logic, [(root, made.always) for root in roots], surely=surely)
    return sorted(reach.nodes, key=lambda node: node.number)


class TestReach:
    def test_inputs_and_control_inputs_run(self) -> None:
        made = HandMade()
        image, update, other = made.node(), made.node(), made.node()
        loss = made.node(image)
        fetched = made.node(loss, waits=[update])
        assert reached(made, fetched) == [image, update, loss, fetched]
        assert other not in reached(made, fetched)

    def test_several_roots(self) -> None:
        made = HandMade()
        first, second = made.node(), made.node()
        assert reached(made, first, second) == [first, second]

    def test_a_gradient_does_not_read_the_loss(self) -> None:
        made = HandMade()
        update = made.node(kind="update")
        weights = made.node(kind="variable", reads=NOTHING)
        loss = made.node(weights, reads=NOTHING, scalar=True)
        barrier = made.node(loss, waits=[update], reads=NOTHING, scalar=True)
        gradient = made.node(kind="gradient", of=[barrier])
        assert reached(made, gradient) == [gradient]
        assert reached(made, barrier) == [update, weights, loss, barrier]

    def test_a_gradient_begins_with_a_tensor_of_the_shape_of_what_is_no_single_number(self) -> None:
        made = HandMade()
        update = made.node(kind="update")
        losses = made.node(made.node(), waits=[update], reads=NOTHING, scalar=False)
        assert update in reached(made, made.node(kind="gradient", of=[losses]))

    @pytest.mark.parametrize("reads", READS, ids=lambda reads: " ".join(sorted(reads)))
    def test_a_gradient_reads_what_its_formula_needs(self, reads: frozenset[str]) -> None:
        made = HandMade()
        before, after = made.node(kind="update"), made.node(kind="update")
        logits = made.node(waits=[before], reads=NOTHING)
        loss = made.node(logits, waits=[after], reads=reads, scalar=True)
        found = reached(made, made.node(kind="gradient", of=[loss]))
        assert (before in found) == bool(reads)
        assert (after in found) == ("output" in reads)

    def test_what_only_waits_has_no_gradient(self) -> None:
        made = HandMade()
        beyond = made.node()
        waited_on = made.node(beyond, reads=frozenset({"inputs"}))
        loss = made.node(waits=[waited_on], reads=NOTHING, scalar=True)
        assert reached(made, gradient := made.node(kind="gradient", of=[loss])) == [gradient]

    def test_conditions_are_carried_along(self) -> None:
        made = HandMade()
        first, second = made.option("first"), made.option("second")
        update = made.node(kind="update")
        group = made.node(waits=[made.edge(update, "control", first)])
        step = made.node(waits=[made.edge(group, "control", second), made.edge(update, "control", ~first)])
        reach = Reach(made.logic, [(step, made.always)])
        assert reach.condition(update) is (first & second) | ~first
        assert reach.condition(group) is second
        assert reach.condition(made.node()) is made.logic.false

    def test_contradictory_edges_lead_nowhere(self) -> None:
        made = HandMade()
        option = made.option("batch_norm")
        update = made.node(kind="update")
        group = made.node(waits=[made.edge(update, "control", option)])
        step = made.node(waits=[made.edge(group, "control", ~option)])
        assert update not in reached(made, step)

    def test_a_late_way_widens_what_lies_beyond(self) -> None:
        made = HandMade()
        option = made.option("option")
        update = made.node(kind="update")
        group = made.node(waits=[update])
        detour = made.node(group)
        step = made.node(made.edge(group, when=option), made.edge(detour, when=~option))
        reach = Reach(made.logic, [(step, made.always)])
        assert reach.condition(update).certain

    def test_unsure_edges_may_reach_but_do_not_surely(self) -> None:
        made = HandMade()
        update = made.node(kind="update")
        step = made.node(made.edge(update, sure=False))
        assert reached(made, step) == [update, step]
        assert reached(made, step, surely=True) == [step]

    def test_unsure_edges_below_a_gradient(self) -> None:
        made = HandMade()
        update = made.node(kind="update")
        loss = made.node(made.edge(update, sure=False), scalar=True)
        gradient = made.node(kind="gradient", of=[loss])
        assert update in reached(made, gradient)
        assert update not in reached(made, gradient, surely=True)

    def test_what_a_branch_makes_runs_only_when_it_is_taken(self) -> None:
        made = HandMade()
        taken = made.truth_of(made.placeholder())
        update = made.node(kind="update", runs=taken)
        reach = Reach(made.logic, [(made.node(waits=[update]), made.always)])
        assert reach.condition(update) is taken

    def test_what_a_branch_reads_from_outside_runs_anyway(self) -> None:
        made = HandMade()
        update = made.node(kind="update")
        inside = made.node(update, runs=made.truth_of(made.placeholder()))
        reach = Reach(made.logic, [(made.node(inside), made.always)])
        assert reach.condition(update).certain

    def test_what_is_behind_a_fed_value_does_not_run(self) -> None:
        made = HandMade()
        behind = made.node()
        fed = made.node(behind)
        reach = Reach(made.logic, [(made.node(fed), made.always)], fed={fed: made.always})
        assert reach.condition(fed).certain
        assert not reach.condition(behind).possible

    def test_what_is_behind_a_value_that_is_fed_at_times_runs_at_the_others(self) -> None:
        made = HandMade()
        behind, option = made.node(), made.option("option")
        fed = made.node(behind)
        reach = Reach(made.logic, [(made.node(fed), made.always)], fed={fed: option})
        assert reach.condition(behind) is ~option

    def test_what_is_behind_a_fed_value_runs_by_another_way(self) -> None:
        made = HandMade()
        behind = made.node()
        fed = made.node(behind)
        reach = Reach(made.logic, [(made.node(fed, behind), made.always)], fed={fed: made.always})
        assert reach.condition(behind).certain

    @given(st.lists(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["data", "control"]))), max_size=20))
    def test_without_gradients_it_is_the_set_of_ancestors(self, rows: list[list[tuple[int, EdgeKind]]]) -> None:
        made = HandMade()
        nodes: list[Node] = []
        ancestors: list[set[Node]] = []
        for row in rows:
            targets = [(index % len(nodes), kind) for index, kind in row if nodes]
            node = made.node(*(made.edge(nodes[index], kind) for index, kind in targets))
            ancestors.append({node}.union(*(ancestors[index] for index, _ in targets)))
            nodes.append(node)
        for node, expected in zip(nodes, ancestors, strict=True):
            assert set(reached(made, node)) == expected


class TestForward:
    def test_control_dependencies_are_left_aside(self) -> None:
        made = HandMade()
        update, image = made.node(kind="update"), made.node()
        loss = made.node(image, waits=[update])
        assert set(forward(made.logic, [(loss, made.always)])) == {image, loss}

    def test_through_gradients_or_not(self) -> None:
        made = HandMade()
        loss = made.node()
        gradient = made.node(kind="gradient", of=[loss])
        step = made.node(gradient, kind="step")
        assert set(forward(made.logic, [(step, made.always)])) == {loss, gradient, step}
        assert set(forward(made.logic, [(step, made.always)], frozenset({"data"}))) == {gradient, step}

    def test_conditions_are_carried_along(self) -> None:
        made = HandMade()
        first, second = made.option("first"), made.option("second")
        layer = made.node(kind="layer")
        loss = made.node(made.edge(layer, when=first), made.edge(made.node(layer), when=second))
        assert forward(made.logic, [(loss, made.always)])[layer] is first | second
        assert layer not in forward(made.logic, [(loss, ~first & ~second)])

    def test_nothing_behind_a_stop(self) -> None:
        made = HandMade()
        layer = made.node(kind="layer")
        logits = made.node(layer)
        loss = made.node(logits)
        assert set(forward(made.logic, [(loss, made.always)], stop={logits})) == {logits, loss}

    def test_behind_a_stop_by_another_way(self) -> None:
        made = HandMade()
        layer = made.node(kind="layer")
        logits = made.node(layer)
        loss = made.node(logits, layer)
        assert layer in forward(made.logic, [(loss, made.always)], stop={logits})

    def test_a_selection_is_computed_from_the_branch_that_it_passes_on(self) -> None:
        made = HandMade()
        flag = made.placeholder()
        taken = made.truth_of(flag)
        one, other = made.node(kind="layer"), made.node(kind="layer")
        selected = made.node(flag, made.edge(one, passes=taken), made.edge(other, passes=~taken))
        found = forward(made.logic, [(selected, made.always)])
        assert (found[one], found[other]) == (taken, ~taken)
        assert found[flag].certain

    def test_both_branches_of_a_selection_run_all_the_same(self) -> None:
        made = HandMade()
        flag = made.placeholder()
        taken = made.truth_of(flag)
        one, other = made.node(kind="layer"), made.node(kind="layer")
        selected = made.node(flag, made.edge(one, passes=taken), made.edge(other, passes=~taken))
        assert reached(made, selected) == [flag, one, other, selected]


def sources_of(made: HandMade) -> dict[Node, set[Node]]:
    return {node: set(found) for node, found in sources(made.program.nodes).items()}


class TestSources:
    """What values are computed from in the end."""

    def test_what_has_no_inputs_is_its_own_source(self) -> None:
        made = HandMade()
        images = made.node()
        assert sources_of(made) == {images: {images}}

    def test_all_that_leads_to_it(self) -> None:
        made = HandMade()
        images, labels = made.node(), made.node()
        logits = made.node(made.node(images))
        loss = made.node(logits, labels)
        found = sources_of(made)
        assert (found[logits], found[loss]) == ({images}, {images, labels})

    def test_not_variables(self) -> None:
        made = HandMade()
        images, kernel = made.node(), made.value_of(made.variable("kernel"))
        logits, penalty = made.node(images, kernel), made.node(kernel)
        found = sources_of(made)
        assert kernel not in found
        assert (found[logits], found[penalty]) == ({images}, set())

    def test_not_what_is_only_waited_on(self) -> None:
        made = HandMade()
        update, images = made.node(), made.node()
        logits, group = made.node(images, waits=[update]), made.node(waits=[update])
        found = sources_of(made)
        assert (found[logits], found[group]) == ({images}, {group})

    def test_through_gradients(self) -> None:
        made = HandMade()
        images = made.node()
        gradient = made.node(kind="gradient", of=[made.node(images)])
        assert sources_of(made)[gradient] == {images}

    def test_in_whatever_order_the_nodes_are_given(self) -> None:
        made = HandMade()
        images = made.node()
        logits = made.node(images)
        assert sources([logits, images])[logits] == {images}

    def test_what_adds_no_source_takes_no_memory(self) -> None:
        made = HandMade()
        images, labels = made.node(), made.node()
        loss = made.node(images, labels)
        total = made.node(images, loss)
        found = sources(made.program.nodes)
        assert found[total] is found[loss]

    @given(st.lists(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["data", "control"]))), max_size=20))
    def test_they_are_the_ancestors_without_inputs(self, rows: list[list[tuple[int, EdgeKind]]]) -> None:
        made = HandMade()
        nodes: list[Node] = []
        for row in rows:
            edges = [made.edge(nodes[index % len(nodes)], kind) for index, kind in row if nodes]
            nodes.append(made.node(*edges))
        found = sources(nodes)
        for node in nodes:
            ancestors = forward(made.logic, [(node, made.always)], frozenset({"data"}))
            assert found[node] == {n for n in ancestors if all(edge.kind == "control" for edge in n.edges)}


class TestComputedFrom:
    def test_what_follows_and_nothing_else(self) -> None:
        made = HandMade()
        images, kernel = made.node(), made.value_of(made.variable("kernel"))
        logits = made.node(images, kernel)
        loss = made.node(logits)
        made.node(images)
        assert computed_from([kernel], made.program.nodes) == {kernel, logits, loss}

    def test_from_any_of_several(self) -> None:
        made = HandMade()
        first, second, third = made.node(), made.node(), made.node()
        after = [made.node(first), made.node(second)]
        made.node(third)
        assert computed_from([first, second], made.program.nodes) == {first, second, *after}

    def test_not_what_only_waits_on_it(self) -> None:
        made = HandMade()
        update = made.node()
        made.node(made.node(), waits=[update])
        assert computed_from([update], made.program.nodes) == {update}

    def test_through_gradients(self) -> None:
        made = HandMade()
        loss = made.node()
        gradient = made.node(kind="gradient", of=[loss])
        assert computed_from([loss], made.program.nodes) == {loss, gradient}

    def test_in_whatever_order_the_nodes_are_given(self) -> None:
        made = HandMade()
        images = made.node()
        logits = made.node(images)
        loss = made.node(logits)
        assert computed_from([images], [loss, logits]) == {images, logits, loss}
