"""What TensorFlow's constants are worth: collection keys, modes, signature keys."""

from types import MappingProxyType

GRAPH_KEYS: dict[str, str] = {
    "ACTIVATIONS": "activations",
    "ASSET_FILEPATHS": "asset_filepaths",
    "BIASES": "biases",
    "CONCATENATED_VARIABLES": "concatenated_variables",
    "COND_CONTEXT": "cond_context",
    "EVAL_STEP": "eval_step",
    "GLOBAL_STEP": "global_step",
    "GLOBAL_VARIABLES": "variables",
    "INIT_OP": "init_op",
    "LOCAL_INIT_OP": "local_init_op",
    "LOCAL_VARIABLES": "local_variables",
    "LOSSES": "losses",
    "METRIC_VARIABLES": "metric_variables",
    "MODEL_VARIABLES": "model_variables",
    "MOVING_AVERAGE_VARIABLES": "moving_average_variables",
    "QUEUE_RUNNERS": "queue_runners",
    "READY_FOR_LOCAL_INIT_OP": "ready_for_local_init_op",
    "READY_OP": "ready_op",
    "REGULARIZATION_LOSSES": "regularization_losses",
    "RESOURCES": "resources",
    "SAVEABLE_OBJECTS": "saveable_objects",
    "SAVERS": "savers",
    "SUMMARIES": "summaries",
    "SUMMARY_OP": "summary_op",
    "TABLE_INITIALIZERS": "table_initializer",
    "TRAINABLE_RESOURCE_VARIABLES": "trainable_resource_variables",
    "TRAINABLE_VARIABLES": "trainable_variables",
    "TRAIN_OP": "train_op",
    "UPDATE_OPS": "update_ops",
    "VARIABLES": "variables",
    "WEIGHTS": "weights",
    "WHILE_CONTEXT": "while_context",
}
"""`tf.GraphKeys`. TensorFlow 2.21 keeps these values below `tf.compat.v1`."""

OTHER_CONSTANTS: dict[str, str | int] = {
    "tf.AUTO_REUSE": "AUTO_REUSE",
    "tf.estimator.ModeKeys.EVAL": "eval",
    "tf.estimator.ModeKeys.PREDICT": "infer",
    "tf.estimator.ModeKeys.TRAIN": "train",
    "tf.contrib.learn.ModeKeys.EVAL": "eval",
    "tf.contrib.learn.ModeKeys.INFER": "infer",
    "tf.contrib.learn.ModeKeys.TRAIN": "train",
    "tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY": "serving_default",
    "tf.saved_model.signature_constants.PREDICT_METHOD_NAME": "tensorflow/serving/predict",
    "tf.saved_model.tag_constants.SERVING": "serve",
    "tf.saved_model.tag_constants.TRAINING": "train",
    "tf.train.Optimizer.GATE_GRAPH": 2,
    "tf.train.Optimizer.GATE_NONE": 0,
    "tf.train.Optimizer.GATE_OP": 1,
}
"""By canonical name. `tf.AUTO_REUSE` is an enumeration's member; its value here is the member's name."""

CONSTANTS = MappingProxyType({f"tf.GraphKeys.{name}": key for name, key in GRAPH_KEYS.items()} | OTHER_CONSTANTS)
"""Every constant that this room knows."""


def constant(canonical: str) -> str | int | None:
    """The value of a constant by its canonical name, or None where this room does not know it.

    Modes and keys are plain strings in TensorFlow, so they are that here: a flag bound to `ModeKeys.TRAIN` is a string.
    """
    return CONSTANTS.get(canonical)
