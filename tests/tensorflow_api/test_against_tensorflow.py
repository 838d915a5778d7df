"""Every row of the room's tables, held against the installed TensorFlow."""

import pytest

from bnlint.tensorflow_api import effect_table
from bnlint.tensorflow_api.alias_table import PRIVATE_MODULES, SUCCESSORS
from bnlint.tensorflow_api.classes import BASES, bases
from bnlint.tensorflow_api.collections import CONSTANTS
from bnlint.tensorflow_api.effects import gradient_reads
from bnlint.tensorflow_api.names import aliases, canonical
from bnlint.tensorflow_api.networks import Network, NetworkLayer, networks
from bnlint.tensorflow_api.signature_table import SIGNATURES, SIGNATURES_2
from bnlint.tensorflow_api.signatures import Expression, Parameter, Signature, signature
from tests.tensorflow_api.questions import RealTensorFlow

_LAYER_UTILS = "tensorflow.contrib.layers.python.layers.utils"
NOWHERE_PUBLIC = {
    "tf.contrib.layers.collect_named_outputs": f"{_LAYER_UTILS}.collect_named_outputs",
    "tf.contrib.layers.convert_collection_to_dict": f"{_LAYER_UTILS}.convert_collection_to_dict",
    "tf.with_dependencies": "tensorflow.python.ops.control_flow_ops.with_dependencies",
    "tf.train.assign_moving_average": "tensorflow.python.training.moving_averages.assign_moving_average",
    "tf.train.weighted_moving_average": "tensorflow.python.training.moving_averages.weighted_moving_average",
}
"""Functions that real programs import from where TensorFlow defines them, because it exports them nowhere."""

IMPORTED_AS = [
    "tensorflow.compat.v1.layers.batch_normalization",
    "tensorflow.contrib.framework.python.ops.add_arg_scope",
    "tensorflow.contrib.framework.python.ops.arg_scope.arg_scope",
    "tensorflow.contrib.keras.layers.Dense",
    "tensorflow.contrib.layers.python.layers.layers.batch_norm",
    "tensorflow.contrib.layers.python.layers.regularizers.l2_regularizer",
    "tensorflow.contrib.slim.add_arg_scope",
    "tensorflow.contrib.slim.arg_scope",
    "tensorflow.contrib.slim.batch_norm",
    "tensorflow.contrib.slim.conv2d",
    "tensorflow.contrib.slim.get_variables_to_restore",
    "tensorflow.contrib.slim.l2_regularizer",
    "tensorflow.contrib.slim.learning.create_train_op",
    "tensorflow.contrib.slim.losses.softmax_cross_entropy",
    "tensorflow.contrib.slim.model_variable",
    "tensorflow.contrib.slim.nets.resnet_v1.resnet_arg_scope",
    "tensorflow.contrib.slim.python.slim.nets.resnet_utils.conv2d_same",
    "tensorflow.contrib.slim.python.slim.learning.train",
    "tensorflow.initializers.zeros",
    "tensorflow.keras.models.Model.fit",
    "tensorflow.math.add",
    "tensorflow.python.client.session.Session.run",
    "tensorflow.python.estimator.model_fn.EstimatorSpec",
    "tensorflow.python.framework.dtypes.float32",
    "tensorflow.python.framework.ops.Graph.as_default",
    "tensorflow.python.framework.ops.GraphKeys.UPDATE_OPS",
    "tensorflow.python.framework.ops.control_dependencies",
    "tensorflow.python.framework.ops.get_collection",
    "tensorflow.python.keras.layers.Dense",
    "tensorflow.python.layers.convolutional.Conv2D",
    "tensorflow.python.layers.core.dense",
    "tensorflow.python.layers.layers.batch_normalization",
    "tensorflow.python.layers.normalization.BatchNormalization",
    "tensorflow.python.ops.array_ops.identity",
    "tensorflow.python.ops.control_flow_ops.cond",
    "tensorflow.python.ops.control_flow_ops.group",
    "tensorflow.python.ops.init_ops.zeros_initializer",
    "tensorflow.python.ops.losses.losses.get_total_loss",
    "tensorflow.python.ops.math_ops.add_n",
    "tensorflow.python.ops.nn.moments",
    "tensorflow.python.ops.rnn_cell.BasicLSTMCell",
    "tensorflow.python.ops.state_ops.assign",
    "tensorflow.python.ops.variable_scope.get_variable",
    "tensorflow.python.ops.variables.trainable_variables",
    "tensorflow.python.platform.gfile.GFile",
    "tensorflow.python.summary.summary.scalar",
    "tensorflow.python.training.adam.AdamOptimizer",
    "tensorflow.python.training.moving_averages.ExponentialMovingAverage",
    "tensorflow.python.training.saver.Saver",
    "tensorflow_estimator.python.estimator.estimator.Estimator",
]
"""Paths under which real programs import things, of every kind that `canonical` has a rule for."""

COPIES_IN_2 = {
    "tensorflow.initializers.zeros",
    "tensorflow.python.keras.layers.Dense",
    "tensorflow.python.layers.convolutional.Conv2D",
    "tensorflow.python.layers.core.dense",
    "tensorflow.python.ops.rnn_cell.BasicLSTMCell",
}
"""Of these paths, those under which TensorFlow 2.21 has a second copy beside what it exports."""

EXAMPLES = {
    "tf.Print": "tf.Print(x, [])",
    "tf.accumulate_n": "tf.accumulate_n([x, y])",
    "tf.add_n": "tf.add_n([x, y])",
    "tf.cast": "tf.cast(x, tf.float64)",
    "tf.check_numerics": "tf.check_numerics(x, '')",
    "tf.concat": "tf.concat([x, y], 1)",
    "tf.gather": "tf.gather(x, [0])",
    "tf.expand_dims": "tf.expand_dims(x, 1)",
    "tf.identity_n": "tf.identity_n([x])[0]",
    "tf.matmul": "tf.matmul(x, w)",
    "tf.nn.bias_add": "tf.nn.bias_add(x, b)",
    "tf.nn.sigmoid_cross_entropy_with_logits": "tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=x)",
    "tf.nn.softmax_cross_entropy_with_logits_v2": "tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=x)",
    "tf.reshape": "tf.reshape(x, [-1, 4])",
    "tf.stack": "tf.stack([x, y])",
    "tf.tuple": "tf.tuple([x])[0]",
    **{
        f"tf.{name}": f"tf.{name}(x, y)"
        for name in "add divide maximum minimum multiply pow squared_difference subtract truediv".split()
    },
    **{
        f"tf.{name}": f"tf.{name}(x)"
        for name in (
            "abs ceil cos erf exp expm1 floor identity log log1p negative ones_like reduce_max reduce_mean "
            "reduce_sum round sigmoid sign sin sqrt square squeeze stop_gradient tanh to_float transpose zeros_like "
            "nn.l2_loss nn.leaky_relu nn.relu nn.softmax nn.softplus nn.softsign"
        ).split()
    },
}
"""A call of each function whose gradient is measured, on inputs of unknown batch size."""


def syntax(known: Signature) -> str:
    """A signature in Python's own syntax."""

    def spelled(parameter: Parameter) -> str:
        default = parameter.default.text if isinstance(parameter.default, Expression) else repr(parameter.default)
        return parameter.name if parameter.required else f"{parameter.name}={default}"

    keyword_only = [spelled(parameter) for parameter in known.parameters if parameter.keyword_only]
    star = f"*{known.var_positional or ''}"
    return ", ".join(
        [spelled(parameter) for parameter in known.parameters if not parameter.keyword_only]
        + ([star] if known.var_positional or keyword_only else [])
        + keyword_only
        + ([f"**{known.var_keyword}"] if known.var_keyword else [])
    )


def claimed(names: list[str]) -> dict[str, str]:
    """What this room says about the parameters of each name, under a path that TensorFlow has."""
    known = {name: signature(name) for name in names}
    return {NOWHERE_PUBLIC.get(name, name): syntax(found) for name, found in known.items() if found is not None}


def test_signatures_are_tensorflows(tensorflow_1: RealTensorFlow) -> None:
    claims = claimed(list(SIGNATURES))
    assert tensorflow_1.ask("missing", list(claims)) == []
    assert tensorflow_1.ask("signatures", claims) == []


def test_signatures_of_the_second_generation_are_tensorflows(tensorflow_2: RealTensorFlow) -> None:
    known = {name: signature(name, tensorflow=2) for name in [*SIGNATURES, *SIGNATURES_2]}
    claims = {
        f"tensorflow.{name.removeprefix('tf.')}": syntax(found) for name, found in known.items() if found is not None
    }
    assert "tensorflow.nn.dropout" not in tensorflow_2.ask("missing", list(claims))
    assert tensorflow_2.ask("signatures", claims) == []


INHERITED = [
    "tf.InteractiveSession.run",
    "tf.train.AdamOptimizer.minimize",
    "tf.train.AdamOptimizer.compute_gradients",
    "tf.train.MomentumOptimizer.apply_gradients",
    "tf.train.MonitoredSession.run",
    "tf.train.RMSPropOptimizer.get_slot",
    "tf.contrib.opt.NadamOptimizer.minimize",
    "tf.estimator.DNNClassifier.train",
    "tf.keras.Sequential.fit",
    "tf.keras.layers.Conv2D.add_loss",
    "tf.keras.optimizers.Adam.get_updates",
]


def test_inherited_methods_are_found(tensorflow_1: RealTensorFlow) -> None:
    claims = claimed(INHERITED)
    assert sorted(claims) == sorted(INHERITED)
    assert tensorflow_1.ask("missing", INHERITED) == []
    assert tensorflow_1.ask("signatures", claims) == []


def test_aliases_are_one_object(tensorflow: RealTensorFlow) -> None:
    pairs = [pair for pair in aliases().items() if pair[0] not in SUCCESSORS]
    assert tensorflow.ask("same", pairs) == []


def test_canonical_names_exist(tensorflow_1: RealTensorFlow) -> None:
    same_object = [alias for alias in aliases() if alias not in SUCCESSORS]
    assert tensorflow_1.ask("missing", [*same_object, *set(aliases().values())]) == []


def test_imports_resolve_to_the_canonical_name(tensorflow: RealTensorFlow) -> None:
    if tensorflow.generation == 1:
        assert tensorflow.ask("missing", [*IMPORTED_AS, *map(canonical, IMPORTED_AS)]) == []
    copies = COPIES_IN_2 if tensorflow.generation == 2 else set()
    pairs = [(path, canonical(path)) for path in IMPORTED_AS if path not in copies]
    assert tensorflow.ask("same", pairs) == []


def test_private_modules_exist(tensorflow_1: RealTensorFlow) -> None:
    modules = [f"tensorflow.python.{module}" for module in PRIVATE_MODULES]
    assert tensorflow_1.ask("missing", [*modules, *PRIVATE_MODULES.values()]) == []


def test_what_is_public_nowhere_is_where_it_is_imported_from(tensorflow_1: RealTensorFlow) -> None:
    assert {path: canonical(path) for path in NOWHERE_PUBLIC.values()} == {v: k for k, v in NOWHERE_PUBLIC.items()}
    assert tensorflow_1.ask("missing", list(NOWHERE_PUBLIC.values())) == []
    assert sorted(tensorflow_1.ask("missing", list(NOWHERE_PUBLIC))) == sorted(NOWHERE_PUBLIC)


def test_constants_have_tensorflows_values(tensorflow: RealTensorFlow) -> None:
    real = tensorflow.ask("values", list(CONSTANTS))
    assert real == {name: CONSTANTS[name] for name in real}
    assert "tf.GraphKeys.UPDATE_OPS" in real
    if tensorflow.generation == 1:
        assert sorted(real) == sorted(CONSTANTS)


def test_bases_are_bases(tensorflow: RealTensorFlow) -> None:
    classes = {name for name in {*SIGNATURES, *BASES} if name.rpartition(".")[2][:1].isupper()}
    pairs = [(name, base) for name in sorted(classes) for base in bases(name) if base != name]
    assert tensorflow.ask("subclasses", pairs) == []


def test_functions_without_a_tensor_exist(tensorflow_1: RealTensorFlow) -> None:
    names = [f"{module}.{name}" for module, row in effect_table.NO_TENSOR.items() for name in row.split()]
    assert tensorflow_1.ask("missing", names) == []


def test_networks_normalise_where_tensorflow_does(tensorflow_1: RealTensorFlow) -> None:
    real = tensorflow_1.ask("normalisations", {name: [224 if "v3" not in name else 299, 10] for name in networks()})
    assert {name: sorted(scopes) for name, scopes in real.items()} == {
        name: sorted(map(_normalised_scope, _normalising(network))) for name, network in networks().items()
    }


def _normalising(network: Network) -> list[tuple[str, NetworkLayer]]:
    return [(network.scope, layer) for layer in network.layers if layer.kind != "plain convolution"]


def _normalised_scope(one: tuple[str, NetworkLayer]) -> str:
    scope, layer = one
    return f"{scope}/{layer.scope}" + ("/BatchNorm" if layer.kind == "convolution" else "")


def test_gradients_read_what_the_table_says(tensorflow: RealTensorFlow) -> None:
    measured = tensorflow.ask("gradient_reads", EXAMPLES)
    beyond = {
        name: reads for name, reads in measured.items() if not set(reads) <= gradient_reads(name, tensorflow.generation)
    }
    assert beyond == {}
    if tensorflow.generation == 1:
        assert {name: set(reads) for name, reads in measured.items()} == {
            name: gradient_reads(name) for name in EXAMPLES
        }


def test_every_row_of_the_gradient_table_is_measured() -> None:
    rows = {
        name
        for table in (effect_table.GRADIENT_READS, effect_table.GRADIENT_READS_2)
        for row in table.values()
        for name in row.split()
    }
    assert rows - set(EXAMPLES) == {"tf.with_dependencies"}, "which is an identity inside control_dependencies"


@pytest.mark.parametrize("generation", [1, 2])
def test_unnamed_gradients_may_read_everything(generation: int) -> None:
    assert gradient_reads("tf.nn.something_new", generation) == {"inputs", "output"}
