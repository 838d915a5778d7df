"""Data of `effects`, by canonical module and name."""

NO_TENSOR: dict[str, str] = {
    "tf": (
        "add_to_collection add_to_collections as_dtype assert_proper_iterable assert_same_float_dtype "
        "broadcast_static_shape colocate_with constant_initializer container control_dependencies "
        "control_flow_v2_enabled custom_gradient device dimension_at_index dimension_value disable_control_flow_v2 "
        "disable_eager_execution disable_resource_variables disable_tensor_equality disable_v2_behavior "
        "disable_v2_tensorshape enable_control_flow_v2 enable_eager_execution enable_resource_variables "
        "enable_tensor_equality enable_v2_behavior enable_v2_tensorshape executing_eagerly fixed_size_partitioner "
        "function get_collection get_collection_ref get_default_graph get_default_session get_logger get_seed "
        "get_static_value get_variable_scope global_variables glorot_normal_initializer glorot_uniform_initializer "
        "init_scope is_tensor load_file_system_library load_library load_op_library local_variables make_ndarray "
        "make_template make_tensor_proto min_max_variable_partitioner model_variables moving_average_variables "
        "name_scope no_regularizer ones_initializer op_scope orthogonal_initializer random_normal_initializer "
        "random_uniform_initializer recompute_grad register_tensor_conversion_function reset_default_graph "
        "resource_variables_enabled set_random_seed trainable_variables truncated_normal_initializer "
        "uniform_unit_scaling_initializer variable_axis_size_partitioner variable_creator_scope variable_op_scope "
        "variable_scope variance_scaling_initializer wrap_function zeros_initializer"
    ),
    "tf.contrib.framework": (
        "add_arg_scope add_model_variable arg_scope arg_scoped_arguments assign_from_checkpoint_fn current_arg_scope "
        "filter_variables get_local_variables get_model_variables get_trainable_variables get_unique_variable "
        "get_variable_full_name get_variables get_variables_by_name get_variables_by_suffix get_variables_to_restore "
        "has_arg_scope init_from_checkpoint is_tensor list_variables load_checkpoint load_variable"
    ),
    "tf.contrib.layers": (
        "l1_l2_regularizer l1_regularizer l2_regularizer sum_regularizer variance_scaling_initializer "
        "xavier_initializer"
    ),
    "tf.contrib.slim.learning": "train train_step",
    "tf.contrib.slim.nets.inception": ("inception_v1_arg_scope inception_v2_arg_scope inception_v3_arg_scope"),
    "tf.contrib.slim.nets.resnet_utils": "resnet_arg_scope",
    "tf.contrib.training": "evaluate_once evaluate_repeatedly train",
    "tf.data": "get_output_classes get_output_shapes get_output_types",
    "tf.debugging": "get_log_device_placement set_log_device_placement",
    "tf.estimator": "classifier_parse_example_spec regressor_parse_example_spec train_and_evaluate",
    "tf.graph_util": (
        "convert_variables_to_constants extract_sub_graph must_run_on_cpu remove_training_nodes "
        "tensor_shape_from_node_def_name"
    ),
    "tf.initializers": "he_normal he_uniform identity lecun_normal lecun_uniform",
    "tf.io": "tf_record_iterator write_graph",
    "tf.losses": "add_loss get_losses get_regularization_losses",
    "tf.saved_model": (
        "build_signature_def classification_signature_def contains_saved_model is_valid_signature load "
        "predict_signature_def regression_signature_def save simple_save"
    ),
    "tf.summary": "all_v2_summary_ops get_summary_description",
    "tf.train": (
        "add_queue_runner assert_global_step basic_train_loop checkpoint_exists checkpoints_iterator "
        "export_meta_graph generate_checkpoint_state_proto get_checkpoint_mtimes get_checkpoint_state global_step "
        "import_meta_graph init_from_checkpoint latest_checkpoint list_variables load_checkpoint load_variable "
        "remove_checkpoint replica_device_setter start_queue_runners summary_iterator update_checkpoint_state "
        "warm_start"
    ),
}
"""Functions that return no tensor or operation: scopes, queries, settings, initialisers, regularisers, files, loops."""

NO_TENSOR_PREFIXES: tuple[str, ...] = (
    "tf.app.",
    "tf.autograph.",
    "tf.config.",
    "tf.contrib.eager.",
    "tf.distribute.",
    "tf.errors.",
    "tf.estimator.export.",
    "tf.estimator.inputs.",
    "tf.experimental.",
    "tf.feature_column.",
    "tf.flags.",
    "tf.gfile.",
    "tf.io.gfile.",
    "tf.keras.constraints.",
    "tf.keras.datasets.",
    "tf.keras.initializers.",
    "tf.keras.models.",
    "tf.keras.optimizers.",
    "tf.keras.preprocessing.",
    "tf.keras.regularizers.",
    "tf.keras.utils.",
    "tf.logging.",
    "tf.nest.",
    "tf.profiler.",
    "tf.resource_loader.",
    "tf.sysconfig.",
    "tf.test.",
    "tf.tools.",
)
"""Modules without a function that makes graph operations for its caller."""

TENSOR_CLASSES: frozenset[str] = frozenset({"tf.IndexedSlices", "tf.Print", "tf.SparseTensor", "tf.Variable"})
"""Capitalised names whose call makes a tensor: `tf.Print` is a function."""

GRADIENT_READS: dict[str, str] = {
    "": (
        "tf.Print tf.accumulate_n tf.add_n tf.cast tf.ceil tf.check_numerics tf.floor tf.identity tf.identity_n "
        "tf.negative tf.nn.bias_add tf.ones_like tf.round tf.stack tf.stop_gradient tf.to_float tf.tuple "
        "tf.with_dependencies tf.zeros_like"
    ),
    "inputs": (
        "tf.abs tf.add tf.cos tf.divide tf.erf tf.expand_dims tf.expm1 tf.gather tf.log tf.log1p tf.matmul tf.maximum "
        "tf.minimum tf.multiply tf.nn.l2_loss tf.nn.leaky_relu tf.nn.softplus tf.nn.softsign tf.reduce_mean "
        "tf.reduce_sum tf.reshape tf.sign tf.sin tf.square tf.squared_difference tf.squeeze tf.subtract tf.truediv"
    ),
    "output": "tf.transpose",
}
"""What the gradient of a function reads, for those that do not read both their inputs and what they compute.

Measured on TensorFlow 1.15.5 and 2.21.0 with a batch dimension that is unknown when the graph is built, which most
programs have: where shapes are known, the gradients of `tf.add`, `tf.reduce_sum`, `tf.reshape` and their like read
nothing. Constants that a function makes for itself count as its output (`tf.transpose` makes its permutation): they
wait on the same control dependencies.
"""

GRADIENT_READS_2: dict[str, str] = {"inputs output": "tf.reduce_mean"}
"""What differs in TensorFlow 2.21."""

HARMLESS_PACKAGES = (
    "IPython Levenshtein PIL absl attr bs4 click cloudpickle colorama configargparse coloredlogs cv2 cycler dill "
    "docopt easydict editdistance ffmpeg fire flask ftfy gensim google gym h5py imageio imgaug imutils jieba joblib "
    "jsonlines librosa lmdb lxml matplotlib mmh3 moviepy msgpack nibabel nltk numba numexpr numpy ot pandas past "
    "path pathlib2 pickle5 plotly prettytable progressbar psutil pyaudio pycocotools pydicom pydot pyfiglet pygame "
    "pylab pymongo pywt rdkit regex requests scipy seaborn simplejson six skimage sklearn skvideo soundfile spacy "
    "statsmodels sympy tabulate termcolor toml torchvision tqdm trimesh ujson unidecode wandb yaml zmq"
)
"""Third-party import roots that know nothing of TensorFlow's graph."""
