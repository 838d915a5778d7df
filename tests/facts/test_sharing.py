"""Which evaluations read a network that nobody trains, in programs made by hand."""

from __future__ import annotations

import pytest

from bnlint.facts.events import LayerCall, Run
from bnlint.facts.sharing import Unshared, unshared_evaluations
from tests.facts.hand_made import HandMade

MAIN_TRAIN, MAIN_TEST, BODY = 100, 101, 200
"""Lines: the two calls of the network's function, and the layer in it."""


class Twice(HandMade):
    """A network trained, and built once more for evaluation, with variables of its own unless told."""

    def __init__(self, *, shared: bool = False, test_line: int = MAIN_TEST, guessed: bool = False) -> None:
        super().__init__()
        self.trained = self.layer(scope="bn", chain=(MAIN_TRAIN, BODY))
        self.train = self.step(self.node(self.trained.node, scalar=True), *self.trained.updates)
        own = tuple(self.variable(f"bn_1/{name}", guessed=guessed) for name in ("moving_mean", "moving_variance"))
        self.tested = self.layer(
            scope="bn_1",
            chain=(test_line, BODY),
            trains=self.logic.false,
            flag="python",
            statistics=self.trained.statistics if shared else own,
        )
        self.run(self.train.node, rounds=(1,))

    def evaluate(self, layer: LayerCall | None = None) -> Run:
        return self.run(self.node((layer or self.tested).node))


def unshared(made: HandMade) -> list[Unshared]:
    return list(unshared_evaluations(made.program))


def test_an_evaluation_of_a_second_network() -> None:
    made = Twice()
    run = made.evaluate()
    (found,) = unshared(made)
    assert (found.layer, found.twin, found.step, found.run) == (made.tested, made.trained, made.train, run)
    assert (found.place.line, found.twin_place.line) == (MAIN_TEST, MAIN_TRAIN)
    assert found.when.certain


def test_a_loop_that_builds_both_is_one_place() -> None:
    made = Twice(test_line=MAIN_TRAIN)
    made.evaluate()
    (found,) = unshared(made)
    assert found.place == found.twin_place
    assert found.place.line == BODY


def test_each_layer_once() -> None:
    made = Twice()
    made.evaluate()
    made.evaluate()
    assert len(unshared(made)) == 1


def test_nobody_evaluates_it() -> None:
    assert unshared(Twice()) == []


def test_a_run_that_trains_is_no_evaluation() -> None:
    made = Twice()
    made.run(made.train.node, made.tested.node)
    assert unshared(made) == []


def test_evaluating_what_was_trained() -> None:
    made = Twice()
    made.evaluate(made.trained)
    assert unshared(made) == []


def test_the_variables_are_shared() -> None:
    made = Twice(shared=True)
    made.evaluate()
    assert unshared(made) == []


def test_names_that_are_guesses_prove_nothing() -> None:
    made = Twice(guessed=True)
    made.evaluate()
    assert unshared(made) == []


def test_something_writes_them() -> None:
    made = Twice()
    made.node(kind="assign", variable=made.tested.statistics[0])
    made.evaluate()
    assert unshared(made) == []


@pytest.mark.parametrize(("chosen", "count"), [(True, 0), (False, 1)])
def test_a_restore_of_chosen_variables_may_write_them(chosen: bool, count: int) -> None:
    made = Twice()
    made.restore(chosen=chosen)
    made.evaluate()
    assert len(unshared(made)) == count


def test_a_session_in_strange_hands_may_load_them() -> None:
    made = Twice()
    made.escape(session=True)
    made.evaluate()
    assert unshared(made) == []
    assert list(made.program.unknowns) == ["a session was handed to code that cannot be seen, which may load variables"]


def test_a_session_in_strange_hands_afterwards_changes_nothing() -> None:
    made = Twice()
    made.evaluate()
    made.escape(session=True)
    assert len(unshared(made)) == 1


def test_a_layer_without_a_trained_twin() -> None:
    made = HandMade()
    made.run(made.layer(trains=made.logic.false, flag="python", chain=(MAIN_TEST, BODY)).node)
    assert unshared(made) == []


def test_a_flag_that_is_a_tensor_shares_nothing_but_is_another_matter() -> None:
    made = HandMade()
    trained = made.layer(chain=(MAIN_TRAIN, BODY))
    made.run(made.step(made.node(trained.node, scalar=True)).node)
    made.run(made.layer(scope="bn_1", chain=(MAIN_TEST, BODY), flag="tensor").node)
    assert unshared(made) == []


def test_nothing_is_said_of_a_program_that_was_not_followed_to_its_end() -> None:
    made = Twice()
    made.evaluate()
    made.program.complete = False
    assert unshared(made) == []


def test_the_twin_on_the_longest_common_way() -> None:
    made = HandMade()
    twins = [made.layer(scope=f"bn_{line}", chain=(line, BODY)) for line in (MAIN_TRAIN, MAIN_TEST)]
    for twin in twins:
        made.run(made.step(made.node(twin.node, scalar=True)).node)
    tested = made.layer(scope="bn_2", chain=(MAIN_TEST, BODY), trains=made.logic.false, flag="python")
    made.run(tested.node)
    (found,) = unshared(made)
    assert found.twin is twins[1]
