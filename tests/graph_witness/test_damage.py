"""Whatever is damaged, rewired or made up: `bnlint verify` ends with a result, or with one clear line and status 2."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bnlint.command_line import main
from tests.artefacts import writing
from tests.graph_witness import handmade

anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
GRAPH = bytes(handmade.graph().SerializeToString())
BUNDLE = handmade.contents()
KINDS = sorted(
    {node.op for node in handmade.graph().node} | {"If", "While", "Case", "NextIteration", "Sqrt", "Unheard"}
)


def verified(path: Path) -> tuple[int, str, str]:
    """Status, output and errors of the command line, of which every run must be one that a user can live with."""
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        status = main(["verify", str(path)])
    assert "internal error" not in errors.getvalue()
    assert (status == 2) == (errors.getvalue().count("\n") == 1) and status in {0, 1, 2}
    assert (status == 2) == (out.getvalue() == "")
    return status, out.getvalue(), errors.getvalue()


def stored(tmp_path: Path, data: bytes, name: str = "graph.pb") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_what_is_damaged_is_judged_when_it_is_whole(tmp_path: Path) -> None:
    """So that the tests below damage something that is followed to its end."""
    status, out, _ = verified(stored(tmp_path, GRAPH))
    assert status == 1 and "BN100" in out and "4 batch normalisation layers, 1 training step" in out
    right = handmade.graph(waits=True).SerializeToString()
    assert "BN100" not in verified(stored(tmp_path, right))[1]
    status, out, _ = verified(stored(tmp_path, writing.bundle({"graphs/0.pb": GRAPH}, **BUNDLE), "bundle.zip"))
    assert status == 1 and "BN102" in out


# -- protobufs ---------------------------------------------------------------------------------------------------------


@given(bits=st.lists(st.integers(0, len(GRAPH) * 8 - 1), min_size=1, max_size=8))
@anywhere
def test_flipped_bits(tmp_path: Path, bits: list[int]) -> None:
    damaged = bytearray(GRAPH)
    for bit in bits:
        damaged[bit // 8] ^= 1 << bit % 8
    verified(stored(tmp_path, bytes(damaged)))


@given(length=st.integers(0, len(GRAPH) - 1))
@anywhere
def test_truncated_files(tmp_path: Path, length: int) -> None:
    verified(stored(tmp_path, GRAPH[:length]))


NAMES = [node.name for node in handmade.graph().node]
TEXTS = st.one_of(
    st.sampled_from(NAMES),
    st.builds("{}:{}".format, st.sampled_from(NAMES), st.integers(-1, 10**30)),
    st.builds("^{}".format, st.sampled_from(NAMES)),
    st.sampled_from(["", "^", ":", "::", "nothing", "x", "norm:y:7", "choice:output:" + "9" * 5000, "call{outer}/x"]),
)
CHANGES = st.one_of(
    st.tuples(st.just("input"), st.integers(0), st.integers(0), TEXTS),
    st.tuples(st.just("inputs"), st.integers(0), st.integers(0), st.lists(TEXTS, max_size=6)),
    st.tuples(st.just("op"), st.integers(0), st.integers(0), st.sampled_from(KINDS)),
    st.tuples(st.just("name"), st.integers(0), st.integers(0), st.sampled_from([*NAMES, "nowhere", "{inner}/x"])),
    st.tuples(st.just("attribute"), st.integers(0), st.integers(0), st.sampled_from(["outer", "inner", "lost", ""])),
    st.tuples(st.just("return"), st.integers(0), st.integers(0), TEXTS),
)


def rewire(message: Any, change: tuple[str, int, int, Any]) -> None:
    what, first, second, value = change
    functions = message.library.function
    nodes = [*message.node, *(node for function in functions for node in function.node_def)]
    node = nodes[first % len(nodes)]
    if what == "input" and node.input:
        node.input[second % len(node.input)] = value
    elif what == "inputs":
        node.ClearField("input")
        node.input.extend(value)
    elif what == "op":
        node.op = value
    elif what == "name":
        node.name = value
    elif what == "attribute":
        key = ("f", "then_branch", "else_branch", "is_training", "value", "shape", "cond", "body")[second % 8]
        node.attr[key].func.name = value
    elif what == "return":
        functions[first % len(functions)].ret["y"] = value


@given(changes=st.lists(CHANGES, min_size=1, max_size=12))
@settings(anywhere, max_examples=300)
def test_rewired_graphs(tmp_path: Path, changes: list[tuple[str, int, int, Any]]) -> None:
    message = handmade.graph()
    for change in changes:
        rewire(message, change)
    verified(stored(tmp_path, message.SerializeToString()))


# -- bundles -----------------------------------------------------------------------------------------------------------

JSON = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 9), st.sampled_from([2**31, 2**64, -(10**400), 1.5, 1e308]),
    st.sampled_from(["", "train.py", "/dev/zero", "\0", "train", "update_ops", "user", "fused:1", "x" * 10_000]),
    st.lists(st.integers(-1, 100), max_size=3), st.lists(st.none(), max_size=2),
    st.dictionaries(st.sampled_from(["kind", "names", "file", "x"]), st.integers(0, 3), max_size=2),
)  # fmt: skip


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a document, with each of its keys."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in list(children):
        yield value, key
        yield from places(child)


@given(chosen=st.lists(st.tuples(st.integers(0), st.one_of(st.just("away"), JSON)), min_size=1, max_size=4))
@settings(anywhere, max_examples=400)
def test_bundles_with_other_values(tmp_path: Path, chosen: list[tuple[int, Any]]) -> None:
    contents = handmade.contents()
    for number, value in chosen:
        found = list(places(contents))
        container, key = found[number % len(found)]
        if value == "away":
            del container[key]
        else:
            container[key] = value
    archive = writing.archive({"bundle.json": contents, "graphs/0.pb": GRAPH})
    verified(stored(tmp_path, archive, "bundle.zip"))


@pytest.mark.parametrize("graph", [None, b"", b"no graph", GRAPH[:-3]])
def test_a_bundle_whose_only_graph_cannot_be_read(tmp_path: Path, graph: bytes | None) -> None:
    members = {"bundle.json": BUNDLE} | ({} if graph is None else {"graphs/0.pb": graph})
    status, _, errors = verified(stored(tmp_path, writing.archive(members), "bundle.zip"))
    assert status == 2 and "graphs/0.pb" in errors


# -- graphs that nobody would build ------------------------------------------------------------------------------------


def chained(kind: str, count: int) -> bytes:
    """Operations that each take the one before, the first the last."""
    message: Any = handmade.graph()
    for number in range(count):
        handmade.node(message.node, f"link{number}", kind, [f"link{(number or count) - 1}", "flag"])
    return bytes(message.SerializeToString())


def calling(count: int, times: int) -> bytes:
    """Functions that each call the next several times, and the last of them the first."""
    message: Any = handmade.graph()
    for number in range(count):
        function = message.library.function.add()
        function.signature.name = f"level{number}"
        for call in range(times):
            handmade.node(function.node_def, f"call{call}", "PartitionedCall", f=f"level{(number + 1) % count}")
    handmade.node(message.node, "start", "PartitionedCall", f="level0")
    return bytes(message.SerializeToString())


@pytest.mark.parametrize(
    "data",
    [
        chained("Identity", 20_000),
        chained("Switch", 2_000),
        chained("Merge", 20_000),
        chained("Rsqrt", 3_000),
        chained("Assign", 2_000),
        chained("ResourceApplyAdam", 2_000),
        chained("FusedBatchNormV3", 2_000),
    ],
    ids=["Identity", "Switch", "Merge", "Rsqrt", "Assign", "ResourceApplyAdam", "FusedBatchNormV3"],
)
def test_long_circles(tmp_path: Path, data: bytes) -> None:
    assert verified(stored(tmp_path, data))[0] == 1


def test_functions_that_call_one_another(tmp_path: Path) -> None:
    status, out, _ = verified(stored(tmp_path, calling(2, 2)))
    assert status == 0
    assert "calls of functions that it lacks, that call themselves, or that are too many" in out


def test_functions_that_multiply(tmp_path: Path) -> None:
    assert verified(stored(tmp_path, calling(14, 3)))[0] == 0


def test_several_operations_of_one_name(tmp_path: Path) -> None:
    message: Any = handmade.graph()
    handmade.node(message.node, "train", "NoOp")
    status, out, _ = verified(stored(tmp_path, message.SerializeToString()))
    assert status == 0 and "several operations of one name" in out
