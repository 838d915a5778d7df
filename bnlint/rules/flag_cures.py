"""The repairs that several rules of training flags hand out: who is given which flag, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bnlint.facts.events import Fed, LayerCall, Named, Run
from bnlint.facts.graph import Node, Spot, shared_calls
from bnlint.facts.program import Program
from bnlint.facts.roles import words
from bnlint.findings.repair import Change, Feed, GiveArgument, Literal, Name, Repair, Replace, Taken, TakeParameter
from bnlint.sources.places import Place

_TRAINING: Final = frozenset("train training phase trainable".split())
_OTHERS: Final = frozenset("test testing infer inference eval evaluation valid validation".split())


def flag_cures(program: Program, layer: LayerCall, only: Node | None = None) -> tuple[Repair, ...]:
    """Ways to give the layer the training flag, or `only` this one, where that has a name on the way there.

    Training feeds it then, if it does not yet and would run by its default.
    """
    return _and_fed(program, layer, _given(program, layer, only))


def _given(program: Program, layer: LayerCall, only: Node | None) -> tuple[Repair, ...]:
    scoped = _scoped(program, layer, only)
    if scoped:
        return scoped
    place, keyword, inside = _deciding_call(layer)
    if keyword is None or place not in layer.spot.chain:
        return ()
    at = len(layer.spot.chain) - 1 - layer.spot.chain[::-1].index(place)
    name = flag_named(program, _others_in_scope(layer), at, only)
    if name is not None:
        title = f"Pass the training flag, `{'.'.join(name.parts)}`, in this call."
        return (Repair("give-flag", title, (GiveArgument(place, keyword, name, inside),)),)
    return _forwarded(program, layer, at, GiveArgument(place, keyword, Taken(keyword), inside), only)


def _scoped(program: Program, layer: LayerCall, only: Node | None) -> tuple[Repair, ...]:
    """The flag in the innermost argument scope that may give it to the layer, and to no other function, where it has a
    name there."""
    keyword = layer.parameter
    if keyword is None or layer.flag != "absent":
        return ()
    for scope in layer.scopes:
        at = None if scope.spot is None else activation_of(scope.spot, layer.spot)
        name = None if at is None else flag_named(program, _others_in_scope(layer), at, only)
        if scope.spot is not None and name is not None and not (scope.shared and scope.inside is None):
            title = f"Pass the training flag, `{'.'.join(name.parts)}`, in this argument scope."
            return (Repair("give-flag", title, (GiveArgument(scope.spot.place, keyword, name, scope.inside),)),)
    return ()


def activation_of(frame: Spot, inner: Spot) -> int | None:
    """The number of the call that leads to `inner` from the activation of the function in which `frame` lies; None
    where that is over, or is that of another file, at whose top level neither was called."""
    depth = len(frame.chain) - 1
    inside = shared_calls(frame, inner) >= depth and frame.chain[depth].path == inner.chain[depth].path
    return depth if inside else None


def _deciding_call(layer: LayerCall) -> tuple[Place, str | None, str | None]:
    """The call that should say the mode, and how its argument is called: a wrapper's, or that of the layer itself."""
    origin = layer.origin
    if origin is not None and origin.left_out is not None:
        return origin.left_out, origin.parameter, None
    return layer.spot.place, layer.parameter, layer.inside


def _forwarded(
    program: Program, layer: LayerCall, at: int, given: GiveArgument, only: Node | None
) -> tuple[Repair, ...]:
    """The flag handed down from the nearest function that has it: each on the way takes it, and hands it on."""
    keyword = given.keyword
    for outer in range(at - 1, -1, -1):
        name = flag_named(program, _others_in_scope(layer), outer, only)
        callees = layer.callees[outer:at]
        if name is None or None in callees:
            continue
        default = Literal(layer.trains.certain)
        changes: list[Change] = [given, GiveArgument(layer.spot.chain[outer], keyword, name)]
        changes += [GiveArgument(place, keyword, Taken(keyword)) for place in layer.spot.chain[outer + 1 : at]]
        changes += [TakeParameter(c.path, c.line, keyword, default) for c in callees if c is not None]
        title = f"Hand the training flag, `{'.'.join(name.parts)}`, down to this call, as a new parameter `{keyword}`."
        return (Repair("forward-flag", title, tuple(changes), safe=False),)
    return ()


def _others_in_scope(layer: LayerCall) -> list[Named]:
    """The flags that have names on the way to the layer, but for what says of its mode what it is anyway."""
    known = layer.trains.certain, not layer.trains.possible
    return [named for named in layer.in_scope if named.value is None or not known[0 if named.value else 1]]


def flag_named(program: Program, in_scope: Iterable[Named], at: int, only: Node | None = None) -> Name | None:
    """What a training flag is called where call number `at` is made, unless several may be meant."""
    there = [named for named in in_scope if named.at == at and (only is None or named.node is only)]
    if only is None:
        there = [named for named in there if _is_for_training(named)]
        there = [named for named in there if named.node is not None] or there
    if len({named.node or named.parts for named in there}) != 1:
        return None
    return Name(min((named.parts for named in there), key=lambda parts: (len(parts), parts)))


def _is_for_training(named: Named) -> bool:
    """Whether it says so that it is true in training."""
    said = words(named.parts[-1:])
    return not said.isdisjoint(_TRAINING) and said.isdisjoint(_OTHERS)


def instead_of_constant(program: Program, layer: LayerCall, only: Node | None = None) -> tuple[Repair, ...]:
    """The flag, or `only` this one, where a function or a call on the way to the layer has a constant for it.

    Within a function that has to be a placeholder: a bool may well be that constant.
    """
    origin = layer.origin
    if origin is None or origin.parameter is not None:
        return ()
    functions = (None, *layer.callees)
    for at, (call, function) in enumerate(zip(layer.spot.chain, functions, strict=False)):
        flags = _others_in_scope(layer)
        around = [named for named in flags if named.node is not None or call.contains(origin.place)]
        name = flag_named(program, around, at, only)
        is_here = call.contains(origin.place) or (function is not None and function.contains(origin.place))
        if is_here and name is not None:
            return _and_fed(program, layer, replaced_origin(layer, name))
    return ()


def _and_fed(program: Program, layer: LayerCall, ways: tuple[Repair, ...]) -> tuple[Repair, ...]:
    """The ways, each together with the feeds of a flag that it gives, where no training run feeds that; without those
    that give a flag which is to be fed where it has no name."""
    trains = [step for step in program.steps if any(layer is other for other, _ in program.trained_layers(step))]
    runs = [run for step in trains for run in program.runs_of(step) if run.complete]
    found = []
    for way in ways:
        values = [change.value for change in way.changes if isinstance(change, (GiveArgument, Replace))]
        names = {value.parts for value in values if isinstance(value, Name)}
        flags = {named.node: None for named in layer.in_scope if named.parts in names and named.node is not None}
        unfed = [flag for flag in flags if _runs_by_default(program, runs, flag)]
        feeds = [fed_as_well(program, runs, flag) for flag in unfed]
        if all(feeds):
            changes = (*way.changes, *(change for fed, *_ in feeds for change in fed.changes))
            title = f"{way.title} Feed it `True` in training." if feeds else way.title
            found.append(replace(way, title=title, changes=changes))
    return tuple(found)


def _runs_by_default(program: Program, runs: Iterable[Run], flag: Node) -> bool:
    """Whether a run leaves the flag to its default, False."""
    default = program.defaults.get(flag)
    unfed = any(all(fed.node is not flag for fed in run.feeds) for run in runs)
    return default is not None and not default.possible and unfed


def replaced_origin(layer: LayerCall, value: Name | Literal, inside: Place | None = None) -> tuple[Repair, ...]:
    """Another value where the program writes the flag of a layer, if it does so in the call `inside`."""
    origin = layer.origin
    if origin is None or origin.parameter is not None or (inside is not None and not inside.contains(origin.place)):
        return ()
    return (_replaced(origin.place, value),)


def _replaced(place: Place, value: Name | Literal) -> Repair:
    shown = ".".join(value.parts) if isinstance(value, Name) else value.value
    return Repair("replace-flag", f"Write `{shown}` for the training flag.", (Replace(place, value),))


def fed_otherwise(program: Program, run: Run, flag: Node | None, value: bool) -> tuple[Repair, ...]:
    """The other value where the program writes what a run feeds for a flag; for what is no bool, in the run."""
    fed: Fed | None = next((fed for fed in run.feeds if fed.node is flag), None)
    if fed is None or flag is None or (fed.truth.certain if value else not fed.truth.possible):
        return ()
    title = f"Feed `{value}` for the training flag."
    if not fed.boolean and (fed.truth.certain or not fed.truth.possible):
        name = flag_named(program, run.in_scope, len(run.spot.chain) - 1, flag)
        return () if name is None else (Repair("feed-flag", title, (Feed(run.spot.place, name, Literal(value)),)),)
    if fed.origin is None or fed.origin.parameter is not None:
        return ()
    return (Repair("feed-flag", title, (Replace(fed.origin.place, Literal(value)),)),)


def fed_as_well(program: Program, runs: Iterable[Run], flag: Node) -> tuple[Repair, ...]:
    """True for a flag, in training runs that do not feed it."""
    changes: list[Change] = []
    for run in runs:
        if all(fed.node is not flag for fed in run.feeds):
            name = flag_named(program, run.in_scope, len(run.spot.chain) - 1, flag)
            if name is None:
                return ()
            changes.append(Feed(run.spot.place, name, Literal(True)))
    return (Repair("feed-flag", "Feed `True` for the training flag in training.", tuple(changes)),) if changes else ()
