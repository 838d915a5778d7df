"""Breaks the way of the training flag: its feed, its way through the program's functions, its end in the layer."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from benchmarks.mutants.idioms import Bound, is_flag_name, is_literal
from benchmarks.mutants.mutation import Harm, Mutation, expression, replaced, without, without_element
from benchmarks.mutants.operators.operator import Code, Operator
from benchmarks.mutants.source import last


def flag_not_given_to_layer(code: Code) -> Iterator[Mutation]:
    """Without its flag contrib's layer trains, and another one does not."""
    for place, given in code.idioms.layer_flags():
        if isinstance(place, cst.Call) and isinstance(given, cst.Arg):
            trains = last(place.func) in ("batch_norm", "arg_scope")
            if not code.already(given.value, str(trains)):
                harms: Harm = "evaluation" if trains else "training"
                yield Mutation(given, {place: without(place, given)}, harms)
        elif isinstance(place, cst.Dict) and not code.already(given.value, "True"):
            yield Mutation(given, {place: without_element(place, given)}, "evaluation")


def argument_not_forwarded(code: Code) -> Iterator[Mutation]:
    for bound in code.idioms.bound():
        default = bound.parameter.default
        if not is_flag_name(bound.parameter.name.value) or default is None or not can_go(bound):
            continue
        value = bound.argument.value
        if not default.deep_equals(value) and not (is_literal(default) and code.already(value, last(default))):
            harms: Harm = "evaluation" if last(default) == "True" else "training" if is_literal(default) else "either"
            yield Mutation(bound.argument, {bound.call: without(bound.call, bound.argument)}, harms)


def can_go(bound: Bound) -> bool:
    """Whether the argument can be left out without moving others to other parameters."""
    behind = bound.call.args[list(bound.call.args).index(bound.argument) + 1 :]
    return bound.argument.keyword is not None or all(arg.keyword for arg in behind)


def always_true(code: Code) -> Iterator[Mutation]:
    return _always(code, "True", "evaluation")


def always_false(code: Code) -> Iterator[Mutation]:
    return _always(code, "False", "training")


def _always(code: Code, literal: str, harms: Harm) -> Iterator[Mutation]:
    layers = [given.value for _, given in code.idioms.layer_flags()]
    wrappers = [one.argument.value for one in code.idioms.bound() if is_flag_name(one.parameter.name.value)]
    for value in dict.fromkeys([*layers, *wrappers]):
        if not code.already(value, literal):
            yield replaced(value, expression(literal), harms)


def training_feed_dropped(code: Code) -> Iterator[Mutation]:
    for entry, flag, literal in code.idioms.feeds():
        if literal.value == "True" and last(flag) in code.idioms.with_default and isinstance(entry, cst.DictElement):
            display = code.source.around(entry, cst.Dict)
            assert display is not None
            yield Mutation(entry, {display: without_element(display, entry)}, "training")


def training_feed_false(code: Code) -> Iterator[Mutation]:
    return _fed(code, "True", "False", "training")


def evaluation_feed_true(code: Code) -> Iterator[Mutation]:
    return _fed(code, "False", "True", "evaluation")


def _fed(code: Code, old: str, new: str, harms: Harm) -> Iterator[Mutation]:
    fed = dict.fromkeys(literal for _, _, literal in code.idioms.feeds() if literal.value == old)
    yield from (replaced(literal, expression(new), harms) for literal in fed)


OPERATORS = (
    Operator(
        "flag-not-given-to-layer",
        "The layer's `training=` or `is_training=` is left out: in its call, an arg_scope or `normalizer_params`.",
        ("BN201", "BN202", "BN209"),
        flag_not_given_to_layer,
    ),
    Operator(
        "argument-not-forwarded",
        "A call of the program's own function leaves the flag out, and the default of the parameter is used.",
        ("BN201", "BN202", "BN203", "BN207", "BN209", "BN214"),
        argument_not_forwarded,
    ),
    Operator(
        "flag-always-true",
        "True is passed in the place of the flag.",
        ("BN203", "BN207", "BN208", "BN209"),
        always_true,
    ),
    Operator(
        "flag-always-false",
        "False is passed in the place of the flag.",
        ("BN209", "BN214"),
        always_false,
    ),
    Operator(
        "training-feed-dropped",
        "Training no longer feeds the flag, whose default is used.",
        ("BN206",),
        training_feed_dropped,
    ),
    Operator(
        "training-feed-false",
        "Training feeds False.",
        ("BN206", "BN214"),
        training_feed_false,
    ),
    Operator(
        "evaluation-feed-true",
        "Evaluation feeds True.",
        ("BN207", "BN208"),
        evaluation_feed_true,
    ),
)
