"""Parameters of libraries that build TensorFlow's graphs, in Python's own syntax: constructors, and what calling takes.

Sonnet: read from dm-sonnet 1.36, the last for TensorFlow 1 (sonnet/python/modules).
"""

LIBRARIES: frozenset[str] = frozenset({"sonnet"})
"""Top-level modules."""

LIBRARY_SIGNATURES: dict[str, str] = {
    "sonnet.AbstractModule": "_sentinel=None, custom_getter=None, name=None",
    "sonnet.BatchNorm": (
        "axis=None, offset=True, scale=False, decay_rate=0.999, eps=1e-3, initializers=None, partitioners=None, "
        "regularizers=None, update_ops_collection='update_ops', fused=False, name='batch_norm'"
    ),
    "sonnet.BatchNorm.__call__": "input_batch, is_training, test_local_stats=True",
    "sonnet.BatchNormV2": (
        "data_format=None, offset=True, scale=False, decay_rate=0.999, eps=1e-3, initializers=None, "
        "partitioners=None, regularizers=None, update_ops_collection=None, fused=True, name='batch_norm'"
    ),
    "sonnet.BatchNormV2.__call__": "input_batch, is_training, test_local_stats=False",
    "sonnet.Sequential": "layers, name='sequential'",
}
