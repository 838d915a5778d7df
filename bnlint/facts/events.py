"""What happened while the program ran, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bnlint.conditions import Condition
from bnlint.facts.graph import Edge, Node, Spot, Variable
from bnlint.sources.places import Place

FlagKind = Literal["absent", "literal", "python", "tensor", "unknown"]
"""How the training flag was given: left at its default, written out in the call, a Python value from elsewhere, a
tensor, or something that cannot be seen."""


Mode = Literal["train", "eval", "infer"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the program writes the `True` or `False` that became a training flag.

    `place` is where it is written. Where it is the default of a parameter, `parameter` is its name and `left_out` the
    call that does not give it.
    """

    place: Place
    parameter: str | None = None
    left_out: Place | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What the program calls a training flag where it makes the call number `at`, from 0, of a chain.

    `parts` are joined by dots. `node` is the placeholder that it is; None for a Python bool, which is `value` where it
    surely is that.
    """

    at: int
    parts: tuple[str, ...]
    node: Node | None
    value: bool | None = None


@dataclass(frozen=True, slots=True)
class Scoped:
    """An `arg_scope` in force where a layer is made: by default, it `gives` these parameters to the layer itself, or
    among them `inside`, which holds such parameters, to the one that calls it. `spot` is that of the call that makes
    it; None for one that comes with slim. `shared`: other functions get the same."""

    spot: Spot | None
    gives: frozenset[str]
    shared: bool
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An argument in another's place: `parameter` of a normalising layer is given `value`, in the call at `place`.

    `flag` is where that is the training flag, and written in the layer's own call.
    """

    place: Place
    parameter: str
    value: str
    flag: Place | None = None


@dataclass(frozen=True, slots=True)
class Fed:
    """A value that a run is given for a tensor.

    `truth` is whether it is true, as far as is known; `text` what the program calls the value; `boolean` if it surely
    is one of `True` and `False`. `value` is the same object for the same value; None for constants. `origin` is where
    a `True` or `False` is written.
    """

    node: Node
    condition: Condition
    truth: Condition
    text: str
    boolean: bool
    value: object = None
    origin: Origin | None = None


@dataclass(eq=False, kw_only=True, slots=True)
class Event:
    number: int
    spot: Spot
    condition: Condition
    graph: int


@dataclass(eq=False, kw_only=True, slots=True)
class LayerCall(Event):
    """A normalising layer was called: once per call, though calls may share variables.

    `trains` says when it normalises by the batch; with a tensor flag, which each run decides anew, by that tensor's
    symbol. `updates` are the operations that write the moving statistics, in `collection` (None: they run with the
    output). `origin` is where a Python flag comes from, if that is known. `written_out` is a normalisation that the
    program makes of single operations; without `statistics` it always normalises by the batch, and its spot is where
    the moments are taken. `parameter` is what the flag is called in the call at its spot, `inside` the parameter of
    that call which takes it for a layer that this one calls; `scopes` may give both, the innermost first. For a layer
    whose flag is no tensor, `in_scope` are the flags that have names on the way there, and `callees` where the
    functions are defined that the calls of its chain call. `dropped`: the call stands alone, or its result has a name
    that the function never reads.
    """

    node: Node
    api: str
    scope: str
    flag: FlagKind
    trains: Condition
    updates: tuple[Node, ...]
    collection: str | None
    statistics: tuple[Variable, ...]
    weights: tuple[Variable, ...]
    device: str = ""
    tensor: Node | None = None
    origin: Origin | None = None
    misplaced: Misplaced | None = None
    parameter: str | None = None
    inside: str | None = None
    in_scope: tuple[Named, ...] = ()
    callees: tuple[Place | None, ...] = ()
    scopes: tuple[Scoped, ...] = ()
    written_out: bool = False
    dropped: bool = False

    @property
    def infers(self) -> Condition:
        """When it normalises by its statistics. In a branch of `tf.cond` it does neither where that is not taken."""
        return ~self.trains if self.node.runs is None else self.node.runs & ~self.trains


@dataclass(eq=False, kw_only=True, slots=True)
class CollectionRead(Event):
    """A collection was read. `contents` is what it held then; `live` if the list that was handed out still grows."""

    node: Node
    key: str
    scope: str | None
    live: bool
    contents: tuple[tuple[Condition, Node], ...]


@dataclass(eq=False, kw_only=True, slots=True)
class ControlBlock(Event):
    """A `with tf.control_dependencies(...)`: what is created inside waits on `waits`."""

    waits: tuple[Edge, ...]
    created: list[Node]


@dataclass(eq=False, kw_only=True, slots=True)
class TrainingStep(Event):
    """A training step was made: an operation that applies gradients. `losses` is what it differentiates."""

    node: Node
    optimizer: str
    losses: tuple[tuple[Condition, Node], ...]
    variables: tuple[Variable, ...] | None = None
    """What it trains, where a choice was made; None stands for all trainable variables."""
    told: tuple[Edge, ...] | None = None
    """The update ops that it was told to run, by a function that would run all by itself."""
    _known: frozenset[Variable] | None = field(init=False, default=None)

    def trains(self, layer: LayerCall) -> bool:
        """Whether it changes the layer's scale or offset."""
        if self.variables is None:
            return not layer.weights or any(weight.trainable for weight in layer.weights)
        if self._known is None or len(self._known) != len(self.variables):
            self._known = frozenset(self.variables)
        return not self._known.isdisjoint(layer.weights)


@dataclass(eq=False, kw_only=True, slots=True)
class Run(Event):
    """A session ran. `fetches` are the operations asked for, sure or not; `rounds` the rounds of the loops around it.

    `feeds` are what it is given, `complete` if nothing else may be. `names` are those in the statement that runs,
    `functions` those of the calls that lead there. `mode` is what an Estimator, or a loop of slim's, runs it
    for. `in_scope` are the flags that have names where it is called.
    """

    fetches: tuple[Edge, ...]
    feeds: tuple[Fed, ...]
    complete: bool = True
    names: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    mode: Mode | None = None
    rounds: tuple[int, ...] = ()
    in_scope: tuple[Named, ...] = ()


@dataclass(eq=False, kw_only=True, slots=True)
class Restore(Event):
    """Variables were restored from a checkpoint; `chosen` if by an explicit list or map.

    `variables` are those chosen, where every one of them is known.
    """

    chosen: bool
    variables: frozenset[Variable] | None = None
    listed: Spot | None = None
    collection: str | None = None
    """The collection that the list was read from, if it is the whole of one."""
    offered: bool = False
    """By a method that no program of the project calls: nobody knows whether training begins with it."""


@dataclass(eq=False, kw_only=True, slots=True)
class SaverMade(Event):
    """A `tf.train.Saver` was made, for the `variables` that exist by then or that are listed.

    None stands for a list that cannot be seen. `saves` are the events at which it wrote a checkpoint.
    """

    variables: frozenset[Variable] | None
    listed: bool
    collection: str | None = None
    saves: list[Spot] = field(default_factory=list)


@dataclass(eq=False, kw_only=True, slots=True)
class Export(Event):
    """A graph hands out values under the name `name`: those that `node` is computed from, its edges.

    `inputs` are the flags that whoever asks for them gives a value.
    """

    name: str
    node: Node
    inputs: frozenset[Node] = frozenset()


@dataclass(eq=False, kw_only=True, slots=True)
class Stored(Event):
    """A checkpoint holds these values of a moving statistic: `size` of them, of which so many are no finite numbers,
    below 0, or exactly 0. `steps` is how far training had come, if the checkpoint knows."""

    variable: Variable
    is_variance: bool
    size: int
    not_finite: int
    negative: int
    vanished: int
    steps: int | None = None
    kept: float | None = None
    """What each update keeps of the value from before: the momentum; None where that is not known."""


@dataclass(eq=False, kw_only=True, slots=True)
class PythonBranch(Event):
    """Python decides what to do by a tensor that has no value yet: TensorFlow 1 refuses that."""

    node: Node


@dataclass(eq=False, kw_only=True, slots=True)
class UnusedArgument(Event):
    """A function was handed a bool, or a tensor (`node`), for a parameter that it never reads."""

    parameter: str
    node: Node | None


@dataclass(eq=False, kw_only=True, slots=True)
class Escape(Event):
    """Something was handed to code that cannot be seen, which may use it in any way."""

    callee: str
    nodes: tuple[Node, ...]
    session: bool
