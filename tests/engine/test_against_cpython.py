"""Whatever the engine calls a known value is what CPython computes, on generated programs.

With nothing unknown, every value has to be CPython's. With some names unknown, the engine follows all paths at once:
for each way to assign values to those names, the alternative that holds under it has to be CPython's value.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping

from hypothesis import HealthCheck, Phase, assume, given, settings

from bnlint.engine.values import Unknown
from tests.engine.cpython import compiled, is_same, names_after, sizes
from tests.engine.generated import programs
from tests.engine.programs import Assignment, NotKnown, Ran, plain, run

LONGEST = 60
"""The engine follows 64 rounds of a loop; programs with longer lists are set aside."""
INPUTS = {"P": "bool", "Q": "bool", "R": "bool", "S": "str"}
ASSIGNMENTS: list[dict[str, object]] = [
    dict(zip(INPUTS, values, strict=True)) for values in itertools.product(*[(True, False)] * 3, ("a", "b", "z"))
]

generated = settings(
    derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


def compare(ran: Ran, expected: Mapping[str, object], under: Assignment) -> Counter[str]:
    """Compares every name; counts the known and the unknown ones."""
    counted: Counter[str] = Counter()
    for name, value in expected.items():
        assert name in ran.module.attributes, f"{name} is {value!r}, and unbound for the engine"
        try:
            known = plain(ran[name], under)
        except NotKnown:
            counted["unknown"] += 1
            continue
        counted["known"] += 1
        assert is_same(known, value), f"{name} is {value!r}, and for the engine {known!r}"
    return counted


def followed(program: str) -> Counter[str]:
    """A program without unknowns."""
    expected = names_after(compiled(program))
    assume(expected is not None)
    assert expected is not None
    assume(max(itertools.chain(*map(sizes, expected.values())), default=0) <= LONGEST)
    ran = run(program, bounded=False)
    assert ran.complete
    return compare(ran, expected, Assignment(ran.engine))


@settings(generated, max_examples=300)
@given(programs())
def test_known_values_are_those_of_cpython(program: str) -> None:
    followed(program)


def test_nearly_all_values_are_known() -> None:
    """Unknown is always right, so it has to be rare."""
    counted: Counter[str] = Counter()

    @settings(generated, max_examples=150)
    @given(programs())
    def count(program: str) -> None:
        counted.update(followed(program))

    count()
    assert counted["known"] > 2000
    assert counted["known"] / counted.total() > 0.97, counted


@settings(generated, max_examples=150)
@given(programs(INPUTS))
def test_every_path_is_that_of_cpython(program: str) -> None:
    counted = followed_on_every_path(program)
    assume(counted.total())


def test_nearly_all_values_are_known_on_every_path() -> None:
    counted: Counter[str] = Counter()

    @settings(generated, max_examples=60)
    @given(programs(INPUTS))
    def count(program: str) -> None:
        counted.update(followed_on_every_path(program))

    count()
    assert counted["known"] > 10_000
    assert counted["known"] / counted.total() > 0.95, counted


def followed_on_every_path(program: str) -> Counter[str]:
    code = compiled(program)
    outcomes = [(inputs, names_after(code, inputs)) for inputs in ASSIGNMENTS]
    known = [(inputs, names) for inputs, names in outcomes if names is not None]
    assume(len(known) == len(outcomes))
    assume(all(size <= LONGEST for _, names in known for value in names.values() for size in sizes(value)))
    unknowns = {name: Unknown(name, stable=True) for name in INPUTS}
    ran = run(program, unknowns=unknowns, bounded=False)
    assert ran.complete
    counted: Counter[str] = Counter()
    for inputs, names in known:
        under = Assignment(ran.engine, {unknowns[name]: value for name, value in inputs.items()})
        counted += compare(ran, names, under)
    return counted
