"""Choices that mean nothing: names, spellings, sizes. Two programs of one cell differ by these alone."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

NAMES: dict[str, tuple[str, ...]] = {
    "x": ("x", "images", "inputs", "features", "x_ph"),
    "y": ("y", "labels", "targets", "y_ph"),
    "training": ("is_training", "training", "train_flag", "phase_train", "is_train"),
    "loss": ("loss", "cost", "total_loss", "mse"),
    "train_op": ("train_op", "train_step", "optim", "train"),
    "updates": ("update_ops", "updates", "extra_update_ops", "bn_ops"),
    "optimizer": ("optimizer", "opt", "solver"),
    "prediction": ("logits", "prediction", "output", "y_hat"),
    "options": ("params", "hparams", "config", "opts"),
    "valid_loss": ("valid_loss", "val_loss", "test_loss", "eval_loss"),
    "valid_x": ("valid_x", "val_images", "test_images", "x_test"),
    "valid_y": ("valid_y", "val_labels", "test_labels", "y_test"),
    "valid_prediction": ("valid_logits", "val_prediction", "test_output"),
    "gradients": ("grads", "gradients", "grads_and_vars"),
    "tower_gradients": ("tower_grads", "gradients_of_towers"),
    "tower_losses": ("losses", "tower_losses"),
    "made_network": ("shared_net", "tower_fn", "network_fn"),
    "valid_network": ("valid_net", "test_net", "val_net"),
    "encoded": ("encoded", "code", "h", "bottleneck"),
}
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "network": ("network", "model", "inference", "build_net", "forward", "resnet"),
    "encoder": ("encoder", "encode", "backbone"),
    "decoder": ("decoder", "decode", "head"),
    "block": ("block", "hidden_layer", "layer_bn_relu", "unit"),
    "batch_norm": ("batch_norm", "batch_norm_layer", "bn"),
    "batch": ("batch", "next_batch", "make_batch", "sample"),
    "Trainer": ("Trainer", "Model", "Experiment", "Solver"),
    "Network": ("Network", "Net", "Classifier"),
    "make_inputs": ("make_inputs", "build_inputs", "placeholders"),
    "make_loss": ("make_loss", "build_model", "build_graph"),
    "make_train_op": ("make_train_op", "build_train_op", "setup_optimizer", "training_step"),
    "make_evaluation": ("make_evaluation", "build_validation", "evaluation_graph", "build_test"),
    "fit": ("fit", "run_training", "train_epochs"),
    "evaluate": ("evaluate", "validate", "run_validation", "test"),
    "evaluate_checkpoint": ("evaluate_checkpoint", "test_checkpoint", "validate_from_checkpoint"),
    "update_operations": ("update_operations", "get_update_ops", "batch_norm_updates"),
}
FLAG_PARAMETERS = ("is_training", "training", "train", "phase", "train_flag")
MODULES: dict[str, tuple[str, ...]] = {
    "data": ("data", "dataset", "inputs"),
    "layers": ("layers", "ops", "common"),
    "model": ("models", "nets", "networks"),
    "graph": ("graph", "training_loop", "experiment"),
}
OPTIMIZERS = ("AdamOptimizer(0.01)", "MomentumOptimizer(0.01, 0.9)", "GradientDescentOptimizer(0.01)")
COLLECTIONS = (
    "tf.get_collection(tf.GraphKeys.UPDATE_OPS{scope})",
    "tf.get_collection(tf.GraphKeys.UPDATE_OPS{scope})",
    "tf.get_collection(tf.GraphKeys.UPDATE_OPS{scope})",
    'tf.get_collection("update_ops"{scope})',
    "tf.get_default_graph().get_collection(tf.GraphKeys.UPDATE_OPS{scope})",
)
LOSSES = (
    "tf.reduce_mean(tf.square({output} - {target}))",
    "tf.losses.mean_squared_error({target}, {output})",
    "tf.reduce_mean(tf.squared_difference({output}, {target}))",
)


@dataclass(frozen=True)
class Style:
    """Drawn once for a program."""

    images: bool
    values: dict[str, str]
    functions: dict[str, str]
    modules: dict[str, str]
    flag: str
    """The parameter of the program's own functions that takes the training flag."""
    data: str
    """How the data of evaluation is called: valid, val or test."""
    scope: str
    named: bool
    """The layers have names of their own."""
    optimizer: str
    collection: str
    """How the collection is read, with a gap for its scope."""
    loss: str
    bias: bool
    fused: bool
    by_module: bool
    compat: bool
    devices: bool
    read_in_place: bool
    """A collection that is read right before it is waited on has no name of its own."""
    same_input: bool
    """The evaluation network reads the placeholder of training."""
    applied: bool
    """A layer object is called by its `apply`."""
    early_optimizer: bool
    steps: int
    shadowed: bool
    """Batch normalisation by hand keeps its statistics in an `ExponentialMovingAverage`, where nothing is shared."""


def draw_style(random: Random) -> Style:
    def either(probability: float = 0.5) -> bool:
        return random.random() < probability

    names = _apart(random, {**NAMES, **FUNCTIONS, **MODULES})
    return Style(
        images=either(0.35),
        values={name: names[name] for name in NAMES},
        functions={name: names[name] for name in FUNCTIONS},
        modules={name: names[name] for name in MODULES},
        flag=random.choice(FLAG_PARAMETERS),
        data=random.choice(("valid", "val", "test")),
        scope=random.choice(("net", "model", "classifier", "generator")),
        named=either(),
        optimizer=random.choice(OPTIMIZERS),
        collection=random.choice(COLLECTIONS),
        loss=random.choice(LOSSES),
        bias=either(),
        fused=either(0.7),
        by_module=either(0.3),
        compat=either(),
        devices=either(0.3),
        read_in_place=either(0.3),
        same_input=either(0.4),
        applied=either(),
        early_optimizer=either(),
        steps=random.choice((6, 7, 8)),
        shadowed=either(0.7),
    )


def _apart(random: Random, choices: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """One choice of each, none twice."""
    taken: set[str] = set()
    chosen = {}
    for name, options in choices.items():
        chosen[name] = random.choice([option for option in options if option not in taken])
        taken.add(chosen[name])
    return chosen
