"""The ready-made networks of `tf.contrib.slim.nets`: which layers a call builds, and in which scopes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bnlint.tensorflow_api.network_table import HEADS, MIXED, RESIDUAL_UNITS, STEMS

LayerKind = Literal["convolution", "plain convolution", "normalisation"]


@dataclass(frozen=True)
class NetworkLayer:
    """One layer with variables; `scope` is below that of the network.

    A convolution normalises as the `arg_scope` in force says, a plain one does not, and a normalisation stands alone.
    """

    kind: LayerKind
    scope: str


@dataclass(frozen=True)
class Network:
    """The layers that one function builds, in the order of its code; `scope` is what it opens if it is told nothing.

    The `logits` are built only where the number of classes is not None.
    """

    scope: str
    layers: tuple[NetworkLayer, ...]
    logits: NetworkLayer | None = None


@cache
def networks() -> dict[str, Network]:
    """The networks, by the canonical names of the functions that build them."""
    found: dict[str, Network] = {}
    for version in ("v1", "v2"):
        for number, blocks in RESIDUAL_UNITS.items():
            name = f"resnet_{version}_{number}"
            found[f"tf.contrib.slim.nets.resnet_{version}.{name}"] = _residual(version, name, blocks)
    for scope in STEMS:
        name = f"inception_{scope[-2:].lower()}"
        found[f"tf.contrib.slim.nets.inception.{name}"] = Network(scope, tuple(_inception(scope)))
    return found


def _residual(version: str, scope: str, blocks: tuple[int, ...]) -> Network:
    """tensorflow/contrib/slim/python/slim/nets/resnet_v1.py and resnet_v2.py, 1.15."""
    root: LayerKind = "convolution" if version == "v1" else "plain convolution"
    layers = [NetworkLayer(root, "conv1")]
    for block, units in enumerate(blocks, 1):
        for unit in range(1, units + 1):
            below = f"block{block}/unit_{unit}/bottleneck_{version}"
            layers += _bottleneck(version, below, shortcut=unit == 1)
    if version == "v2":
        layers.append(NetworkLayer("normalisation", "postnorm"))
    return Network(scope, tuple(layers), NetworkLayer("plain convolution", "logits"))


def _bottleneck(version: str, scope: str, *, shortcut: bool) -> Iterator[NetworkLayer]:
    outer: LayerKind = "convolution" if version == "v1" else "plain convolution"
    if version == "v2":
        yield NetworkLayer("normalisation", f"{scope}/preact")
    if shortcut:
        yield NetworkLayer(outer, f"{scope}/shortcut")
    yield NetworkLayer("convolution", f"{scope}/conv1")
    yield NetworkLayer("convolution", f"{scope}/conv2")
    yield NetworkLayer(outer, f"{scope}/conv3")


def _inception(network: str) -> Iterator[NetworkLayer]:
    """tensorflow/contrib/slim/python/slim/nets/inception_v1.py to inception_v3.py, 1.15."""
    yield from _listed(STEMS[network])
    for modules, branches in MIXED[network].items():
        for module in modules.split():
            for number, branch in enumerate(branches.split("|")):
                for name in branch.split():
                    full = name if name.startswith("Conv") else f"Conv2d_{name}"
                    yield NetworkLayer("convolution", f"Mixed_{module}/Branch_{number}/{full}")
    yield from _listed(HEADS[network])


def _listed(names: str) -> Iterator[NetworkLayer]:
    for name in names.split():
        kind: LayerKind = "plain convolution" if name.startswith("=") else "convolution"
        yield NetworkLayer(kind, name.lstrip("="))
