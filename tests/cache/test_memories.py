"""What is known of earlier checks changes nothing, whatever happens to the files between."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from bnlint.cache.memories import Memories
from bnlint.check import Outcome, check
from bnlint.rules.discovery import discover
from bnlint.settings.settings import Settings
from bnlint.sources.overlay import KnownSources, Overlay
from tests.cache.projects import read_anew

ROOT = "/none/such"
TRAIN = """\
import importlib
import tensorflow as tf
{imports}

images = tf.placeholder(tf.float32, [None, 4])
labels = tf.placeholder(tf.float32, [None, 1])
training = tf.placeholder(tf.bool, [])
{network}
loss = tf.reduce_mean(tf.square(net - labels))
train_op = tf.train.AdamOptimizer().minimize(loss)
with tf.Session() as sess:
    for step in range(1000):
        sess.run(train_op, {{images: [[1.0] * 4], labels: [[1.0]], training: True}})
    print(sess.run(net, {{images: [[1.0] * 4], training: False}}))
"""
PLAIN = """\
import tensorflow as tf


def dense(net, training):
    net = tf.layers.dense(net, 1)
    return net
"""
NORMALISED = PLAIN.replace("return net", "return tf.layers.batch_normalization(net, training=training)")
CALLED = "net = {}.dense(images, training)"
TEXTS: Mapping[str, tuple[str | None, ...]] = {
    "pyproject.toml": ("", '[tool.bnlint]\nignore = ["BN1"]\n'),
    "train.py": (
        TRAIN.format(imports="import layers", network=CALLED.format("layers")),
        TRAIN.format(imports="from nets import layers", network=CALLED.format("layers")),
        TRAIN.format(imports="name = 'la' + 'yers'", network=CALLED.format("importlib.import_module(name)")),
        "import (\n",
    ),
    "test_train.py": (None, "import train\n"),
    "layers.py": (NORMALISED, PLAIN, f"{PLAIN}\n\ndef unused(net):\n    return dense(net, True)\n", None, "def (\n"),
    "nets/__init__.py": ("", None, "from nets import layers\n"),
    "nets/layers.py": (NORMALISED, PLAIN, None, b"\xff".decode("latin-1")),
    "tools.py": ("", "print 1\n", "x = (\n", "import layers\n"),
}
steps = st.lists(
    st.sampled_from([(path, text) for path, texts in TEXTS.items() for text in texts]), min_size=1, max_size=8
)


def outcome(files: Overlay, memories: Memories | None = None, shown: Settings | None = None) -> Outcome:
    return check([ROOT], discover(), shown, files, memories=memories)


def project(texts: Mapping[str, str | None], known: KnownSources | None = None) -> Overlay:
    return Overlay.disk(known).with_edits({f"{ROOT}/{path}": text for path, text in texts.items() if text is not None})


@settings(max_examples=25, deadline=None)
@given(steps=steps)
def test_what_is_known_changes_nothing(steps: list[tuple[str, str | None]]) -> None:
    texts, known, memories = {path: variants[0] for path, variants in TEXTS.items()}, KnownSources(), Memories()
    outcome(project(texts, known), memories)
    for path, text in steps:
        texts[path] = text
        assert outcome(project(texts, known), memories) == outcome(project(texts))


def test_other_rules_are_another_question() -> None:
    texts, known, memories = {path: variants[0] for path, variants in TEXTS.items()}, KnownSources(), Memories()
    assert [finding.code for finding in outcome(project(texts, known), memories).findings] == ["BN101"]
    assert not outcome(project(texts, known), memories, Settings(ignore=("BN101",))).findings


def test_what_no_change_concerns_is_not_read_again() -> None:
    texts, known, memories = {path: variants[0] for path, variants in TEXTS.items()}, KnownSources(), Memories()
    outcome(project(texts, known), memories)
    texts["tools.py"] = "typed = 1\n"
    with read_anew() as names:
        outcome(project(texts, known), memories)
    assert names == {"parse tools.py"}
    texts["layers.py"] = f"typed = 1\n{NORMALISED}"
    with read_anew() as names:
        outcome(project(texts, known), memories)
    assert {"script train.py", "rest layers.py"} <= names
    texts["layers.py"] = NORMALISED
    with read_anew() as names:
        outcome(project(texts, known), memories)
    assert names == set()


def test_what_is_typed_for_long_takes_no_room() -> None:
    texts, known, memories = {path: variants[0] for path, variants in TEXTS.items()}, KnownSources(), Memories()
    sizes = []
    for number in range(60):
        texts["tools.py"] = f"typed = {number}\n"
        outcome(project(texts, known), memories)
        (ledger,) = memories._ledgers.values()
        sizes.append(len(ledger.facts))
    assert max(sizes[30:]) <= max(sizes[:30])
