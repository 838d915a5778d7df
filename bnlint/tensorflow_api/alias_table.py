"""Data of `names`: which public names are one thing, where private modules surface, what took the place of what."""

MOVED: dict[str, dict[str, str]] = {
    "tf.debugging": {
        "tf": (
            "Assert assert_equal assert_greater assert_greater_equal assert_integer assert_less "
            "assert_less_equal assert_near assert_negative assert_non_negative assert_non_positive "
            "assert_none_equal assert_positive assert_proper_iterable assert_rank assert_rank_at_least "
            "assert_rank_in assert_same_float_dtype assert_scalar assert_type check_numerics is_finite "
            "is_inf is_nan is_non_decreasing is_numeric_tensor is_strictly_increasing"
        ),
    },
    "tf.dtypes": {
        "tf": "DType as_dtype as_string cast complex saturate_cast",
    },
    "tf.errors": {
        "tf": "OpError",
    },
    "tf.estimator": {
        "tf.train": (
            "CheckpointSaverHook CheckpointSaverListener FeedFnHook FinalOpsHook GlobalStepWaiterHook "
            "LoggingTensorHook NanLossDuringTrainingError NanTensorHook ProfilerHook SecondOrStepTimer "
            "SessionRunArgs SessionRunContext SessionRunHook SessionRunValues StepCounterHook StopAtStepHook "
            "SummarySaverHook VocabInfo"
        ),
    },
    "tf.image": {
        "tf": "extract_image_patches random_crop",
        "tf.io": (
            "decode_and_crop_jpeg decode_bmp decode_gif decode_image decode_jpeg decode_png encode_jpeg "
            "extract_jpeg_shape is_jpeg"
        ),
    },
    "tf.initializers": {
        "tf": "tables_initializer",
    },
    "tf.io": {
        "tf": (
            "FixedLenFeature FixedLenSequenceFeature PaddingFIFOQueue PriorityQueue QueueBase "
            "RandomShuffleQueue SparseFeature VarLenFeature decode_base64 decode_compressed decode_csv "
            "decode_json_example decode_raw deserialize_many_sparse encode_base64 matching_files "
            "parse_example parse_single_example parse_single_sequence_example parse_tensor read_file "
            "serialize_many_sparse serialize_sparse serialize_tensor write_file"
        ),
    },
    "tf.linalg": {
        "tf": (
            "cholesky cholesky_solve cross einsum eye global_norm matmul matrix_transpose norm qr svd tensordot trace"
        ),
        "tf.nn": "l2_normalize",
    },
    "tf.manip": {
        "tf": "batch_to_space_nd gather_nd reshape reverse roll scatter_nd space_to_batch_nd tile",
    },
    "tf.math": {
        "tf": (
            "abs accumulate_n acos acosh add add_n angle argmax argmin asin asinh atan atan2 atanh betainc "
            "bincount ceil confusion_matrix conj cos cosh count_nonzero cumprod cumsum digamma divide equal "
            "erf erfc exp expm1 floor floordiv greater greater_equal igamma igammac imag invert_permutation "
            "is_finite is_inf is_nan is_non_decreasing is_strictly_increasing lbeta less less_equal lgamma "
            "log log1p log_sigmoid logical_and logical_not logical_or logical_xor maximum minimum mod "
            "multiply negative not_equal polygamma pow real reciprocal reduce_all reduce_any "
            "reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod reduce_sum rint round rsqrt "
            "scalar_mul segment_max segment_mean segment_min segment_prod segment_sum sigmoid sign sin sinh "
            "sqrt square squared_difference subtract tan tanh truediv unsorted_segment_max "
            "unsorted_segment_mean unsorted_segment_min unsorted_segment_prod unsorted_segment_sqrt_n "
            "unsorted_segment_sum zeta"
        ),
        "tf.nn": "in_top_k l2_normalize log_softmax softmax softplus softsign top_k zero_fraction",
    },
    "tf.nn": {
        "tf": "depth_to_space sigmoid space_to_batch space_to_depth tanh",
    },
    "tf.queue": {
        "tf": "FIFOQueue PaddingFIFOQueue PriorityQueue QueueBase RandomShuffleQueue",
    },
    "tf.random": {
        "tf": "get_seed multinomial set_random_seed truncated_normal",
        "tf.nn": (
            "all_candidate_sampler fixed_unigram_candidate_sampler learned_unigram_candidate_sampler "
            "log_uniform_candidate_sampler uniform_candidate_sampler"
        ),
    },
    "tf.strings": {
        "tf": "as_string reduce_join regex_replace",
    },
    "tf.summary": {
        "tf": "Event SessionLog Summary",
    },
    "tf.train": {
        "tf.io": "match_filenames_once write_graph",
    },
    "tf.train.queue_runner": {
        "tf.train": "QueueRunner add_queue_runner start_queue_runners",
    },
    "tf.graph_util": {
        "tf": "import_graph_def",
    },
    "tf.signal": {
        "tf": "fft fft2d fft3d ifft ifft2d ifft3d",
    },
    "tf.contrib.distribute": {
        "tf.distribute": (
            "CrossDeviceOps OneDeviceStrategy ReplicaContext get_loss_reduction get_replica_context "
            "get_strategy has_strategy in_cross_replica_context"
        ),
        "tf.distribute.experimental": "TPUStrategy",
        "tf.tpu.experimental": "initialize_tpu_system",
    },
    "tf.contrib.eager": {
        "tf": "GradientTape TensorSpec custom_gradient enable_eager_execution executing_eagerly function",
        "tf.train": "Checkpoint",
    },
    "tf.contrib.estimator": {
        "tf.estimator.experimental": "dnn_logit_fn_builder linear_logit_fn_builder",
    },
    "tf.contrib.framework": {
        "tf": (
            "TensorSpec argsort assert_same_float_dtype assert_scalar convert_to_tensor_or_sparse_tensor is_tensor sort"
        ),
    },
    "tf.contrib.rnn": {
        "tf.nn.rnn_cell": (
            "BasicLSTMCell BasicRNNCell DeviceWrapper DropoutWrapper GRUCell LSTMCell LSTMStateTuple "
            "MultiRNNCell RNNCell ResidualWrapper"
        ),
        "tf.nn": "static_bidirectional_rnn static_rnn static_state_saving_rnn",
    },
    "tf.contrib.slim.nets.resnet_v1": {
        "tf.contrib.slim.nets.resnet_utils": "resnet_arg_scope",
    },
    "tf.contrib.slim.nets.resnet_v2": {
        "tf.contrib.slim.nets.resnet_utils": "resnet_arg_scope",
    },
    "tf.contrib.tpu": {
        "tf.estimator.tpu": "InputPipelineConfig RunConfig TPUConfig TPUEstimator TPUEstimatorSpec",
        "tf.tpu": (
            "CrossShardOptimizer batch_parallel bfloat16_scope core cross_replica_sum initialize_system "
            "outside_compilation replicate rewrite shard shutdown_system"
        ),
        "tf.tpu.experimental": "DeviceAssignment",
    },
    "tf.contrib.util": {
        "tf": "make_ndarray make_tensor_proto",
    },
    "tf.keras.backend": {
        "tf": "name_scope",
    },
    "tf.keras.models": {
        "tf.keras": "Model Sequential",
    },
    "tf.keras.layers": {
        "tf.keras": "Input",
    },
    "tf.python_io": {
        "tf.io": "TFRecordCompressionType TFRecordOptions TFRecordWriter tf_record_iterator",
    },
    "tf.distribute": {
        "tf.train": "Server",
    },
}
RENAMED: dict[str, str] = {
    "tf.NotDifferentiable": "tf.NoGradient",
    "tf.contrib.distribute.DistributionStrategy": "tf.distribute.Strategy",
    "tf.contrib.distribute.get_distribution_strategy": "tf.distribute.get_strategy",
    "tf.contrib.distribute.has_distribution_strategy": "tf.distribute.has_strategy",
    "tf.contrib.eager.connect_to_remote_host": "tf.config.experimental_connect_to_host",
    "tf.contrib.eager.in_eager_mode": "tf.executing_eagerly",
    "tf.contrib.eager.list_devices": "tf.config.experimental_list_devices",
    "tf.contrib.eager.py_func": "tf.py_function",
    "tf.contrib.layers.convolution1d": "tf.contrib.layers.conv1d",
    "tf.contrib.layers.convolution2d": "tf.contrib.layers.conv2d",
    "tf.contrib.layers.convolution2d_in_plane": "tf.contrib.layers.conv2d_in_plane",
    "tf.contrib.layers.convolution2d_transpose": "tf.contrib.layers.conv2d_transpose",
    "tf.contrib.layers.convolution3d": "tf.contrib.layers.conv3d",
    "tf.contrib.layers.convolution3d_transpose": "tf.contrib.layers.conv3d_transpose",
    "tf.contrib.layers.separable_convolution2d": "tf.contrib.layers.separable_conv2d",
    "tf.contrib.layers.xavier_initializer_conv2d": "tf.contrib.layers.xavier_initializer",
    "tf.contrib.util.constant_value": "tf.get_static_value",
    "tf.debugging.assert_all_finite": "tf.verify_tensor_all_finite",
    "tf.floormod": "tf.mod",
    "tf.gfile.Open": "tf.gfile.GFile",
    "tf.image.resize": "tf.image.resize_images",
    "tf.image.resize_image_with_crop_or_pad": "tf.image.resize_with_crop_or_pad",
    "tf.image.transpose_image": "tf.image.transpose",
    "tf.initializers.constant": "tf.constant_initializer",
    "tf.initializers.global_variables": "tf.global_variables_initializer",
    "tf.initializers.glorot_normal": "tf.glorot_normal_initializer",
    "tf.initializers.glorot_uniform": "tf.glorot_uniform_initializer",
    "tf.initializers.local_variables": "tf.local_variables_initializer",
    "tf.initializers.ones": "tf.ones_initializer",
    "tf.initializers.orthogonal": "tf.orthogonal_initializer",
    "tf.initializers.random_normal": "tf.random_normal_initializer",
    "tf.initializers.random_uniform": "tf.random_uniform_initializer",
    "tf.initializers.truncated_normal": "tf.truncated_normal_initializer",
    "tf.initializers.uniform_unit_scaling": "tf.uniform_unit_scaling_initializer",
    "tf.initializers.variables": "tf.variables_initializer",
    "tf.initializers.variance_scaling": "tf.variance_scaling_initializer",
    "tf.initializers.zeros": "tf.zeros_initializer",
    "tf.io.gfile.GFile": "tf.gfile.GFile",
    "tf.keras.initializers.Constant": "tf.constant_initializer",
    "tf.keras.initializers.Ones": "tf.ones_initializer",
    "tf.keras.initializers.Orthogonal": "tf.orthogonal_initializer",
    "tf.keras.initializers.Zeros": "tf.zeros_initializer",
    "tf.keras.initializers.constant": "tf.constant_initializer",
    "tf.keras.initializers.glorot_normal": "tf.glorot_normal_initializer",
    "tf.keras.initializers.glorot_uniform": "tf.glorot_uniform_initializer",
    "tf.keras.initializers.ones": "tf.ones_initializer",
    "tf.keras.initializers.orthogonal": "tf.orthogonal_initializer",
    "tf.keras.initializers.zeros": "tf.zeros_initializer",
    "tf.keras.layers.AvgPool1D": "tf.keras.layers.AveragePooling1D",
    "tf.keras.layers.AvgPool2D": "tf.keras.layers.AveragePooling2D",
    "tf.keras.layers.AvgPool3D": "tf.keras.layers.AveragePooling3D",
    "tf.keras.layers.Convolution1D": "tf.keras.layers.Conv1D",
    "tf.keras.layers.Convolution2D": "tf.keras.layers.Conv2D",
    "tf.keras.layers.Convolution2DTranspose": "tf.keras.layers.Conv2DTranspose",
    "tf.keras.layers.Convolution3D": "tf.keras.layers.Conv3D",
    "tf.keras.layers.Convolution3DTranspose": "tf.keras.layers.Conv3DTranspose",
    "tf.keras.layers.GlobalAvgPool1D": "tf.keras.layers.GlobalAveragePooling1D",
    "tf.keras.layers.GlobalAvgPool2D": "tf.keras.layers.GlobalAveragePooling2D",
    "tf.keras.layers.GlobalAvgPool3D": "tf.keras.layers.GlobalAveragePooling3D",
    "tf.keras.layers.GlobalMaxPool1D": "tf.keras.layers.GlobalMaxPooling1D",
    "tf.keras.layers.GlobalMaxPool2D": "tf.keras.layers.GlobalMaxPooling2D",
    "tf.keras.layers.GlobalMaxPool3D": "tf.keras.layers.GlobalMaxPooling3D",
    "tf.keras.layers.MaxPool1D": "tf.keras.layers.MaxPooling1D",
    "tf.keras.layers.MaxPool2D": "tf.keras.layers.MaxPooling2D",
    "tf.keras.layers.MaxPool3D": "tf.keras.layers.MaxPooling3D",
    "tf.keras.layers.SeparableConvolution1D": "tf.keras.layers.SeparableConv1D",
    "tf.keras.layers.SeparableConvolution2D": "tf.keras.layers.SeparableConv2D",
    "tf.lin_space": "tf.linspace",
    "tf.math.divide_no_nan": "tf.div_no_nan",
    "tf.math.floormod": "tf.mod",
    "tf.nn.avg_pool2d": "tf.nn.avg_pool",
    "tf.nn.conv3d_backprop_filter_v2": "tf.nn.conv3d_backprop_filter",
    "tf.nn.depthwise_conv2d_native_backprop_filter": "tf.nn.depthwise_conv2d_backprop_filter",
    "tf.nn.depthwise_conv2d_native_backprop_input": "tf.nn.depthwise_conv2d_backprop_input",
    "tf.nn.local_response_normalization": "tf.nn.lrn",
    "tf.no_gradient": "tf.NoGradient",
    "tf.random.gamma": "tf.random_gamma",
    "tf.random.normal": "tf.random_normal",
    "tf.random.poisson": "tf.random_poisson",
    "tf.random.shuffle": "tf.random_shuffle",
    "tf.random.uniform": "tf.random_uniform",
    "tf.reverse_v2": "tf.reverse",
    "tf.saved_model.builder.SavedModelBuilder": "tf.saved_model.Builder",
    "tf.sparse.add": "tf.sparse_add",
    "tf.sparse.concat": "tf.sparse_concat",
    "tf.sparse.fill_empty_rows": "tf.sparse_fill_empty_rows",
    "tf.sparse.mask": "tf.sparse_mask",
    "tf.sparse.matmul": "tf.sparse_tensor_dense_matmul",
    "tf.sparse.maximum": "tf.sparse_maximum",
    "tf.sparse.merge": "tf.sparse_merge",
    "tf.sparse.minimum": "tf.sparse_minimum",
    "tf.sparse.placeholder": "tf.sparse_placeholder",
    "tf.sparse.reduce_max": "tf.sparse_reduce_max",
    "tf.sparse.reduce_max_sparse": "tf.sparse_reduce_max_sparse",
    "tf.sparse.reduce_sum": "tf.sparse_reduce_sum",
    "tf.sparse.reduce_sum_sparse": "tf.sparse_reduce_sum_sparse",
    "tf.sparse.reorder": "tf.sparse_reorder",
    "tf.sparse.reset_shape": "tf.sparse_reset_shape",
    "tf.sparse.reshape": "tf.sparse_reshape",
    "tf.sparse.retain": "tf.sparse_retain",
    "tf.sparse.segment_mean": "tf.sparse_segment_mean",
    "tf.sparse.segment_sqrt_n": "tf.sparse_segment_sqrt_n",
    "tf.sparse.segment_sum": "tf.sparse_segment_sum",
    "tf.sparse.slice": "tf.sparse_slice",
    "tf.sparse.softmax": "tf.sparse_softmax",
    "tf.sparse.sparse_dense_matmul": "tf.sparse_tensor_dense_matmul",
    "tf.sparse.split": "tf.sparse_split",
    "tf.sparse.to_dense": "tf.sparse_tensor_to_dense",
    "tf.sparse.to_indicator": "tf.sparse_to_indicator",
    "tf.sparse.transpose": "tf.sparse_transpose",
    "tf.train.piecewise_constant_decay": "tf.train.piecewise_constant",
}
SUCCESSORS: dict[str, str] = {
    "tf.all_variables": "tf.global_variables",
    "tf.app.flags": "tf.flags",
    "tf.initialize_all_variables": "tf.global_variables_initializer",
    "tf.initialize_local_variables": "tf.local_variables_initializer",
    "tf.initialize_variables": "tf.variables_initializer",
    "tf.histogram_summary": "tf.summary.histogram",
    "tf.image_summary": "tf.summary.image",
    "tf.merge_all_summaries": "tf.summary.merge_all",
    "tf.merge_summary": "tf.summary.merge",
    "tf.scalar_summary": "tf.summary.scalar",
    "tf.train.SummaryWriter": "tf.summary.FileWriter",
    "tf.mul": "tf.multiply",
    "tf.neg": "tf.negative",
    "tf.sub": "tf.subtract",
    "tf.pack": "tf.stack",
    "tf.unpack": "tf.unstack",
    "tf.random.set_seed": "tf.set_random_seed",
    "tf.contrib.framework.assert_global_step": "tf.train.assert_global_step",
    "tf.contrib.framework.create_global_step": "tf.train.create_global_step",
    "tf.contrib.framework.get_global_step": "tf.train.get_global_step",
    "tf.contrib.framework.get_or_create_global_step": "tf.train.get_or_create_global_step",
    "tf.keras.layers.BatchNormalizationV1": "tf.keras.layers.BatchNormalization",
    "tf.keras.layers.BatchNormalizationV2": "tf.keras.layers.BatchNormalization",
}
"""Different objects of one behaviour: names of TensorFlow 0.x and contrib, and what took their place."""

PRIVATE_MODULES: dict[str, str] = {
    "client.session": "tf",
    "data": "tf.data",
    "distribute": "tf.distribute",
    "eager": "tf",
    "estimator": "tf.estimator",
    "estimator.export": "tf.estimator.export",
    "framework": "tf",
    "framework.errors": "tf.errors",
    "framework.errors_impl": "tf.errors",
    "framework.graph_util": "tf.graph_util",
    "framework.graph_util_impl": "tf.graph_util",
    "layers": "tf.layers",
    "lib.io.file_io": "tf.gfile",
    "lib.io.tf_record": "tf.io",
    "ops": "tf",
    "ops.image_ops": "tf.image",
    "ops.image_ops_impl": "tf.image",
    "ops.losses": "tf.losses",
    "ops.metrics": "tf.metrics",
    "ops.metrics_impl": "tf.metrics",
    "ops.nn": "tf.nn",
    "ops.nn_impl": "tf.nn",
    "ops.nn_ops": "tf.nn",
    "ops.rnn": "tf.nn",
    "ops.rnn_cell": "tf.nn.rnn_cell",
    "ops.rnn_cell_impl": "tf.nn.rnn_cell",
    "platform.app": "tf.app",
    "platform.flags": "tf.flags",
    "platform.gfile": "tf.gfile",
    "platform.tf_logging": "tf.logging",
    "saved_model": "tf.saved_model",
    "summary": "tf.summary",
    "tools": "tf.tools",
    "training": "tf.train",
    "util.nest": "tf.nest",
}
"""Modules below `tensorflow.python` and where their functions and classes surface, or would.

What TensorFlow 1.15 defines but exports nowhere gets a name by the same rule: `tf.with_dependencies` of
`control_flow_ops`, `tf.train.assign_moving_average` of `training.moving_averages`.
"""

SLIM_HOMES: dict[str, str] = {
    "tf.contrib.slim": (
        "data data_decoder data_provider dataset dataset_data_provider evaluation learning model_analyzer nets "
        "parallel_reader prefetch_queue queues summaries tfexample_decoder"
    ),
    "tf.contrib.losses": "losses",
    "tf.contrib.metrics": "metrics",
    "tf.contrib.training": "training",
    "tf.contrib.framework": (
        "VariableDeviceChooser add_arg_scope add_model_variable arg_scope arg_scoped_arguments assert_global_step "
        "assert_or_get_global_step assign_from_checkpoint assign_from_checkpoint_fn assign_from_values "
        "assign_from_values_fn create_global_step current_arg_scope filter_variables get_global_step "
        "get_local_variables get_model_variables get_or_create_global_step get_trainable_variables "
        "get_unique_variable get_variable_full_name get_variables get_variables_by_name get_variables_by_suffix "
        "get_variables_to_restore global_variable has_arg_scope local_variable model_variable ops variable "
        "variables"
    ),
    "tf.contrib.layers": "initializers layers optimizers regularizers utils",
}
"""What `tf.contrib.slim` (and `tf_slim`) re-exports from elsewhere; all other names are `contrib.layers`'."""
