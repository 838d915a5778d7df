"""What would cure a finding, as data: what is to change, where, and to which value.

A rule says this in terms of places and of names that the facts state; how it is written in a file is known to
`bnlint.repairs` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from typing import Literal as OneOf

from bnlint.sources.places import Place


@dataclass(frozen=True, order=True)
class Name:
    """What the program calls a value where it is to stand: `self.is_training` is `("self", "is_training")`."""

    parts: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Taken:
    """The parameter that the function around takes only by another change of the same repair."""

    parameter: str


@dataclass(frozen=True, order=True)
class Literal:
    """A value that is written out."""

    value: bool | str | None


Value: TypeAlias = Name | Taken | Literal


@dataclass(frozen=True)
class WaitFor:
    """Create what the call at `step` makes under the control dependencies of a whole collection.

    `read` is a call that has read it, if the program has one that may serve.
    """

    step: Place
    collection: str
    read: Place | None = None


@dataclass(frozen=True)
class GroupWith:
    """Put what the call at `step` makes in one group with a whole collection. `read` is as in `WaitFor`."""

    step: Place
    collection: str
    read: Place | None = None


@dataclass(frozen=True)
class BringInto:
    """Create what the call at `step` makes inside the `with` whose context manager is made at `block`."""

    step: Place
    block: Place


@dataclass(frozen=True)
class MoveBehind:
    """Make the assignment whose value is the call at `call` only after what happens at `behind`."""

    call: Place
    behind: Place


@dataclass(frozen=True)
class ReadAgain:
    """Let the `tf.control_dependencies` at `block` wait on what the collection holds then, not on an earlier list."""

    block: Place
    collection: str


@dataclass(frozen=True)
class GiveArgument:
    """Give the call at `call` this argument, in place of what it is given under that name, if anything.

    `inside` is the parameter that takes a dict of such arguments for a function called later (`normalizer_params`).
    """

    call: Place
    keyword: str
    value: Value
    inside: str | None = None


@dataclass(frozen=True)
class LeaveOut:
    """Leave the argument `keyword` of the call at `call` to its default. `position` is its number, from 0, where it
    may be given by position."""

    call: Place
    keyword: str
    position: int | None = None


@dataclass(frozen=True)
class AddCollection:
    """Add what a collection holds to the list that the call at `call` is given as `keyword`."""

    call: Place
    keyword: str
    collection: str


@dataclass(frozen=True)
class Replace:
    """Write another value in place of the expression at `expression`."""

    expression: Place
    value: Value


@dataclass(frozen=True)
class Feed:
    """Feed a value in the run that the call at `run` makes."""

    run: Place
    tensor: Name
    value: Value


@dataclass(frozen=True)
class Share:
    """Let the two calls make their variables in one variable scope, which both enter and which reuses what it has."""

    first: Place
    second: Place


@dataclass(frozen=True)
class TakeParameter:
    """Let the function that is defined at `line` of `path` take one more parameter, with a default, as its last."""

    path: str
    line: int
    parameter: str
    default: Value


@dataclass(frozen=True)
class NameArgument:
    """Give what stands as the argument at `argument` by the name `keyword`, whatever it was given for."""

    argument: Place
    keyword: str


@dataclass(frozen=True)
class KeepResult:
    """Let what follows the call at `call` use its result, under the name of its first argument."""

    call: Place


Change: TypeAlias = (
    WaitFor
    | GroupWith
    | BringInto
    | MoveBehind
    | ReadAgain
    | GiveArgument
    | LeaveOut
    | NameArgument
    | KeepResult
    | AddCollection
    | Replace
    | Feed
    | Share
    | TakeParameter
)


Way: TypeAlias = OneOf[
    "all-towers",
    "connect-flag",
    "connect-flag-and-wait",
    "control-dependencies",
    "feed-flag",
    "forward-flag",
    "forward-flag-and-wait",
    "give-flag",
    "give-flag-and-wait",
    "group",
    "in-place",
    "into-block",
    "keep-all",
    "move-read",
    "move-saver",
    "name-flag",
    "read-again",
    "read-collection",
    "replace-flag",
    "share-scope",
    "standard-collection",
    "use-result",
    "whole-collection",
]
"""The name by which one way to cure findings is told from the others."""

WAYS: Final[Mapping[Way, str]] = {
    "all-towers": "Read the update ops of all towers, not those of a scope.",
    "connect-flag": "Give the training flag that the program feeds to the layers.",
    "connect-flag-and-wait": "Give the training flag to the layers, and let training run their update ops.",
    "control-dependencies": "Create the training step under tf.control_dependencies of the update ops.",
    "feed-flag": "Feed the training flag the value that the run is for.",
    "forward-flag": "Hand the training flag down to the layers, as a new parameter of the functions on the way.",
    "forward-flag-and-wait": "Hand the training flag down to the layers, and let training run their update ops.",
    "give-flag": "Pass the training flag, or the mode of an evaluation, to the layers.",
    "give-flag-and-wait": "Pass the training flag to the layers, and let training run their update ops.",
    "group": "Group the training step with the update ops (tf.group).",
    "in-place": "Let the layers update their statistics whenever they run.",
    "into-block": "Create the training step inside the block that waits on the update ops.",
    "keep-all": "Let the Saver keep, or restore, all variables.",
    "move-read": "Read the collection of update ops when it holds those of the training network, and no others.",
    "move-saver": "Make the Saver after the last layer is built.",
    "name-flag": "Pass the training flag by its name.",
    "read-again": "Read the collection of update ops where the training step waits on it.",
    "read-collection": "Put the update ops into the collection that training reads.",
    "replace-flag": "Write another value where a constant stands for the training flag.",
    "share-scope": "Build the evaluation network in the variable scope of the trained one.",
    "standard-collection": "Leave the update ops in tf.GraphKeys.UPDATE_OPS, the default.",
    "use-result": "Let the network go on with what a normalisation returns.",
    "whole-collection": "Let the training step run all of tf.GraphKeys.UPDATE_OPS.",
}
"""What is done to a program in each way."""


@dataclass(frozen=True)
class Repair:
    """One way to cure a finding: all of its `changes` together.

    `name` tells it from the other ways; `title` says in the imperative what is done. It is `safe` if nothing but the
    bug changes: not if it renames variables, changes a signature, or makes older checkpoints useless.
    """

    name: Way
    title: str
    changes: tuple[Change, ...]
    safe: bool = True
