"""Which of TensorFlow's classes inherit from which: enough to find where a method is defined."""

from collections.abc import Iterator

BASES: dict[str, str] = {
    "tf.InteractiveSession": "tf.Session",
    "tf.contrib.tpu.CrossShardOptimizer": "tf.train.Optimizer",
    "tf.estimator.tpu.TPUEstimator": "tf.estimator.Estimator",
    "tf.tpu.CrossShardOptimizer": "tf.train.Optimizer",
    "tf.keras.Sequential": "tf.keras.Model",
    "tf.keras.Model": "tf.keras.layers.Layer",
    "tf.keras.layers.Layer": "object",
    "tf.keras.layers.InputSpec": "object",
    "tf.layers.InputSpec": "object",
    "tf.layers.Layer": "tf.keras.layers.Layer",
    "tf.train.SingularMonitoredSession": "tf.train.MonitoredSession",
    "tf.train.Optimizer": "object",
}
"""Class to base, for the classes that `FAMILIES` does not decide. `object` ends a chain.

Sessions are siblings below a private base; one of them stands for it.
"""

FAMILIES: tuple[tuple[str, str, str], ...] = (
    ("tf.train.", "Optimizer", "tf.train.Optimizer"),
    ("tf.contrib.opt.", "Optimizer", "tf.train.Optimizer"),
    ("tf.keras.optimizers.", "", "tf.keras.optimizers.Optimizer"),
    ("tf.estimator.", "Classifier", "tf.estimator.Estimator"),
    ("tf.estimator.", "Regressor", "tf.estimator.Estimator"),
    ("tf.estimator.", "Estimator", "tf.estimator.Estimator"),
    ("tf.layers.", "", "tf.layers.Layer"),
    ("tf.keras.layers.", "", "tf.keras.layers.Layer"),
    ("sonnet.", "", "sonnet.AbstractModule"),
)
"""Beginning and end of a class' canonical name, and the base of the classes that are named so."""


def bases(owner: str) -> Iterator[str]:
    """The class itself and what it inherits from, nearest first, as far as this room knows."""
    seen: set[str] = set()
    current: str | None = owner
    while current is not None and current != "object" and current not in seen:
        yield current
        seen.add(current)
        current = _base(current)


def _base(name: str) -> str | None:
    if name in BASES:
        return BASES[name]
    is_public_class = name.rpartition(".")[2][:1].isupper()
    families = (base for start, end, base in FAMILIES if name.startswith(start) and name.endswith(end))
    return next(families, None) if is_public_class else None
