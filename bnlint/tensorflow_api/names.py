"""The names under which TensorFlow's functions and classes are known, folded into one canonical name each.

A canonical name starts with `tf.` and is the shortest public TensorFlow 1.15 name of the thing, for instance
`tf.layers.batch_normalization` or `tf.contrib.layers.batch_norm`. Names that TensorFlow 1.15 does not have keep their
own path behind `tf.`. Every row of the tables is checked against the installed TensorFlow by the tests of this room.
"""

from functools import cache
from itertools import chain

from bnlint.tensorflow_api.alias_table import MOVED, PRIVATE_MODULES, RENAMED, SLIM_HOMES, SUCCESSORS

ROOT_PACKAGES: dict[str, str] = {
    "tf": "tf",
    "tensorflow": "tf",
    "tensorflow_core": "tf",
    "tensorflow_estimator": "tf",
    "tf_slim": "tf.contrib.slim",
    "tf_keras": "tf.keras",
    "keras": "tf.keras",
}
"""Top-level packages that are TensorFlow's, and where their contents belong. `tf` makes `canonical` idempotent."""

API_ROOTS: frozenset[str] = frozenset(ROOT_PACKAGES) - {"tf"}
"""Top-level modules whose import means TensorFlow."""

GENERATIONS: dict[str, int] = {"v1": 1, "_v1": 1, "v2": 2, "_v2": 2}


def canonical(dotted: str) -> str:
    """The canonical name of a dotted path as imports resolve it; a path outside TensorFlow is returned as it is.

    >>> canonical("tensorflow.compat.v1.layers.batch_normalization")
    'tf.layers.batch_normalization'
    >>> canonical("tf_slim.batch_norm")
    'tf.contrib.layers.batch_norm'
    """
    root, *path = dotted.split(".")
    home = ROOT_PACKAGES.get(root)
    if home is None:
        return dotted
    parts = _without_private_modules(_without_generation([*home.split("."), *path]))
    if parts[:3] == ["tf", "contrib", "keras"]:
        parts = ["tf", *parts[2:]]
    if parts[:2] == ["tf", "keras"]:
        parts = _keras(parts)
    elif parts[:3] == ["tf", "contrib", "slim"]:
        parts = _slim(parts)
    return _folded(parts)


def generation(dotted: str) -> int | None:
    """1 or 2 where a path names its generation (`tensorflow.compat.v1.*` is 1), None where the regime decides."""
    parts = dotted.split(".")
    if parts[0] not in API_ROOTS:
        return None
    return next((GENERATIONS[part] for part in parts[1:4] if part in GENERATIONS), None)


def _without_generation(parts: list[str]) -> list[str]:
    """`tf.compat.v1.x`, `tf._api.v1.x` and `tf.v1.x` without the part that names the generation."""
    kept = [part for part in parts[:5] if part not in GENERATIONS and part not in ("compat", "_api", "_impl")]
    return [*kept, *parts[5:]]


def _without_private_modules(parts: list[str]) -> list[str]:
    """`tf.python.ops.array_ops.x` as `tf.x`, `tf.contrib.layers.python.layers.layers.x` as `tf.contrib.layers.x`."""
    if "python" not in parts[1:4]:
        return parts
    at = parts.index("python")
    package, inner = parts[:at], parts[at + 1 :]
    if package[:2] == ["tf", "contrib"]:
        return [*package, *(inner[1:] if package[2:] == ["slim"] else _definition(inner))]
    for length in range(len(inner) - 1, 0, -1):
        module = ".".join(inner[:length])
        for spelling in (module, module.replace(".gen_", ".")):
            if (home := PRIVATE_MODULES.get(spelling)) is not None:
                return [*home.split("."), *_definition(inner[length:])]
    return _keras(["tf", *inner]) if inner[:1] == ["keras"] else parts


def _definition(inner: list[str]) -> list[str]:
    """What remains of a path behind its modules: all from the first class on, or else the function, its last part."""
    is_class = (index for index, part in enumerate(inner) if part[:1].isupper())
    return inner[next(is_class, len(inner) - 1) :] if inner else []


def _keras(parts: list[str]) -> list[str]:
    """Keras' public path: the implementation's packages and modules left out."""
    inner = [part for part in parts[2:] if part not in ("keras", "api", "src", "python", "keras_src")]
    if not inner:
        return ["tf", "keras"]
    if inner[0] == "engine":
        definition = _definition(inner)
        return ["tf", "keras", *(["layers"] if definition[:1] in (["Layer"], ["InputLayer"]) else []), *definition]
    if inner[0] in ("layers", "backend") and "experimental" not in inner:
        return ["tf", "keras", inner[0], *_definition(inner[1:])]
    return ["tf", "keras", *inner]


def _slim(parts: list[str]) -> list[str]:
    """Slim re-exports `contrib.framework` and `contrib.layers`; only its own modules stay where they are."""
    inner = parts[3:]
    if not inner:
        return parts
    for home, names in _slim_homes():
        if inner[0] in names:
            return [*home.split("."), *(inner if home.endswith(".slim") else _definition(inner))]
    return ["tf", "contrib", "layers", *inner]


@cache
def _slim_homes() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((home, frozenset(names.split())) for home, names in SLIM_HOMES.items())


def _folded(parts: list[str]) -> str:
    """The path with its longest known prefix replaced, so that a class' alias folds its members too."""
    table = aliases()
    for length in range(len(parts), 1, -1):
        home = table.get(".".join(parts[:length]))
        if home is not None:
            return ".".join([home, *parts[length:]])
    return ".".join(parts)


@cache
def aliases() -> dict[str, str]:
    """Every alias in the tables with its canonical name."""
    moved = (
        (f"{module}.{name}", f"{home}.{name}")
        for module, homes in MOVED.items()
        for home, names in homes.items()
        for name in names.split()
    )
    return dict(chain(moved, RENAMED.items(), SUCCESSORS.items()))
