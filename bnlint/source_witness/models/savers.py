"""Checkpoints: which variables a Saver holds, what is written and what is read."""

from __future__ import annotations

from bnlint.engine.interpreter import Interpreter
from bnlint.engine.values import NONE, Arguments, BuiltinValue, Const, DictValue, ListValue, Unknown, Value
from bnlint.facts.events import CollectionRead, Restore, SaverMade
from bnlint.facts.graph import Variable
from bnlint.source_witness.api import Call, models
from bnlint.source_witness.models.collections import MoreVariables
from bnlint.source_witness.recorder import Recorder
from bnlint.source_witness.tensors import ObjectValue, TensorValue, VariableValue


class SaverValue(ObjectValue):
    """A `tf.train.Saver`."""

    __slots__ = ("made",)

    def __init__(self, call: Call, made: SaverMade) -> None:
        super().__init__(call.recorder, "tf.train.Saver", call.arguments)
        self.made = made


@models("tf.train.Saver")
def saver(call: Call) -> Value:
    """Without a list it holds the variables that exist when it is made (training/saver.py, 1.15)."""
    return SaverValue(call, saver_made(call.recorder, call.value("var_list")))


def saver_made(recorder: Recorder, listed: Value) -> SaverMade:
    whole = isinstance(listed, Const)
    chosen = frozenset(recorder.graph.variables) if whole else variables_in(recorder, listed)
    return recorder.event(SaverMade, variables=chosen, listed=not whole, collection=_collection(recorder, listed))


def variables_in(recorder: Recorder, listed: Value) -> frozenset[Variable] | None:
    """The variables that may be in a list or map; None where that cannot be seen."""
    found: set[Variable] = set()
    for _, single, _ in recorder.engine.leaves(listed):
        if isinstance(single, VariableValue):
            found.add(single.variable)
        elif isinstance(single, Const) and isinstance(single.value, str):
            found.update(v for v in recorder.graph.variables if _is_meant(single.value, v.name))
        elif not isinstance(single, (Const, MoreVariables)) and not _is_read(single):
            return None
    return frozenset(found)


def _is_meant(name: str, variable: str) -> bool:
    """`init_from_checkpoint` takes names and scopes; the scope `/` is all of them."""
    scope = name.rstrip("/")
    return variable == name or not scope or (name.endswith("/") and variable.startswith(f"{scope}/"))


def _is_read(value: Value) -> bool:
    return isinstance(value, TensorValue) and value.node.kind == "read"


def _collection(recorder: Recorder, listed: Value) -> str | None:
    """The collection that the list is, if it is one, or the trainable variables, if it leaves out none of them."""
    leaves = [leaf for _, leaf, _ in recorder.engine.leaves(listed)]
    nodes = {leaf.node for leaf in leaves if isinstance(leaf, TensorValue) and _is_read(leaf)}
    read = next((read.key for read in recorder.program.events(CollectionRead) if read.node in nodes), None)
    chosen = {leaf.variable for leaf in leaves if isinstance(leaf, VariableValue)}
    trainable = {variable for variable in recorder.graph.variables if variable.trainable}
    whole = isinstance(listed, ListValue) and trainable and trainable <= chosen
    return "trainable_variables" if read is None and whole else read


@models("tf.train.Saver.save")
def save(call: Call) -> Value:
    if isinstance(call.receiver, SaverValue):
        call.receiver.made.saves.append(call.recorder.spot())
    return Unknown("the checkpoint's path", harmless=True)


@models("tf.train.Saver.restore")
def restore(call: Call) -> Value:
    made = call.receiver.made if isinstance(call.receiver, SaverValue) else None
    if made is None:
        call.recorder.event(Restore, chosen=False, offered=call.recorder.offered)
    else:
        call.recorder.event(
            Restore, chosen=made.listed, variables=made.variables, listed=made.spot, collection=made.collection,
            offered=call.recorder.offered,
        )  # fmt: skip
    return NONE


@models("tf.train.init_from_checkpoint", "tf.contrib.framework.init_from_checkpoint",
        "tf.contrib.framework.assign_from_checkpoint")  # fmt: skip
def init_from_checkpoint(call: Call) -> Value:
    """From now on the variables of the map are initialised from a checkpoint."""
    given = call.value("var_list" if call.name.endswith("assign_from_checkpoint") else "assignment_map")
    _loaded(call.recorder, given)
    return NONE


@models("tf.contrib.framework.assign_from_checkpoint_fn")
def assign_from_checkpoint_fn(call: Call) -> Value:
    given = call.value("var_list")

    def load(engine: Interpreter, arguments: Arguments) -> Value:
        _loaded(call.recorder, given)
        return NONE

    return BuiltinValue("init_fn", load)


def _loaded(recorder: Recorder, given: Value) -> None:
    targets = given.entries.values() if isinstance(given, DictValue) and given.rest is None else None
    chosen: frozenset[Variable] | None = frozenset()
    for target in [given] if targets is None else [held for _, held in targets]:
        more = variables_in(recorder, target)
        chosen = None if more is None or chosen is None else chosen | more
    recorder.event(
        Restore, chosen=True, variables=chosen, listed=recorder.spot(), collection=_collection(recorder, given)
    )
