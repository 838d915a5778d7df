"""What TensorFlow's objects are called, and how values are written down: short, and without running anything."""

import base64
import math
import reprlib
import sys
import zlib
from typing import Any, Dict, Iterable, List, Optional

SHORT = 200
"""Characters of a repr that are kept."""
DIGESTED = 1 << 16
"""Elements of a batch by which it is told from others."""

_SHORTENER = reprlib.Repr()
_SHORTENER.maxstring = _SHORTENER.maxother = SHORT


def name_of(thing: Any) -> Optional[str]:
    """The name of a tensor, an operation or a variable; None for eager tensors and all that has none."""
    if isinstance(thing, str):
        return thing
    try:
        name = thing.path if hasattr(thing, "path") and hasattr(thing, "trainable") else thing.name  # Keras 3's paths
    except (AttributeError, NotImplementedError, ValueError):
        return None
    return name if isinstance(name, str) else None


def is_symbolic(thing: Any) -> bool:
    """Whether it stands for a value that it does not hold: a tensor, an operation or a variable, not an array."""
    return (hasattr(thing, "dtype") and hasattr(thing, "op")) or hasattr(thing, "node_def") or hasattr(thing, "handle")


def argument(value: Any) -> str:
    """A short text for what was given to a function."""
    if is_symbolic(value) or hasattr(value, "numpy"):
        return name_of(value) or "{} {} {}".format(type(value).__name__, value.dtype, getattr(value, "shape", ""))
    return _SHORTENER.repr(value)[: 2 * SHORT]


def flag(value: Any) -> Dict[str, Any]:
    """A training flag: {"tensor": name} or {"value": true, false, null or a number}, else {"repr": text}."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return {"value": value}
    if is_symbolic(value) and name_of(value) is not None:
        return {"tensor": name_of(value)}
    return {"repr": argument(value)}


def leaves(structure: Any) -> Iterable[Any]:
    """The single fetches of a structure of fetches."""
    if isinstance(structure, dict):
        structure = list(structure.values())
    if isinstance(structure, (list, tuple)):
        for part in structure:
            yield from leaves(part)
    elif hasattr(structure, "indices") and hasattr(structure, "values"):  # sparse tensors and slices
        parts = (structure.indices, structure.values, getattr(structure, "dense_shape", None))
        yield from (part for part in parts if part is not None)
    elif structure is not None:
        yield structure


def array(value: Any) -> Any:
    """A value as NumPy has it, or None if it is no array."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if hasattr(value, "numpy"):
        value = value.numpy()
    found = numpy.asarray(value)
    return None if found.dtype == object else found


def digest(value: Any) -> Optional[int]:
    """A number that tells the data of a batch from others, by its first elements; None for what is no batch."""
    found = array(value)
    if found is None or not found.ndim or not found.size:
        return None
    return zlib.crc32(found.ravel()[:DIGESTED].tobytes()) ^ hash(found.shape)


def shape_of(thing: Any) -> Optional[List[Optional[int]]]:
    """A static shape; None for an unknown rank."""
    try:
        return [None if size is None else int(size) for size in thing.shape.as_list()]
    except (AttributeError, ValueError):
        return None


def summary(name: Optional[str], value: Any) -> Dict[str, Any]:
    """A fed value: its name, dtype and shape, and the value itself if it is a scalar or a few Booleans."""
    found = array(value)
    if found is None:
        return {"name": name, "repr": argument(value)}
    result = {"name": name, "dtype": str(found.dtype), "shape": list(found.shape)}  # type: Dict[str, Any]
    if found.ndim == 0 or (found.dtype == bool and found.size <= 8):
        result["value"] = plain(found.tolist())
    return result


def plain(value: Any) -> Any:
    """A value that JSON can hold; what it cannot hold, as text."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")[:SHORT]
    if isinstance(value, str):
        return value[:SHORT]
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return repr(value)[:SHORT]


def encoded(proto: Any) -> str:
    return base64.b64encode(proto.SerializeToString()).decode("ascii")
