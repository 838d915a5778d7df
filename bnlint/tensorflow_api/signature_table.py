"""Data of `signatures`: parameters of TensorFlow's callables, in Python's own syntax and canonical names.

Read from TensorFlow 1.15.5 and 2.21.0; the tests of this room hold every row against the installed TensorFlow.
"""

SIGNATURES: dict[str, str] = {
    "tf.AggregationMethod": "",
    "tf.Assert": "condition, data, summarize=None, name=None",
    "tf.ConfigProto": "*args, **kwargs",
    "tf.GradientTape": "persistent=False, watch_accessed_variables=True",
    "tf.GradientTape.gradient": (
        "target, sources, output_gradients=None, unconnected_gradients=tf.UnconnectedGradients.NONE"
    ),
    "tf.Graph": "",
    "tf.Graph.add_to_collection": "name, value",
    "tf.Graph.add_to_collections": "names, value",
    "tf.Graph.as_default": "",
    "tf.Graph.as_graph_def": "from_version=None, add_shapes=False",
    "tf.Graph.as_graph_element": "obj, allow_tensor=True, allow_operation=True",
    "tf.Graph.clear_collection": "name",
    "tf.Graph.colocate_with": "op, ignore_existing=False",
    "tf.Graph.container": "container_name",
    "tf.Graph.control_dependencies": "control_inputs",
    "tf.Graph.device": "device_name_or_function",
    "tf.Graph.finalize": "",
    "tf.Graph.get_all_collection_keys": "",
    "tf.Graph.get_collection": "name, scope=None",
    "tf.Graph.get_collection_ref": "name",
    "tf.Graph.get_name_scope": "",
    "tf.Graph.get_operation_by_name": "name",
    "tf.Graph.get_operations": "",
    "tf.Graph.get_tensor_by_name": "name",
    "tf.Graph.gradient_override_map": "op_type_map",
    "tf.Graph.is_feedable": "tensor",
    "tf.Graph.name_scope": "name",
    "tf.Graph.prevent_feeding": "tensor",
    "tf.Graph.prevent_fetching": "op",
    "tf.Graph.switch_to_thread_local": "",
    "tf.Graph.unique_name": "name, mark_as_used=True",
    "tf.GraphKeys": "",
    "tf.InteractiveSession": "target='', graph=None, config=None",
    "tf.InteractiveSession.close": "",
    "tf.NoGradient": "op_type",
    "tf.Operation.run": "feed_dict=None, session=None",
    "tf.Print": "input_, data, message=None, first_n=None, summarize=None, name=None",
    "tf.RegisterGradient": "op_type",
    "tf.Session": "target='', graph=None, config=None",
    "tf.Session.as_default": "",
    "tf.Session.close": "",
    "tf.Session.list_devices": "",
    "tf.Session.make_callable": "fetches, feed_list=None, accept_options=False",
    "tf.Session.partial_run": "handle, fetches, feed_dict=None",
    "tf.Session.partial_run_setup": "fetches, feeds=None",
    "tf.Session.run": "fetches, feed_dict=None, options=None, run_metadata=None",
    "tf.Tensor.eval": "feed_dict=None, session=None",
    "tf.Tensor.get_shape": "",
    "tf.Tensor.set_shape": "shape",
    "tf.Variable": (
        "initial_value=None, trainable=None, collections=None, validate_shape=True, caching_device=None, "
        "name=None, variable_def=None, dtype=None, expected_shape=None, import_scope=None, constraint=None, "
        "use_resource=None, synchronization=tf.VariableSynchronization.AUTO, "
        "aggregation=tf.VariableAggregation.NONE, shape=None"
    ),
    "tf.Variable.assign": "value, use_locking=False, name=None, read_value=True",
    "tf.Variable.assign_add": "delta, use_locking=False, name=None, read_value=True",
    "tf.Variable.assign_sub": "delta, use_locking=False, name=None, read_value=True",
    "tf.Variable.eval": "session=None",
    "tf.Variable.initialized_value": "",
    "tf.Variable.load": "value, session=None",
    "tf.Variable.read_value": "",
    "tf.Variable.value": "",
    "tf.VariableScope": (
        "reuse, name='', initializer=None, regularizer=None, caching_device=None, partitioner=None, "
        "custom_getter=None, name_scope='', dtype=tf.float32, use_resource=None, constraint=None"
    ),
    "tf.VariableScope.get_collection": "name",
    "tf.VariableScope.get_variable": (
        "var_store, name, shape=None, dtype=None, initializer=None, regularizer=None, reuse=None, trainable=None, "
        "collections=None, caching_device=None, partitioner=None, validate_shape=True, use_resource=None, "
        "custom_getter=None, constraint=None, synchronization=tf.VariableSynchronization.AUTO, "
        "aggregation=tf.VariableAggregation.NONE"
    ),
    "tf.VariableScope.global_variables": "",
    "tf.VariableScope.reuse_variables": "",
    "tf.VariableScope.set_caching_device": "caching_device",
    "tf.VariableScope.set_custom_getter": "custom_getter",
    "tf.VariableScope.set_initializer": "initializer",
    "tf.VariableScope.set_partitioner": "partitioner",
    "tf.VariableScope.set_regularizer": "regularizer",
    "tf.VariableScope.trainable_variables": "",
    "tf.add_check_numerics_ops": "",
    "tf.add_n": "inputs, name=None",
    "tf.add_to_collection": "name, value",
    "tf.add_to_collections": "names, value",
    "tf.app.run": "main=None, argv=None",
    "tf.argmax": "input, axis=None, name=None, dimension=None, output_type=tf.int64",
    "tf.assert_equal": "x, y, data=None, summarize=None, message=None, name=None",
    "tf.assign": "ref, value, validate_shape=None, use_locking=None, name=None",
    "tf.assign_add": "ref, value, use_locking=None, name=None",
    "tf.assign_sub": "ref, value, use_locking=None, name=None",
    "tf.case": "pred_fn_pairs, default=None, exclusive=False, strict=False, name='case'",
    "tf.cast": "x, dtype, name=None",
    "tf.clip_by_average_norm": "t, clip_norm, name=None",
    "tf.clip_by_global_norm": "t_list, clip_norm, use_norm=None, name=None",
    "tf.clip_by_norm": "t, clip_norm, axes=None, name=None",
    "tf.clip_by_value": "t, clip_value_min, clip_value_max, name=None",
    "tf.colocate_with": "op, ignore_existing=False",
    "tf.concat": "values, axis, name='concat'",
    "tf.cond": "pred, true_fn=None, false_fn=None, strict=False, name=None, fn1=None, fn2=None",
    "tf.constant": "value, dtype=None, shape=None, name='Const', verify_shape=False",
    "tf.container": "container_name",
    "tf.contrib.eager.defun": (
        "func=None, input_signature=None, autograph=True, experimental_autograph_options=None, "
        "experimental_relax_shapes=False"
    ),
    "tf.contrib.estimator.binary_classification_head": (
        "weight_column=None, thresholds=None, label_vocabulary=None, "
        "loss_reduction='weighted_sum_over_batch_size', loss_fn=None, name=None"
    ),
    "tf.contrib.estimator.clip_gradients_by_norm": "optimizer, clip_norm",
    "tf.contrib.framework.add_arg_scope": "func",
    "tf.contrib.framework.add_model_variable": "var",
    "tf.contrib.framework.arg_scope": "list_ops_or_scope, **kwargs",
    "tf.contrib.framework.arg_scoped_arguments": "func",
    "tf.contrib.framework.assign_from_checkpoint": "model_path, var_list, ignore_missing_vars=False",
    "tf.contrib.framework.assign_from_checkpoint_fn": (
        "model_path, var_list, ignore_missing_vars=False, reshape_variables=False"
    ),
    "tf.contrib.framework.assign_from_values": "var_names_to_values",
    "tf.contrib.framework.filter_variables": "var_list, include_patterns=None, exclude_patterns=None, reg_search=True",
    "tf.contrib.framework.get_local_variables": "scope=None, suffix=None",
    "tf.contrib.framework.get_model_variables": "scope=None, suffix=None",
    "tf.contrib.framework.get_trainable_variables": "scope=None, suffix=None",
    "tf.contrib.framework.get_unique_variable": "var_op_name",
    "tf.contrib.framework.get_variable_full_name": "var",
    "tf.contrib.framework.get_variables": "scope=None, suffix=None, collection='variables'",
    "tf.contrib.framework.get_variables_by_name": "given_name, scope=None",
    "tf.contrib.framework.get_variables_by_suffix": "suffix, scope=None",
    "tf.contrib.framework.get_variables_to_restore": "include=None, exclude=None",
    "tf.contrib.framework.global_variable": "initial_value, validate_shape=True, name=None, use_resource=None",
    "tf.contrib.framework.has_arg_scope": "func",
    "tf.contrib.framework.init_from_checkpoint": "checkpoint_dir, assignment_map",
    "tf.contrib.framework.list_variables": "checkpoint_dir",
    "tf.contrib.framework.load_checkpoint": "filepattern",
    "tf.contrib.framework.load_variable": "checkpoint_dir, name",
    "tf.contrib.framework.local_variable": "initial_value, validate_shape=True, name=None, use_resource=None",
    "tf.contrib.framework.model_variable": (
        "name, shape=None, dtype=tf.float32, initializer=None, regularizer=None, trainable=True, collections=None, "
        "caching_device=None, device=None, partitioner=None, custom_getter=None, use_resource=None, "
        "synchronization=tf.VariableSynchronization.AUTO, aggregation=tf.VariableAggregation.NONE"
    ),
    "tf.contrib.framework.variable": (
        "name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=True, collections=None, "
        "caching_device=None, device=None, partitioner=None, custom_getter=None, use_resource=None, "
        "synchronization=tf.VariableSynchronization.AUTO, aggregation=tf.VariableAggregation.NONE"
    ),
    "tf.contrib.layers.GDN": (
        "inverse=False, beta_min=1e-06, gamma_init=0.1, reparam_offset=3.814697265625e-06, "
        "data_format='channels_last', activity_regularizer=None, trainable=True, name=None, **kwargs"
    ),
    "tf.contrib.layers.RevBlock": (
        "f, g, num_layers=1, f_side_input=None, g_side_input=None, use_efficient_backprop=True, name='revblock', "
        "**kwargs"
    ),
    "tf.contrib.layers.apply_regularization": "regularizer, weights_list=None",
    "tf.contrib.layers.avg_pool2d": (
        "inputs, kernel_size, stride=2, padding='VALID', data_format='NHWC', outputs_collections=None, scope=None"
    ),
    "tf.contrib.layers.avg_pool3d": (
        "inputs, kernel_size, stride=2, padding='VALID', data_format='NDHWC', outputs_collections=None, scope=None"
    ),
    "tf.contrib.layers.batch_norm": (
        "inputs, decay=0.999, center=True, scale=False, epsilon=0.001, activation_fn=None, "
        "param_initializers=None, param_regularizers=None, updates_collections='update_ops', is_training=True, "
        "reuse=None, variables_collections=None, outputs_collections=None, trainable=True, batch_weights=None, "
        "fused=None, data_format='NHWC', zero_debias_moving_mean=False, scope=None, renorm=False, "
        "renorm_clipping=None, renorm_decay=0.99, adjustment=None"
    ),
    "tf.contrib.layers.bias_add": (
        "inputs, activation_fn=None, initializer=tf.zeros_initializer(), regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, data_format='NHWC', scope=None"
    ),
    "tf.contrib.layers.bow_encoder": (
        "ids, vocab_size, embed_dim, sparse_lookup=True, initializer=None, regularizer=None, trainable=True, "
        "scope=None, reuse=None"
    ),
    "tf.contrib.layers.bucketized_column": "source_column, boundaries",
    "tf.contrib.layers.check_feature_columns": "feature_columns",
    "tf.contrib.layers.conv1d": (
        "inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, rate=1, "
        "activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.conv2d": (
        "inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, rate=1, "
        "activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.conv2d_in_plane": (
        "inputs, kernel_size, stride=1, padding='SAME', activation_fn=tf.nn.relu, normalizer_fn=None, "
        "normalizer_params=None, weights_initializer=tf.contrib.layers.xavier_initializer(), "
        "weights_regularizer=None, biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.conv2d_transpose": (
        "inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format='NHWC', activation_fn=tf.nn.relu, "
        "normalizer_fn=None, normalizer_params=None, weights_initializer=tf.contrib.layers.xavier_initializer(), "
        "weights_regularizer=None, biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.conv3d": (
        "inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, rate=1, "
        "activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.conv3d_transpose": (
        "inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format='NDHWC', "
        "activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.convolution": (
        "inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, rate=1, "
        "activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None, conv_dims=None"
    ),
    "tf.contrib.layers.create_feature_spec_for_parsing": "feature_columns",
    "tf.contrib.layers.crossed_column": (
        "columns, hash_bucket_size, combiner='sum', ckpt_to_load_from=None, tensor_name_in_ckpt=None, hash_key=None"
    ),
    "tf.contrib.layers.collect_named_outputs": "collections, alias, outputs",
    "tf.contrib.layers.convert_collection_to_dict": "collection, clear_collection=False",
    "tf.contrib.layers.dense_to_sparse": "tensor, eos_token=0, outputs_collections=None, scope=None",
    "tf.contrib.layers.dropout": (
        "inputs, keep_prob=0.5, noise_shape=None, is_training=True, outputs_collections=None, scope=None, seed=None"
    ),
    "tf.contrib.layers.elu": (
        "inputs, num_outputs, *, activation_fn=tf.nn.elu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.embed_sequence": (
        "ids, vocab_size=None, embed_dim=None, unique=False, initializer=None, regularizer=None, trainable=True, "
        "scope=None, reuse=None"
    ),
    "tf.contrib.layers.embedding_column": (
        "sparse_id_column, dimension, combiner='mean', initializer=None, ckpt_to_load_from=None, "
        "tensor_name_in_ckpt=None, max_norm=None, trainable=True"
    ),
    "tf.contrib.layers.embedding_lookup_unique": "params, ids, partition_strategy='mod', name=None",
    "tf.contrib.layers.flatten": "inputs, outputs_collections=None, scope=None",
    "tf.contrib.layers.fully_connected": (
        "inputs, num_outputs, activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.gdn": (
        "inputs, inverse=False, beta_min=1e-06, gamma_init=0.1, reparam_offset=3.814697265625e-06, "
        "data_format='channels_last', activity_regularizer=None, trainable=True, name=None, reuse=None"
    ),
    "tf.contrib.layers.group_norm": (
        "inputs, groups=32, channels_axis=-1, reduction_axes=(-3, -2), center=True, scale=True, epsilon=1e-06, "
        "activation_fn=None, param_initializers=None, reuse=None, variables_collections=None, "
        "outputs_collections=None, trainable=True, scope=None, mean_close_to_zero=False"
    ),
    "tf.contrib.layers.images_to_sequence": "inputs, data_format='NHWC', outputs_collections=None, scope=None",
    "tf.contrib.layers.infer_real_valued_columns": "features",
    "tf.contrib.layers.input_from_feature_columns": (
        "columns_to_tensors, feature_columns, weight_collections=None, trainable=True, scope=None, cols_to_outs=None"
    ),
    "tf.contrib.layers.instance_norm": (
        "inputs, center=True, scale=True, epsilon=1e-06, activation_fn=None, param_initializers=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, data_format='NHWC', scope=None"
    ),
    "tf.contrib.layers.joint_weighted_sum_from_feature_columns": (
        "columns_to_tensors, feature_columns, num_outputs, weight_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.l1_l2_regularizer": "scale_l1=1.0, scale_l2=1.0, scope=None",
    "tf.contrib.layers.l1_regularizer": "scale, scope=None",
    "tf.contrib.layers.l2_regularizer": "scale, scope=None",
    "tf.contrib.layers.layer_norm": (
        "inputs, center=True, scale=True, activation_fn=None, reuse=None, variables_collections=None, "
        "outputs_collections=None, trainable=True, begin_norm_axis=1, begin_params_axis=-1, scope=None"
    ),
    "tf.contrib.layers.legacy_fully_connected": (
        "x, num_output_units, activation_fn=None, weight_init=tf.contrib.layers.xavier_initializer(), "
        "bias_init=tf.zeros_initializer(), name=None, weight_collections=('weights',), "
        "bias_collections=('biases',), output_collections=('activations',), trainable=True, "
        "weight_regularizer=None, bias_regularizer=None"
    ),
    "tf.contrib.layers.legacy_linear": (
        "x, num_output_units, *, activation_fn=None, weight_init=tf.contrib.layers.xavier_initializer(), "
        "bias_init=tf.zeros_initializer(), name=None, weight_collections=('weights',), "
        "bias_collections=('biases',), output_collections=('activations',), trainable=True, "
        "weight_regularizer=None, bias_regularizer=None"
    ),
    "tf.contrib.layers.legacy_relu": (
        "x, num_output_units, *, activation_fn=tf.nn.relu, weight_init=tf.contrib.layers.xavier_initializer(), "
        "bias_init=tf.zeros_initializer(), name=None, weight_collections=('weights',), "
        "bias_collections=('biases',), output_collections=('activations',), trainable=True, "
        "weight_regularizer=None, bias_regularizer=None"
    ),
    "tf.contrib.layers.linear": (
        "inputs, num_outputs, *, activation_fn=None, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.make_place_holder_tensors_for_base_features": "feature_columns",
    "tf.contrib.layers.max_pool2d": (
        "inputs, kernel_size, stride=2, padding='VALID', data_format='NHWC', outputs_collections=None, scope=None"
    ),
    "tf.contrib.layers.max_pool3d": (
        "inputs, kernel_size, stride=2, padding='VALID', data_format='NDHWC', outputs_collections=None, scope=None"
    ),
    "tf.contrib.layers.maxout": "inputs, num_units, axis=-1, scope=None",
    "tf.contrib.layers.multi_class_target": "n_classes, label_name=None, weight_column_name=None",
    "tf.contrib.layers.one_hot_column": "sparse_id_column",
    "tf.contrib.layers.one_hot_encoding": (
        "labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None"
    ),
    "tf.contrib.layers.optimize_loss": (
        "loss, global_step, learning_rate, optimizer, gradient_noise_scale=None, gradient_multipliers=None, "
        "clip_gradients=None, learning_rate_decay_fn=None, update_ops=None, variables=None, name=None, "
        "summaries=None, colocate_gradients_with_ops=False, increment_global_step=True"
    ),
    "tf.contrib.layers.parse_feature_columns_from_examples": (
        "serialized, feature_columns, name=None, example_names=None"
    ),
    "tf.contrib.layers.parse_feature_columns_from_sequence_examples": (
        "serialized, context_feature_columns, sequence_feature_columns, name=None, example_name=None"
    ),
    "tf.contrib.layers.real_valued_column": (
        "column_name, dimension=1, default_value=None, dtype=tf.float32, normalizer=None"
    ),
    "tf.contrib.layers.recompute_grad": "fn, use_data_dep='__rev_block_lib_default', tupleize_grads=False",
    "tf.contrib.layers.regression_target": "label_name=None, weight_column_name=None, label_dimension=1",
    "tf.contrib.layers.relu": (
        "inputs, num_outputs, *, activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.relu6": (
        "inputs, num_outputs, *, activation_fn=tf.nn.relu6, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), weights_regularizer=None, "
        "biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.repeat": "inputs, repetitions, layer, *args, **kwargs",
    "tf.contrib.layers.rev_block": "x1, x2, f, g, num_layers=1, f_side_input=None, g_side_input=None, is_training=True",
    "tf.contrib.layers.safe_embedding_lookup_sparse": (
        "embedding_weights, sparse_ids, sparse_weights=None, combiner=None, default_id=None, name=None, "
        "partition_strategy='div', max_norm=None"
    ),
    "tf.contrib.layers.scale_gradient": "*args, **kwargs",
    "tf.contrib.layers.scattered_embedding_column": (
        "column_name, size, dimension, hash_key, combiner='mean', initializer=None"
    ),
    "tf.contrib.layers.separable_conv2d": (
        "inputs, num_outputs, kernel_size, depth_multiplier=1, stride=1, padding='SAME', data_format='NHWC', "
        "rate=1, activation_fn=tf.nn.relu, normalizer_fn=None, normalizer_params=None, "
        "weights_initializer=tf.contrib.layers.xavier_initializer(), pointwise_initializer=None, "
        "weights_regularizer=None, biases_initializer=tf.zeros_initializer(), biases_regularizer=None, reuse=None, "
        "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.sequence_input_from_feature_columns": (
        "columns_to_tensors, feature_columns, weight_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.sequence_to_images": (
        "inputs, height, output_data_format='channels_last', outputs_collections=None, scope=None"
    ),
    "tf.contrib.layers.shared_embedding_columns": (
        "sparse_id_columns, dimension, combiner='mean', shared_embedding_name=None, initializer=None, "
        "ckpt_to_load_from=None, tensor_name_in_ckpt=None, max_norm=None, trainable=True"
    ),
    "tf.contrib.layers.softmax": "logits, scope=None",
    "tf.contrib.layers.sparse_column_with_hash_bucket": (
        "column_name, hash_bucket_size, combiner='sum', dtype=tf.string, hash_keys=None"
    ),
    "tf.contrib.layers.sparse_column_with_integerized_feature": (
        "column_name, bucket_size, combiner='sum', dtype=tf.int64"
    ),
    "tf.contrib.layers.sparse_column_with_keys": "column_name, keys, default_value=-1, combiner='sum', dtype=tf.string",
    "tf.contrib.layers.sparse_column_with_vocabulary_file": (
        "column_name, vocabulary_file, num_oov_buckets=0, vocab_size=None, default_value=-1, combiner='sum', "
        "dtype=tf.string"
    ),
    "tf.contrib.layers.spatial_softmax": (
        "features, temperature=None, name=None, variables_collections=None, trainable=True, data_format='NHWC'"
    ),
    "tf.contrib.layers.stack": "inputs, layer, stack_args, **kwargs",
    "tf.contrib.layers.sum_regularizer": "regularizer_list, scope=None",
    "tf.contrib.layers.summarize_activation": "op",
    "tf.contrib.layers.summarize_activations": "name_filter=None, summarizer=tf.contrib.layers.summarize_activation",
    "tf.contrib.layers.summarize_collection": (
        "collection, name_filter=None, summarizer=tf.contrib.layers.summarize_tensor"
    ),
    "tf.contrib.layers.summarize_tensor": "tensor, tag=None",
    "tf.contrib.layers.summarize_tensors": "tensors, summarizer=tf.contrib.layers.summarize_tensor",
    "tf.contrib.layers.transform_features": "features, feature_columns",
    "tf.contrib.layers.unit_norm": "inputs, dim, epsilon=1e-07, scope=None",
    "tf.contrib.layers.variance_scaling_initializer": (
        "factor=2.0, mode='FAN_IN', uniform=False, seed=None, dtype=tf.float32"
    ),
    "tf.contrib.layers.weighted_sparse_column": "sparse_id_column, weight_column_name, dtype=tf.float32",
    "tf.contrib.layers.weighted_sum_from_feature_columns": (
        "columns_to_tensors, feature_columns, num_outputs, weight_collections=None, trainable=True, scope=None"
    ),
    "tf.contrib.layers.xavier_initializer": "uniform=True, seed=None, dtype=tf.float32",
    "tf.contrib.learn.Estimator": (
        "model_fn=None, model_dir=None, config=None, params=None, feature_engineering_fn=None"
    ),
    "tf.contrib.learn.Experiment": (
        "estimator, train_input_fn, eval_input_fn, eval_metrics=None, train_steps=None, eval_steps=100, "
        "train_monitors=None, eval_hooks=None, local_eval_frequency=None, eval_delay_secs=120, "
        "continuous_eval_throttle_secs=60, min_eval_frequency=None, delay_workers_by_global_step=False, "
        "export_strategies=None, train_steps_per_iteration=None, checkpoint_and_export=False, "
        "saving_listeners=None, check_interval_secs=5"
    ),
    "tf.contrib.learn.ModelFnOps": (
        "mode, predictions=None, loss=None, train_op=None, eval_metric_ops=None, output_alternatives=None, "
        "training_chief_hooks=None, training_hooks=None, scaffold=None"
    ),
    "tf.contrib.metrics.aggregate_metric_map": "names_to_tuples",
    "tf.contrib.opt.AdamWOptimizer": (
        "weight_decay, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name='AdamW'"
    ),
    "tf.contrib.opt.LazyAdamOptimizer": (
        "learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name='Adam'"
    ),
    "tf.contrib.opt.MovingAverageOptimizer": "opt, average_decay=0.9999, num_updates=None, sequential_update=True",
    "tf.contrib.opt.NadamOptimizer": (
        "learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name='Adam'"
    ),
    "tf.contrib.slim.evaluation.evaluate_once": (
        "master, checkpoint_path, logdir, num_evals=1, initial_op=None, initial_op_feed_dict=None, eval_op=None, "
        "eval_op_feed_dict=None, final_op=None, final_op_feed_dict=None, summary_op=0, summary_op_feed_dict=None, "
        "variables_to_restore=None, session_config=None, hooks=None"
    ),
    "tf.contrib.slim.evaluation.evaluation_loop": (
        "master, checkpoint_dir, logdir, num_evals=1, initial_op=None, initial_op_feed_dict=None, init_fn=None, "
        "eval_op=None, eval_op_feed_dict=None, final_op=None, final_op_feed_dict=None, summary_op=0, "
        "summary_op_feed_dict=None, variables_to_restore=None, eval_interval_secs=60, "
        "max_number_of_evaluations=None, session_config=None, timeout=None, timeout_fn=None, hooks=None"
    ),
    "tf.contrib.slim.learning.add_gradients_summaries": "grads_and_vars",
    "tf.contrib.slim.learning.clip_gradient_norms": "gradients_to_variables, max_norm",
    "tf.contrib.slim.learning.create_train_op": (
        "total_loss, optimizer, global_step=0, update_ops=None, variables_to_train=None, clip_gradient_norm=0, "
        "summarize_gradients=False, gate_gradients=1, aggregation_method=None, colocate_gradients_with_ops=False, "
        "gradient_multipliers=None, check_numerics=True"
    ),
    "tf.contrib.slim.learning.multiply_gradients": "grads_and_vars, gradient_multipliers",
    "tf.contrib.slim.learning.train": (
        "train_op, logdir, train_step_fn=tf.contrib.slim.learning.train_step, train_step_kwargs=0, "
        "log_every_n_steps=1, graph=None, master='', is_chief=True, global_step=None, number_of_steps=None, "
        "init_op=0, init_feed_dict=None, local_init_op=0, init_fn=None, ready_op=0, summary_op=0, "
        "save_summaries_secs=600, summary_writer=0, startup_delay_steps=0, saver=None, save_interval_secs=600, "
        "sync_optimizer=None, session_config=None, session_wrapper=None, trace_every_n_steps=None, "
        "ignore_live_threads=False"
    ),
    "tf.contrib.slim.learning.train_step": "sess, train_op, global_step, train_step_kwargs",
    "tf.contrib.slim.nets.inception.inception_v1": (
        "inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.8, prediction_fn=tf.contrib.layers.softmax, "
        "spatial_squeeze=True, reuse=None, scope='InceptionV1'"
    ),
    "tf.contrib.slim.nets.inception.inception_v1_arg_scope": (
        "weight_decay=4e-05, use_batch_norm=True, batch_norm_var_collection='moving_vars'"
    ),
    "tf.contrib.slim.nets.inception.inception_v2": (
        "inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.8, min_depth=16, depth_multiplier=1.0, "
        "prediction_fn=tf.contrib.layers.softmax, spatial_squeeze=True, reuse=None, scope='InceptionV2'"
    ),
    "tf.contrib.slim.nets.inception.inception_v2_arg_scope": (
        "weight_decay=4e-05, batch_norm_var_collection='moving_vars'"
    ),
    "tf.contrib.slim.nets.inception.inception_v3": (
        "inputs, num_classes=1000, is_training=True, dropout_keep_prob=0.8, min_depth=16, depth_multiplier=1.0, "
        "prediction_fn=tf.contrib.layers.softmax, spatial_squeeze=True, reuse=None, scope='InceptionV3'"
    ),
    "tf.contrib.slim.nets.inception.inception_v3_arg_scope": (
        "weight_decay=4e-05, batch_norm_var_collection='moving_vars', batch_norm_decay=0.9997, "
        "batch_norm_epsilon=0.001, updates_collections='update_ops', use_fused_batchnorm=True"
    ),
    "tf.contrib.slim.nets.resnet_utils.conv2d_same": "inputs, num_outputs, kernel_size, stride, rate=1, scope=None",
    "tf.contrib.slim.nets.resnet_utils.resnet_arg_scope": (
        "weight_decay=0.0001, batch_norm_decay=0.997, batch_norm_epsilon=1e-05, batch_norm_scale=True"
    ),
    **{
        f"tf.contrib.slim.nets.resnet_{version}.resnet_{version}_{layers}": (
            "inputs, num_classes=None, is_training=True, global_pool=True, output_stride=None, reuse=None, "
            f"scope='resnet_{version}_{layers}'"
        )
        for version in ("v1", "v2")
        for layers in (50, 101, 152, 200)
    },
    "tf.contrib.training.HParams": "hparam_def=None, model_structure=None, **kwargs",
    "tf.contrib.training.add_gradients_summaries": "grads_and_vars",
    "tf.contrib.training.clip_gradient_norms": "gradients_to_variables, max_norm",
    "tf.contrib.training.create_train_op": (
        "total_loss, optimizer, global_step=0, update_ops=None, variables_to_train=None, transform_grads_fn=None, "
        "summarize_gradients=False, gate_gradients=1, aggregation_method=None, colocate_gradients_with_ops=False, "
        "check_numerics=True"
    ),
    "tf.contrib.training.evaluate_once": (
        "checkpoint_path, master='', scaffold=None, eval_ops=None, feed_dict=None, final_ops=None, "
        "final_ops_feed_dict=None, hooks=None, config=None"
    ),
    "tf.contrib.training.evaluate_repeatedly": (
        "checkpoint_dir, master='', scaffold=None, eval_ops=None, feed_dict=None, final_ops=None, "
        "final_ops_feed_dict=None, eval_interval_secs=60, hooks=None, config=None, max_number_of_evaluations=None, "
        "timeout=None, timeout_fn=None"
    ),
    "tf.contrib.training.train": (
        "train_op, logdir, master='', is_chief=True, scaffold=None, hooks=None, chief_only_hooks=None, "
        "save_checkpoint_secs=600, save_summaries_steps=100, config=None, max_wait_secs=7200, run_metadata=None"
    ),
    "tf.control_dependencies": "control_inputs",
    "tf.convert_to_tensor": "value, dtype=None, name=None, preferred_dtype=None, dtype_hint=None",
    "tf.custom_gradient": "f",
    "tf.data.Dataset.batch": "batch_size, drop_remainder=False",
    "tf.data.Dataset.from_generator": "generator, output_types, output_shapes=None, args=None",
    "tf.data.Dataset.from_tensor_slices": "tensors",
    "tf.data.Dataset.make_initializable_iterator": "shared_name=None",
    "tf.data.Dataset.make_one_shot_iterator": "",
    "tf.data.Dataset.map": "map_func, num_parallel_calls=None",
    "tf.device": "device_name_or_function",
    "tf.disable_eager_execution": "",
    "tf.disable_v2_behavior": "",
    "tf.distribute.MirroredStrategy": "devices=None, cross_device_ops=None",
    "tf.distribute.Strategy.experimental_run_v2": "fn, args=(), kwargs=None",
    "tf.distribute.Strategy.scope": "",
    "tf.dynamic_partition": "data, partitions, num_partitions, name=None",
    "tf.dynamic_stitch": "indices, data, name=None",
    "tf.enable_eager_execution": "config=None, device_policy=None, execution_mode=None",
    "tf.equal": "x, y, name=None",
    "tf.estimator.DNNClassifier": (
        "hidden_units, feature_columns, model_dir=None, n_classes=2, weight_column=None, label_vocabulary=None, "
        "optimizer='Adagrad', activation_fn=tf.nn.relu, dropout=None, input_layer_partitioner=None, config=None, "
        "warm_start_from=None, loss_reduction='weighted_sum', batch_norm=False"
    ),
    "tf.estimator.DNNRegressor": (
        "hidden_units, feature_columns, model_dir=None, label_dimension=1, weight_column=None, "
        "optimizer='Adagrad', activation_fn=tf.nn.relu, dropout=None, input_layer_partitioner=None, config=None, "
        "warm_start_from=None, loss_reduction='weighted_sum', batch_norm=False"
    ),
    "tf.estimator.Estimator": "model_fn, model_dir=None, config=None, params=None, warm_start_from=None",
    "tf.estimator.Estimator.evaluate": "input_fn, steps=None, hooks=None, checkpoint_path=None, name=None",
    "tf.estimator.Estimator.export_saved_model": (
        "export_dir_base, serving_input_receiver_fn, assets_extra=None, as_text=False, checkpoint_path=None, "
        "experimental_mode='infer'"
    ),
    "tf.estimator.Estimator.export_savedmodel": (
        "export_dir_base, serving_input_receiver_fn, assets_extra=None, as_text=False, checkpoint_path=None, "
        "strip_default_attrs=False"
    ),
    "tf.estimator.Estimator.predict": (
        "input_fn, predict_keys=None, hooks=None, checkpoint_path=None, yield_single_examples=True"
    ),
    "tf.estimator.Estimator.train": "input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None",
    "tf.estimator.EstimatorSpec": (
        "mode, predictions=None, loss=None, train_op=None, eval_metric_ops=None, export_outputs=None, "
        "training_chief_hooks=None, training_hooks=None, scaffold=None, evaluation_hooks=None, "
        "prediction_hooks=None"
    ),
    "tf.estimator.EvalSpec": (
        "input_fn, steps=100, name=None, hooks=None, exporters=None, start_delay_secs=120, throttle_secs=600"
    ),
    "tf.estimator.RunConfig": (
        "model_dir=None, tf_random_seed=None, save_summary_steps=100, save_checkpoints_steps=USE_DEFAULT, "
        "save_checkpoints_secs=USE_DEFAULT, session_config=None, keep_checkpoint_max=5, "
        "keep_checkpoint_every_n_hours=10000, log_step_count_steps=100, train_distribute=None, device_fn=None, "
        "protocol=None, eval_distribute=None, experimental_distribute=None, "
        "experimental_max_worker_delay_secs=None, session_creation_timeout_secs=7200"
    ),
    "tf.estimator.TrainSpec": "input_fn, max_steps=None, hooks=None",
    "tf.estimator.WarmStartSettings": (
        "ckpt_to_initialize_from, vars_to_warm_start='.*', var_name_to_vocab_info=None, var_name_to_prev_var_name=None"
    ),
    "tf.estimator.export.ExportOutput": "",
    "tf.estimator.export.PredictOutput": "outputs",
    "tf.estimator.export.ServingInputReceiver": "features, receiver_tensors, receiver_tensors_alternatives=None",
    "tf.estimator.tpu.TPUEstimator": (
        "model_fn=None, model_dir=None, config=None, params=None, use_tpu=True, train_batch_size=None, "
        "eval_batch_size=None, predict_batch_size=None, batch_axis=None, eval_on_tpu=True, export_to_tpu=True, "
        "export_to_cpu=True, warm_start_from=None, embedding_config_spec=None, "
        "export_saved_model_api_version=USE_DEFAULT"
    ),
    "tf.estimator.tpu.TPUEstimatorSpec": (
        "mode, predictions=None, loss=None, train_op=None, eval_metrics=None, export_outputs=None, "
        "scaffold_fn=None, host_call=None, training_hooks=None, evaluation_hooks=None, prediction_hooks=None"
    ),
    "tf.estimator.train_and_evaluate": "estimator, train_spec, eval_spec",
    "tf.expand_dims": "input, axis=None, name=None, dim=None",
    "tf.fill": "dims, value, name=None",
    "tf.foldl": "fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, name=None",
    "tf.foldr": "fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, name=None",
    "tf.function": (
        "func=None, input_signature=None, autograph=True, experimental_autograph_options=None, "
        "experimental_relax_shapes=False, experimental_compile=None"
    ),
    "tf.gather": "params, indices, validate_indices=None, name=None, axis=None, batch_dims=0",
    "tf.get_collection": "key, scope=None",
    "tf.get_collection_ref": "key",
    "tf.get_default_graph": "",
    "tf.get_default_session": "",
    "tf.get_local_variable": (
        "name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=False, collections=None, "
        "caching_device=None, partitioner=None, validate_shape=True, use_resource=None, custom_getter=None, "
        "constraint=None, synchronization=tf.VariableSynchronization.AUTO, aggregation=tf.VariableAggregation.NONE"
    ),
    "tf.get_seed": "op_seed",
    "tf.get_variable": (
        "name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=None, collections=None, "
        "caching_device=None, partitioner=None, validate_shape=True, use_resource=None, custom_getter=None, "
        "constraint=None, synchronization=tf.VariableSynchronization.AUTO, aggregation=tf.VariableAggregation.NONE"
    ),
    "tf.get_variable_scope": "",
    "tf.global_variables": "scope=None",
    "tf.global_variables_initializer": "",
    "tf.gradients": (
        "ys, xs, grad_ys=None, name='gradients', colocate_gradients_with_ops=False, gate_gradients=False, "
        "aggregation_method=None, stop_gradients=None, unconnected_gradients=tf.UnconnectedGradients.NONE"
    ),
    "tf.graph_util.convert_variables_to_constants": (
        "sess, input_graph_def, output_node_names, variable_names_whitelist=None, variable_names_blacklist=None"
    ),
    "tf.graph_util.extract_sub_graph": "graph_def, dest_nodes",
    "tf.graph_util.remove_training_nodes": "input_graph, protected_nodes=None",
    "tf.group": "*inputs, **kwargs",
    "tf.hessians": (
        "ys, xs, name='hessians', colocate_gradients_with_ops=False, gate_gradients=False, aggregation_method=None"
    ),
    "tf.identity": "input, name=None",
    "tf.identity_n": "input, name=None",
    "tf.import_graph_def": (
        "graph_def, input_map=None, return_elements=None, name=None, op_dict=None, producer_op_list=None"
    ),
    "tf.is_variable_initialized": "variable",
    "tf.keras.Input": (
        "shape=None, batch_size=None, name=None, dtype=None, sparse=False, tensor=None, ragged=False, **kwargs"
    ),
    "tf.keras.Model": "*args, **kwargs",
    "tf.keras.Model.call": "inputs, training=None, mask=None",
    "tf.keras.Model.compile": (
        "optimizer='rmsprop', loss=None, metrics=None, loss_weights=None, sample_weight_mode=None, "
        "weighted_metrics=None, target_tensors=None, distribute=None, **kwargs"
    ),
    "tf.keras.Model.evaluate": (
        "x=None, y=None, batch_size=None, verbose=1, sample_weight=None, steps=None, callbacks=None, "
        "max_queue_size=10, workers=1, use_multiprocessing=False"
    ),
    "tf.keras.Model.fit": (
        "x=None, y=None, batch_size=None, epochs=1, verbose=1, callbacks=None, validation_split=0.0, "
        "validation_data=None, shuffle=True, class_weight=None, sample_weight=None, initial_epoch=0, "
        "steps_per_epoch=None, validation_steps=None, validation_freq=1, max_queue_size=10, workers=1, "
        "use_multiprocessing=False, **kwargs"
    ),
    "tf.keras.Model.fit_generator": (
        "generator, steps_per_epoch=None, epochs=1, verbose=1, callbacks=None, validation_data=None, "
        "validation_steps=None, validation_freq=1, class_weight=None, max_queue_size=10, workers=1, "
        "use_multiprocessing=False, shuffle=True, initial_epoch=0"
    ),
    "tf.keras.Model.load_weights": "filepath, by_name=False",
    "tf.keras.Model.predict": (
        "x, batch_size=None, verbose=0, steps=None, callbacks=None, max_queue_size=10, workers=1, "
        "use_multiprocessing=False"
    ),
    "tf.keras.Model.predict_on_batch": "x",
    "tf.keras.Model.save": "filepath, overwrite=True, include_optimizer=True, save_format=None, signatures=None",
    "tf.keras.Model.save_weights": "filepath, overwrite=True, save_format=None",
    "tf.keras.Model.test_on_batch": "x, y=None, sample_weight=None, reset_metrics=True",
    "tf.keras.Model.train_on_batch": "x, y=None, sample_weight=None, class_weight=None, reset_metrics=True",
    "tf.keras.Sequential": "layers=None, name=None",
    "tf.keras.Sequential.add": "layer",
    "tf.keras.backend.function": "inputs, outputs, updates=None, name=None, **kwargs",
    "tf.keras.backend.get_session": "op_input_list=()",
    "tf.keras.backend.in_train_phase": "x, alt, training=None",
    "tf.keras.backend.learning_phase": "",
    "tf.keras.backend.moving_average_update": "x, value, momentum",
    "tf.keras.backend.set_learning_phase": "value",
    "tf.keras.backend.set_session": "session",
    "tf.keras.estimator.model_to_estimator": (
        "keras_model=None, keras_model_path=None, custom_objects=None, model_dir=None, config=None, "
        "checkpoint_format='saver'"
    ),
    "tf.keras.layers.AbstractRNNCell": "trainable=True, name=None, dtype=None, dynamic=False, **kwargs",
    "tf.keras.layers.Activation": "activation, **kwargs",
    "tf.keras.layers.ActivityRegularization": "l1=0.0, l2=0.0, **kwargs",
    "tf.keras.layers.Add": "**kwargs",
    "tf.keras.layers.AdditiveAttention": "use_scale=True, **kwargs",
    "tf.keras.layers.AlphaDropout": "rate, noise_shape=None, seed=None, **kwargs",
    "tf.keras.layers.Attention": "use_scale=False, **kwargs",
    "tf.keras.layers.Average": "**kwargs",
    "tf.keras.layers.AveragePooling1D": (
        "pool_size=2, strides=None, padding='valid', data_format='channels_last', **kwargs"
    ),
    "tf.keras.layers.AveragePooling2D": "pool_size=(2, 2), strides=None, padding='valid', data_format=None, **kwargs",
    "tf.keras.layers.AveragePooling3D": (
        "pool_size=(2, 2, 2), strides=None, padding='valid', data_format=None, **kwargs"
    ),
    "tf.keras.layers.BatchNormalization": (
        "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', "
        "gamma_initializer='ones', moving_mean_initializer='zeros', moving_variance_initializer='ones', "
        "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, renorm=False, "
        "renorm_clipping=None, renorm_momentum=0.99, fused=None, trainable=True, virtual_batch_size=None, "
        "adjustment=None, name=None, **kwargs"
    ),
    "tf.keras.layers.BatchNormalization.call": "inputs, training=None",
    "tf.keras.layers.Bidirectional": "layer, merge_mode='concat', weights=None, backward_layer=None, **kwargs",
    "tf.keras.layers.Concatenate": "axis=-1, **kwargs",
    "tf.keras.layers.Conv1D": (
        "filters, kernel_size, strides=1, padding='valid', data_format='channels_last', dilation_rate=1, "
        "activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Conv2D": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1), "
        "activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Conv2DTranspose": (
        "filters, kernel_size, strides=(1, 1), padding='valid', output_padding=None, data_format=None, "
        "dilation_rate=(1, 1), activation=None, use_bias=True, kernel_initializer='glorot_uniform', "
        "bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
        "kernel_constraint=None, bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Conv3D": (
        "filters, kernel_size, strides=(1, 1, 1), padding='valid', data_format=None, dilation_rate=(1, 1, 1), "
        "activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Conv3DTranspose": (
        "filters, kernel_size, strides=(1, 1, 1), padding='valid', output_padding=None, data_format=None, "
        "activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.ConvLSTM2D": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1), "
        "activation='tanh', recurrent_activation='hard_sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, "
        "activity_regularizer=None, kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, "
        "return_sequences=False, go_backwards=False, stateful=False, dropout=0.0, recurrent_dropout=0.0, **kwargs"
    ),
    "tf.keras.layers.Cropping1D": "cropping=(1, 1), **kwargs",
    "tf.keras.layers.Cropping2D": "cropping=((0, 0), (0, 0)), data_format=None, **kwargs",
    "tf.keras.layers.Cropping3D": "cropping=((1, 1), (1, 1), (1, 1)), data_format=None, **kwargs",
    "tf.keras.layers.CuDNNGRU": (
        "units, kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
        "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, return_sequences=False, "
        "return_state=False, go_backwards=False, stateful=False, **kwargs"
    ),
    "tf.keras.layers.CuDNNLSTM": (
        "units, kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, "
        "activity_regularizer=None, kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, "
        "return_sequences=False, return_state=False, go_backwards=False, stateful=False, **kwargs"
    ),
    "tf.keras.layers.Dense": (
        "units, activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.DenseFeatures": "feature_columns, trainable=True, name=None, **kwargs",
    "tf.keras.layers.DepthwiseConv2D": (
        "kernel_size, strides=(1, 1), padding='valid', depth_multiplier=1, data_format=None, activation=None, "
        "use_bias=True, depthwise_initializer='glorot_uniform', bias_initializer='zeros', "
        "depthwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Dot": "axes, normalize=False, **kwargs",
    "tf.keras.layers.Dropout": "rate, noise_shape=None, seed=None, **kwargs",
    "tf.keras.layers.Dropout.call": "inputs, training=None",
    "tf.keras.layers.ELU": "alpha=1.0, **kwargs",
    "tf.keras.layers.Embedding": (
        "input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, "
        "activity_regularizer=None, embeddings_constraint=None, mask_zero=False, input_length=None, **kwargs"
    ),
    "tf.keras.layers.Flatten": "data_format=None, **kwargs",
    "tf.keras.layers.GRU": (
        "units, activation='tanh', recurrent_activation='hard_sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
        "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, dropout=0.0, "
        "recurrent_dropout=0.0, implementation=1, return_sequences=False, return_state=False, go_backwards=False, "
        "stateful=False, unroll=False, reset_after=False, **kwargs"
    ),
    "tf.keras.layers.GRUCell": (
        "units, activation='tanh', recurrent_activation='hard_sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, kernel_constraint=None, "
        "recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, implementation=1, "
        "reset_after=False, **kwargs"
    ),
    "tf.keras.layers.GaussianDropout": "rate, **kwargs",
    "tf.keras.layers.GaussianNoise": "stddev, **kwargs",
    "tf.keras.layers.GlobalAveragePooling1D": "data_format='channels_last', **kwargs",
    "tf.keras.layers.GlobalAveragePooling2D": "data_format=None, **kwargs",
    "tf.keras.layers.GlobalAveragePooling3D": "data_format=None, **kwargs",
    "tf.keras.layers.GlobalMaxPooling1D": "data_format='channels_last', **kwargs",
    "tf.keras.layers.GlobalMaxPooling2D": "data_format=None, **kwargs",
    "tf.keras.layers.GlobalMaxPooling3D": "data_format=None, **kwargs",
    "tf.keras.layers.InputLayer": (
        "input_shape=None, batch_size=None, dtype=None, input_tensor=None, sparse=False, name=None, ragged=False, "
        "**kwargs"
    ),
    "tf.keras.layers.InputSpec": "dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None",
    "tf.keras.layers.LSTM": (
        "units, activation='tanh', recurrent_activation='hard_sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, "
        "activity_regularizer=None, kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, "
        "dropout=0.0, recurrent_dropout=0.0, implementation=1, return_sequences=False, return_state=False, "
        "go_backwards=False, stateful=False, unroll=False, **kwargs"
    ),
    "tf.keras.layers.LSTMCell": (
        "units, activation='tanh', recurrent_activation='hard_sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, "
        "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, dropout=0.0, "
        "recurrent_dropout=0.0, implementation=1, **kwargs"
    ),
    "tf.keras.layers.Lambda": "function, output_shape=None, mask=None, arguments=None, **kwargs",
    "tf.keras.layers.Layer": "trainable=True, name=None, dtype=None, dynamic=False, **kwargs",
    "tf.keras.layers.Layer.add_loss": "losses, inputs=None",
    "tf.keras.layers.Layer.add_update": "updates, inputs=None",
    "tf.keras.layers.Layer.call": "inputs, **kwargs",
    "tf.keras.layers.Layer.get_updates_for": "inputs",
    "tf.keras.layers.LayerNormalization": (
        "axis=-1, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones', "
        "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, "
        "trainable=True, name=None, **kwargs"
    ),
    "tf.keras.layers.LeakyReLU": "alpha=0.3, **kwargs",
    "tf.keras.layers.LocallyConnected1D": (
        "filters, kernel_size, strides=1, padding='valid', data_format=None, activation=None, use_bias=True, "
        "kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, "
        "bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, "
        "implementation=1, **kwargs"
    ),
    "tf.keras.layers.LocallyConnected2D": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, activation=None, use_bias=True, "
        "kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, "
        "bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, "
        "implementation=1, **kwargs"
    ),
    "tf.keras.layers.Masking": "mask_value=0.0, **kwargs",
    "tf.keras.layers.MaxPooling1D": "pool_size=2, strides=None, padding='valid', data_format='channels_last', **kwargs",
    "tf.keras.layers.MaxPooling2D": "pool_size=(2, 2), strides=None, padding='valid', data_format=None, **kwargs",
    "tf.keras.layers.MaxPooling3D": "pool_size=(2, 2, 2), strides=None, padding='valid', data_format=None, **kwargs",
    "tf.keras.layers.Maximum": "**kwargs",
    "tf.keras.layers.Minimum": "**kwargs",
    "tf.keras.layers.Multiply": "**kwargs",
    "tf.keras.layers.PReLU": (
        "alpha_initializer='zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None, **kwargs"
    ),
    "tf.keras.layers.Permute": "dims, **kwargs",
    "tf.keras.layers.RNN": (
        "cell, return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False, "
        "time_major=False, **kwargs"
    ),
    "tf.keras.layers.ReLU": "max_value=None, negative_slope=0, threshold=0, **kwargs",
    "tf.keras.layers.RepeatVector": "n, **kwargs",
    "tf.keras.layers.Reshape": "target_shape, **kwargs",
    "tf.keras.layers.SeparableConv1D": (
        "filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, depth_multiplier=1, "
        "activation=None, use_bias=True, depthwise_initializer='glorot_uniform', "
        "pointwise_initializer='glorot_uniform', bias_initializer='zeros', depthwise_regularizer=None, "
        "pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
        "pointwise_constraint=None, bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.SeparableConv2D": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1), "
        "depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer='glorot_uniform', "
        "pointwise_initializer='glorot_uniform', bias_initializer='zeros', depthwise_regularizer=None, "
        "pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
        "pointwise_constraint=None, bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.SimpleRNN": (
        "units, activation='tanh', use_bias=True, kernel_initializer='glorot_uniform', "
        "recurrent_initializer='orthogonal', bias_initializer='zeros', kernel_regularizer=None, "
        "recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, "
        "return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False, **kwargs"
    ),
    "tf.keras.layers.SimpleRNNCell": (
        "units, activation='tanh', use_bias=True, kernel_initializer='glorot_uniform', "
        "recurrent_initializer='orthogonal', bias_initializer='zeros', kernel_regularizer=None, "
        "recurrent_regularizer=None, bias_regularizer=None, kernel_constraint=None, recurrent_constraint=None, "
        "bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, **kwargs"
    ),
    "tf.keras.layers.Softmax": "axis=-1, **kwargs",
    "tf.keras.layers.SpatialDropout1D": "rate, **kwargs",
    "tf.keras.layers.SpatialDropout2D": "rate, data_format=None, **kwargs",
    "tf.keras.layers.SpatialDropout3D": "rate, data_format=None, **kwargs",
    "tf.keras.layers.StackedRNNCells": "cells, **kwargs",
    "tf.keras.layers.Subtract": "**kwargs",
    "tf.keras.layers.ThresholdedReLU": "theta=1.0, **kwargs",
    "tf.keras.layers.TimeDistributed": "layer, **kwargs",
    "tf.keras.layers.UpSampling1D": "size=2, **kwargs",
    "tf.keras.layers.UpSampling2D": "size=(2, 2), data_format=None, interpolation='nearest', **kwargs",
    "tf.keras.layers.UpSampling3D": "size=(2, 2, 2), data_format=None, **kwargs",
    "tf.keras.layers.Wrapper": "layer, **kwargs",
    "tf.keras.layers.ZeroPadding1D": "padding=1, **kwargs",
    "tf.keras.layers.ZeroPadding2D": "padding=(1, 1), data_format=None, **kwargs",
    "tf.keras.layers.ZeroPadding3D": "padding=(1, 1, 1), data_format=None, **kwargs",
    "tf.keras.layers.add": "inputs, **kwargs",
    "tf.keras.layers.average": "inputs, **kwargs",
    "tf.keras.layers.concatenate": "inputs, axis=-1, **kwargs",
    "tf.keras.layers.deserialize": "config, custom_objects=None",
    "tf.keras.layers.dot": "inputs, axes, normalize=False, **kwargs",
    "tf.keras.layers.maximum": "inputs, **kwargs",
    "tf.keras.layers.minimum": "inputs, **kwargs",
    "tf.keras.layers.multiply": "inputs, **kwargs",
    "tf.keras.layers.serialize": "layer",
    "tf.keras.layers.subtract": "inputs, **kwargs",
    "tf.keras.models.clone_model": "model, input_tensors=None, clone_function=None",
    "tf.keras.models.load_model": "filepath, custom_objects=None, compile=True",
    "tf.keras.optimizers.Adam": (
        "learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False, name='Adam', **kwargs"
    ),
    "tf.keras.optimizers.Optimizer.apply_gradients": "grads_and_vars, name=None",
    "tf.keras.optimizers.Optimizer.get_updates": "loss, params",
    "tf.keras.optimizers.Optimizer.minimize": "loss, var_list, grad_loss=None, name=None",
    "tf.keras.optimizers.RMSprop": (
        "learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-07, centered=False, name='RMSprop', **kwargs"
    ),
    "tf.keras.optimizers.SGD": "learning_rate=0.01, momentum=0.0, nesterov=False, name='SGD', **kwargs",
    "tf.keras.utils.multi_gpu_model": "model, gpus, cpu_merge=True, cpu_relocation=False",
    "tf.layers.AveragePooling1D": (
        "pool_size, strides, padding='valid', data_format='channels_last', name=None, **kwargs"
    ),
    "tf.layers.AveragePooling2D": (
        "pool_size, strides, padding='valid', data_format='channels_last', name=None, **kwargs"
    ),
    "tf.layers.AveragePooling2D.call": "inputs",
    "tf.layers.AveragePooling3D": (
        "pool_size, strides, padding='valid', data_format='channels_last', name=None, **kwargs"
    ),
    "tf.layers.BatchNormalization": (
        "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer=tf.zeros_initializer(), "
        "gamma_initializer=tf.ones_initializer(), moving_mean_initializer=tf.zeros_initializer(), "
        "moving_variance_initializer=tf.ones_initializer(), beta_regularizer=None, gamma_regularizer=None, "
        "beta_constraint=None, gamma_constraint=None, renorm=False, renorm_clipping=None, renorm_momentum=0.99, "
        "fused=None, trainable=True, virtual_batch_size=None, adjustment=None, name=None, **kwargs"
    ),
    "tf.layers.BatchNormalization.call": "inputs, training=False",
    "tf.layers.Conv1D": (
        "filters, kernel_size, strides=1, padding='valid', data_format='channels_last', dilation_rate=1, "
        "activation=None, use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, trainable=True, name=None, **kwargs"
    ),
    "tf.layers.Conv2D": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format='channels_last', dilation_rate=(1, 1), "
        "activation=None, use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, trainable=True, name=None, **kwargs"
    ),
    "tf.layers.Conv2D.call": "inputs",
    "tf.layers.Conv2DTranspose": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format='channels_last', activation=None, "
        "use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), kernel_regularizer=None, "
        "bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, "
        "trainable=True, name=None, **kwargs"
    ),
    "tf.layers.Conv3D": (
        "filters, kernel_size, strides=(1, 1, 1), padding='valid', data_format='channels_last', dilation_rate=(1, "
        "1, 1), activation=None, use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, trainable=True, name=None, **kwargs"
    ),
    "tf.layers.Conv3DTranspose": (
        "filters, kernel_size, strides=(1, 1, 1), padding='valid', data_format='channels_last', activation=None, "
        "use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), kernel_regularizer=None, "
        "bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, "
        "trainable=True, name=None, **kwargs"
    ),
    "tf.layers.Dense": (
        "units, activation=None, use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, trainable=True, name=None, **kwargs"
    ),
    "tf.layers.Dense.call": "inputs",
    "tf.layers.Dropout": "rate=0.5, noise_shape=None, seed=None, name=None, **kwargs",
    "tf.layers.Dropout.call": "inputs, training=False",
    "tf.layers.Flatten": "data_format=None, **kwargs",
    "tf.layers.Flatten.call": "inputs",
    "tf.layers.InputSpec": "dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None",
    "tf.layers.Layer": "trainable=True, name=None, dtype=None, **kwargs",
    "tf.layers.Layer.apply": "inputs, *args, **kwargs",
    "tf.layers.Layer.call": "inputs, **kwargs",
    "tf.layers.MaxPooling1D": "pool_size, strides, padding='valid', data_format='channels_last', name=None, **kwargs",
    "tf.layers.MaxPooling2D": "pool_size, strides, padding='valid', data_format='channels_last', name=None, **kwargs",
    "tf.layers.MaxPooling2D.call": "inputs",
    "tf.layers.MaxPooling3D": "pool_size, strides, padding='valid', data_format='channels_last', name=None, **kwargs",
    "tf.layers.SeparableConv1D": (
        "filters, kernel_size, strides=1, padding='valid', data_format='channels_last', dilation_rate=1, "
        "depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer=None, "
        "pointwise_initializer=None, bias_initializer=tf.zeros_initializer(), depthwise_regularizer=None, "
        "pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
        "pointwise_constraint=None, bias_constraint=None, trainable=True, name=None, **kwargs"
    ),
    "tf.layers.SeparableConv2D": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format='channels_last', dilation_rate=(1, 1), "
        "depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer=None, "
        "pointwise_initializer=None, bias_initializer=tf.zeros_initializer(), depthwise_regularizer=None, "
        "pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
        "pointwise_constraint=None, bias_constraint=None, trainable=True, name=None, **kwargs"
    ),
    "tf.layers.average_pooling1d": (
        "inputs, pool_size, strides, padding='valid', data_format='channels_last', name=None"
    ),
    "tf.layers.average_pooling2d": (
        "inputs, pool_size, strides, padding='valid', data_format='channels_last', name=None"
    ),
    "tf.layers.average_pooling3d": (
        "inputs, pool_size, strides, padding='valid', data_format='channels_last', name=None"
    ),
    "tf.layers.batch_normalization": (
        "inputs, axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, "
        "beta_initializer=tf.zeros_initializer(), gamma_initializer=tf.ones_initializer(), "
        "moving_mean_initializer=tf.zeros_initializer(), moving_variance_initializer=tf.ones_initializer(), "
        "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, "
        "training=False, trainable=True, name=None, reuse=None, renorm=False, renorm_clipping=None, "
        "renorm_momentum=0.99, fused=None, virtual_batch_size=None, adjustment=None"
    ),
    "tf.layers.conv1d": (
        "inputs, filters, kernel_size, strides=1, padding='valid', data_format='channels_last', dilation_rate=1, "
        "activation=None, use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, trainable=True, name=None, reuse=None"
    ),
    "tf.layers.conv2d": (
        "inputs, filters, kernel_size, strides=(1, 1), padding='valid', data_format='channels_last', "
        "dilation_rate=(1, 1), activation=None, use_bias=True, kernel_initializer=None, "
        "bias_initializer=tf.zeros_initializer(), kernel_regularizer=None, bias_regularizer=None, "
        "activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True, name=None, "
        "reuse=None"
    ),
    "tf.layers.conv2d_transpose": (
        "inputs, filters, kernel_size, strides=(1, 1), padding='valid', data_format='channels_last', "
        "activation=None, use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, trainable=True, name=None, reuse=None"
    ),
    "tf.layers.conv3d": (
        "inputs, filters, kernel_size, strides=(1, 1, 1), padding='valid', data_format='channels_last', "
        "dilation_rate=(1, 1, 1), activation=None, use_bias=True, kernel_initializer=None, "
        "bias_initializer=tf.zeros_initializer(), kernel_regularizer=None, bias_regularizer=None, "
        "activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True, name=None, "
        "reuse=None"
    ),
    "tf.layers.conv3d_transpose": (
        "inputs, filters, kernel_size, strides=(1, 1, 1), padding='valid', data_format='channels_last', "
        "activation=None, use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer(), "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, trainable=True, name=None, reuse=None"
    ),
    "tf.layers.dense": (
        "inputs, units, activation=None, use_bias=True, kernel_initializer=None, "
        "bias_initializer=tf.zeros_initializer(), kernel_regularizer=None, bias_regularizer=None, "
        "activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True, name=None, "
        "reuse=None"
    ),
    "tf.layers.dropout": "inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None",
    "tf.layers.flatten": "inputs, name=None, data_format='channels_last'",
    "tf.layers.max_pooling1d": "inputs, pool_size, strides, padding='valid', data_format='channels_last', name=None",
    "tf.layers.max_pooling2d": "inputs, pool_size, strides, padding='valid', data_format='channels_last', name=None",
    "tf.layers.max_pooling3d": "inputs, pool_size, strides, padding='valid', data_format='channels_last', name=None",
    "tf.layers.separable_conv1d": (
        "inputs, filters, kernel_size, strides=1, padding='valid', data_format='channels_last', dilation_rate=1, "
        "depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer=None, "
        "pointwise_initializer=None, bias_initializer=tf.zeros_initializer(), depthwise_regularizer=None, "
        "pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
        "pointwise_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None"
    ),
    "tf.layers.separable_conv2d": (
        "inputs, filters, kernel_size, strides=(1, 1), padding='valid', data_format='channels_last', "
        "dilation_rate=(1, 1), depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer=None, "
        "pointwise_initializer=None, bias_initializer=tf.zeros_initializer(), depthwise_regularizer=None, "
        "pointwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
        "pointwise_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None"
    ),
    "tf.local_variables": "scope=None",
    "tf.local_variables_initializer": "",
    "tf.logical_and": "x, y, name=None",
    "tf.logical_not": "x, name=None",
    "tf.logical_or": "x, y, name=None",
    "tf.losses.Reduction": "",
    "tf.losses.absolute_difference": (
        "labels, predictions, weights=1.0, scope=None, loss_collection='losses', "
        "reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.losses.add_loss": "loss, loss_collection='losses'",
    "tf.losses.compute_weighted_loss": (
        "losses, weights=1.0, scope=None, loss_collection='losses', reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.losses.cosine_distance": (
        "labels, predictions, axis=None, weights=1.0, scope=None, loss_collection='losses', "
        "reduction='weighted_sum_by_nonzero_weights', dim=None"
    ),
    "tf.losses.get_losses": "scope=None, loss_collection='losses'",
    "tf.losses.get_regularization_loss": "scope=None, name='total_regularization_loss'",
    "tf.losses.get_regularization_losses": "scope=None",
    "tf.losses.get_total_loss": "add_regularization_losses=True, name='total_loss', scope=None",
    "tf.losses.hinge_loss": (
        "labels, logits, weights=1.0, scope=None, loss_collection='losses', reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.losses.huber_loss": (
        "labels, predictions, weights=1.0, delta=1.0, scope=None, loss_collection='losses', "
        "reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.losses.log_loss": (
        "labels, predictions, weights=1.0, epsilon=1e-07, scope=None, loss_collection='losses', "
        "reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.losses.mean_pairwise_squared_error": "labels, predictions, weights=1.0, scope=None, loss_collection='losses'",
    "tf.losses.mean_squared_error": (
        "labels, predictions, weights=1.0, scope=None, loss_collection='losses', "
        "reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.losses.sigmoid_cross_entropy": (
        "multi_class_labels, logits, weights=1.0, label_smoothing=0, scope=None, loss_collection='losses', "
        "reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.losses.softmax_cross_entropy": (
        "onehot_labels, logits, weights=1.0, label_smoothing=0, scope=None, loss_collection='losses', "
        "reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.losses.sparse_softmax_cross_entropy": (
        "labels, logits, weights=1.0, scope=None, loss_collection='losses', reduction='weighted_sum_by_nonzero_weights'"
    ),
    "tf.make_template": "name_, func_, create_scope_now_=False, unique_name_=None, custom_getter_=None, **kwargs",
    "tf.map_fn": (
        "fn, elems, dtype=None, parallel_iterations=None, back_prop=True, swap_memory=False, infer_shape=True, "
        "name=None"
    ),
    "tf.matmul": (
        "a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, "
        "b_is_sparse=False, name=None"
    ),
    "tf.maximum": "x, y, name=None",
    "tf.metrics.accuracy": (
        "labels, predictions, weights=None, metrics_collections=None, updates_collections=None, name=None"
    ),
    "tf.metrics.mean": "values, weights=None, metrics_collections=None, updates_collections=None, name=None",
    "tf.minimum": "x, y, name=None",
    "tf.model_variables": "scope=None",
    "tf.moving_average_variables": "scope=None",
    "tf.multiply": "x, y, name=None",
    "tf.name_scope": "name, default_name=None, values=None",
    "tf.nn.atrous_conv2d": "value, filters, rate, padding, name=None",
    "tf.nn.avg_pool": "value, ksize, strides, padding, data_format='NHWC', name=None, input=None",
    "tf.nn.batch_norm_with_global_normalization": (
        "t=None, m=None, v=None, beta=None, gamma=None, variance_epsilon=None, scale_after_normalization=None, "
        "name=None, input=None, mean=None, variance=None"
    ),
    "tf.nn.batch_normalization": "x, mean, variance, offset, scale, variance_epsilon, name=None",
    "tf.nn.bias_add": "value, bias, data_format=None, name=None",
    "tf.nn.bidirectional_dynamic_rnn": (
        "cell_fw, cell_bw, inputs, sequence_length=None, initial_state_fw=None, initial_state_bw=None, dtype=None, "
        "parallel_iterations=None, swap_memory=False, time_major=False, scope=None"
    ),
    "tf.nn.conv1d": (
        "value=None, filters=None, stride=None, padding=None, use_cudnn_on_gpu=None, data_format=None, name=None, "
        "input=None, dilations=None"
    ),
    "tf.nn.conv2d": (
        "input, filter=None, strides=None, padding=None, use_cudnn_on_gpu=True, data_format='NHWC', dilations=[1, "
        "1, 1, 1], name=None, filters=None"
    ),
    "tf.nn.conv2d_transpose": (
        "value=None, filter=None, output_shape=None, strides=None, padding='SAME', data_format='NHWC', name=None, "
        "input=None, filters=None, dilations=None"
    ),
    "tf.nn.conv3d": (
        "input, filter=None, strides=None, padding=None, data_format='NDHWC', dilations=[1, 1, 1, 1, 1], "
        "name=None, filters=None"
    ),
    "tf.nn.depthwise_conv2d": "input, filter, strides, padding, rate=None, name=None, data_format=None, dilations=None",
    "tf.nn.dropout": "x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None",
    "tf.nn.dynamic_rnn": (
        "cell, inputs, sequence_length=None, initial_state=None, dtype=None, parallel_iterations=None, "
        "swap_memory=False, time_major=False, scope=None"
    ),
    "tf.nn.fused_batch_norm": (
        "x, scale, offset, mean=None, variance=None, epsilon=0.001, data_format='NHWC', is_training=True, name=None"
    ),
    "tf.nn.l2_loss": "t, name=None",
    "tf.nn.l2_normalize": "x, axis=None, epsilon=1e-12, name=None, dim=None",
    "tf.nn.leaky_relu": "features, alpha=0.2, name=None",
    "tf.nn.max_pool": "value, ksize, strides, padding, data_format='NHWC', name=None, input=None",
    "tf.nn.moments": "x, axes, shift=None, name=None, keep_dims=None, keepdims=None",
    "tf.nn.normalize_moments": "counts, mean_ss, variance_ss, shift, name=None",
    "tf.nn.raw_rnn": "cell, loop_fn, parallel_iterations=None, swap_memory=False, scope=None",
    "tf.nn.relu": "features, name=None",
    "tf.nn.separable_conv2d": (
        "input, depthwise_filter, pointwise_filter, strides, padding, rate=None, name=None, data_format=None, "
        "dilations=None"
    ),
    "tf.nn.sigmoid_cross_entropy_with_logits": "_sentinel=None, labels=None, logits=None, name=None",
    "tf.nn.softmax": "logits, axis=None, name=None, dim=None",
    "tf.nn.softmax_cross_entropy_with_logits": "_sentinel=None, labels=None, logits=None, dim=-1, name=None, axis=None",
    "tf.nn.softmax_cross_entropy_with_logits_v2": "labels, logits, axis=None, name=None, dim=None",
    "tf.nn.sparse_softmax_cross_entropy_with_logits": "_sentinel=None, labels=None, logits=None, name=None",
    "tf.nn.static_rnn": "cell, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None",
    "tf.nn.sufficient_statistics": "x, axes, shift=None, keep_dims=None, name=None, keepdims=None",
    "tf.nn.weighted_moments": "x, axes, frequency_weights, name=None, keep_dims=None, keepdims=None",
    "tf.no_op": "name=None",
    "tf.no_regularizer": "_",
    "tf.not_equal": "x, y, name=None",
    "tf.one_hot": "indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None",
    "tf.ones": "shape, dtype=tf.float32, name=None",
    "tf.ones_like": "tensor, dtype=None, name=None, optimize=True",
    "tf.op_scope": "values, name, default_name=None",
    "tf.pad": "tensor, paddings, mode='CONSTANT', name=None, constant_values=0",
    "tf.placeholder": "dtype, shape=None, name=None",
    "tf.placeholder_with_default": "input, shape, name=None",
    "tf.print": "*inputs, **kwargs",
    "tf.py_func": "func, inp, Tout, stateful=True, name=None",
    "tf.py_function": "func, inp, Tout, name=None",
    "tf.random_normal": "shape, mean=0.0, stddev=1.0, dtype=tf.float32, seed=None, name=None",
    "tf.random_uniform": "shape, minval=0, maxval=None, dtype=tf.float32, seed=None, name=None",
    "tf.recompute_grad": "f",
    "tf.reduce_all": "input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None",
    "tf.reduce_any": "input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None",
    "tf.reduce_max": "input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None",
    "tf.reduce_mean": "input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None",
    "tf.reduce_min": "input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None",
    "tf.reduce_prod": "input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None",
    "tf.reduce_sum": "input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None",
    "tf.report_uninitialized_variables": "var_list=None, name='report_uninitialized_variables'",
    "tf.reset_default_graph": "",
    "tf.reshape": "tensor, shape, name=None",
    "tf.saved_model.Builder": "export_dir",
    "tf.saved_model.Builder.add_meta_graph": (
        "tags, signature_def_map=None, assets_collection=None, legacy_init_op=None, clear_devices=False, "
        "main_op=None, strip_default_attrs=False, saver=None"
    ),
    "tf.saved_model.Builder.add_meta_graph_and_variables": (
        "sess, tags, signature_def_map=None, assets_collection=None, legacy_init_op=None, clear_devices=False, "
        "main_op=None, strip_default_attrs=False, saver=None"
    ),
    "tf.saved_model.Builder.save": "as_text=False",
    "tf.saved_model.build_signature_def": "inputs=None, outputs=None, method_name=None",
    "tf.saved_model.load": "sess, tags, export_dir, import_scope=None, **saver_kwargs",
    "tf.saved_model.predict_signature_def": "inputs, outputs",
    "tf.saved_model.save": "obj, export_dir, signatures=None",
    "tf.saved_model.simple_save": "session, export_dir, inputs, outputs, legacy_init_op=None",
    "tf.scan": (
        "fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, infer_shape=True, "
        "reverse=False, name=None"
    ),
    "tf.scatter_update": "ref, indices, updates, use_locking=True, name=None",
    "tf.set_random_seed": "seed",
    "tf.shape": "input, name=None, out_type=tf.int32",
    "tf.split": "value, num_or_size_splits, axis=0, num=None, name='split'",
    "tf.square": "x, name=None",
    "tf.squared_difference": "x, y, name=None",
    "tf.squeeze": "input, axis=None, name=None, squeeze_dims=None",
    "tf.stack": "values, axis=0, name='stack'",
    "tf.stop_gradient": "input, name=None",
    "tf.subtract": "x, y, name=None",
    "tf.summary.FileWriter": (
        "logdir, graph=None, max_queue=10, flush_secs=120, graph_def=None, filename_suffix=None, session=None"
    ),
    "tf.summary.FileWriter.add_graph": "graph, global_step=None, graph_def=None",
    "tf.summary.FileWriter.add_summary": "summary, global_step=None",
    "tf.summary.audio": "name, tensor, sample_rate, max_outputs=3, collections=None, family=None",
    "tf.summary.histogram": "name, values, collections=None, family=None",
    "tf.summary.image": "name, tensor, max_outputs=3, collections=None, family=None",
    "tf.summary.merge": "inputs, collections=None, name=None",
    "tf.summary.merge_all": "key='summaries', scope=None, name=None",
    "tf.summary.scalar": "name, tensor, collections=None, family=None",
    "tf.summary.tensor_summary": (
        "name, tensor, summary_description=None, collections=None, summary_metadata=None, family=None, "
        "display_name=None"
    ),
    "tf.summary.text": "name, tensor, collections=None",
    "tf.switch_case": "branch_index, branch_fns, default=None, name='switch_case'",
    "tf.tile": "input, multiples, name=None",
    "tf.to_float": "x, name='ToFloat'",
    "tf.to_int32": "x, name='ToInt32'",
    "tf.tpu.CrossShardOptimizer": "opt, reduction='weighted_mean', name='CrossShardOptimizer', group_assignment=None",
    "tf.tpu.CrossShardOptimizer.minimize": (
        "loss, global_step=None, var_list=None, gate_gradients=1, aggregation_method=None, "
        "colocate_gradients_with_ops=False, name=None, grad_loss=None"
    ),
    "tf.train.AdadeltaOptimizer": "learning_rate=0.001, rho=0.95, epsilon=1e-08, use_locking=False, name='Adadelta'",
    "tf.train.AdagradDAOptimizer": (
        "learning_rate, global_step, initial_gradient_squared_accumulator_value=0.1, "
        "l1_regularization_strength=0.0, l2_regularization_strength=0.0, use_locking=False, name='AdagradDA'"
    ),
    "tf.train.AdagradOptimizer": "learning_rate, initial_accumulator_value=0.1, use_locking=False, name='Adagrad'",
    "tf.train.AdamOptimizer": (
        "learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name='Adam'"
    ),
    "tf.train.Checkpoint": "**kwargs",
    "tf.train.Checkpoint.restore": "save_path",
    "tf.train.Checkpoint.save": "file_prefix, session=None",
    "tf.train.CheckpointManager": (
        "checkpoint, directory, max_to_keep, keep_checkpoint_every_n_hours=None, checkpoint_name='ckpt'"
    ),
    "tf.train.CheckpointSaverHook": (
        "checkpoint_dir, save_secs=None, save_steps=None, saver=None, checkpoint_basename='model.ckpt', "
        "scaffold=None, listeners=None"
    ),
    "tf.train.ChiefSessionCreator": (
        "scaffold=None, master='', config=None, checkpoint_dir=None, checkpoint_filename_with_path=None"
    ),
    "tf.train.Coordinator": "clean_stop_exception_types=None",
    "tf.train.ExponentialMovingAverage": "decay, num_updates=None, zero_debias=False, name='ExponentialMovingAverage'",
    "tf.train.ExponentialMovingAverage.apply": "var_list=None",
    "tf.train.ExponentialMovingAverage.average": "var",
    "tf.train.ExponentialMovingAverage.average_name": "var",
    "tf.train.ExponentialMovingAverage.variables_to_restore": "moving_avg_variables=None",
    "tf.train.Feature": "*args, **kwargs",
    "tf.train.FtrlOptimizer": (
        "learning_rate, learning_rate_power=-0.5, initial_accumulator_value=0.1, l1_regularization_strength=0.0, "
        "l2_regularization_strength=0.0, use_locking=False, name='Ftrl', accum_name=None, linear_name=None, "
        "l2_shrinkage_regularization_strength=0.0"
    ),
    "tf.train.GradientDescentOptimizer": "learning_rate, use_locking=False, name='GradientDescent'",
    "tf.train.LoggingTensorHook": "tensors, every_n_iter=None, every_n_secs=None, at_end=False, formatter=None",
    "tf.train.MomentumOptimizer": "learning_rate, momentum, use_locking=False, name='Momentum', use_nesterov=False",
    "tf.train.MonitoredSession": "session_creator=None, hooks=None, stop_grace_period_secs=120",
    "tf.train.MonitoredSession.run": "fetches, feed_dict=None, options=None, run_metadata=None",
    "tf.train.MonitoredTrainingSession": (
        "master='', is_chief=True, checkpoint_dir=None, scaffold=None, hooks=None, chief_only_hooks=None, "
        "save_checkpoint_secs=USE_DEFAULT, save_summaries_steps=USE_DEFAULT, save_summaries_secs=USE_DEFAULT, "
        "config=None, stop_grace_period_secs=120, log_step_count_steps=100, max_wait_secs=7200, "
        "save_checkpoint_steps=USE_DEFAULT, summary_dir=None"
    ),
    "tf.train.NanTensorHook": "loss_tensor, fail_on_nan_loss=True",
    "tf.train.Optimizer": "use_locking, name",
    "tf.train.Optimizer.apply_gradients": "grads_and_vars, global_step=None, name=None",
    "tf.train.Optimizer.compute_gradients": (
        "loss, var_list=None, gate_gradients=1, aggregation_method=None, colocate_gradients_with_ops=False, "
        "grad_loss=None"
    ),
    "tf.train.Optimizer.get_slot": "var, name",
    "tf.train.Optimizer.minimize": (
        "loss, global_step=None, var_list=None, gate_gradients=1, aggregation_method=None, "
        "colocate_gradients_with_ops=False, name=None, grad_loss=None"
    ),
    "tf.train.Optimizer.variables": "",
    "tf.train.ProximalAdagradOptimizer": (
        "learning_rate, initial_accumulator_value=0.1, l1_regularization_strength=0.0, "
        "l2_regularization_strength=0.0, use_locking=False, name='ProximalAdagrad'"
    ),
    "tf.train.ProximalGradientDescentOptimizer": (
        "learning_rate, l1_regularization_strength=0.0, l2_regularization_strength=0.0, use_locking=False, "
        "name='ProximalGradientDescent'"
    ),
    "tf.train.RMSPropOptimizer": (
        "learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10, use_locking=False, centered=False, name='RMSProp'"
    ),
    "tf.train.Saver": (
        "var_list=None, reshape=False, sharded=False, max_to_keep=5, keep_checkpoint_every_n_hours=10000.0, "
        "name=None, restore_sequentially=False, saver_def=None, builder=None, defer_build=False, "
        "allow_empty=False, write_version=2, pad_step_number=False, save_relative_paths=False, filename=None"
    ),
    "tf.train.Saver.export_meta_graph": (
        "filename=None, collection_list=None, as_text=False, export_scope=None, clear_devices=False, "
        "clear_extraneous_savers=False, strip_default_attrs=False, save_debug_info=False"
    ),
    "tf.train.Saver.restore": "sess, save_path",
    "tf.train.Saver.save": (
        "sess, save_path, global_step=None, latest_filename=None, meta_graph_suffix='meta', write_meta_graph=True, "
        "write_state=True, strip_default_attrs=False, save_debug_info=False"
    ),
    "tf.train.Scaffold": (
        "init_op=None, init_feed_dict=None, init_fn=None, ready_op=None, ready_for_local_init_op=None, "
        "local_init_op=None, summary_op=None, saver=None, copy_from_scaffold=None"
    ),
    "tf.train.SessionManager": (
        "local_init_op=None, ready_op=None, ready_for_local_init_op=None, graph=None, recovery_wait_secs=30, "
        "local_init_run_options=None"
    ),
    "tf.train.SessionManager.prepare_session": (
        "master, init_op=None, saver=None, checkpoint_dir=None, checkpoint_filename_with_path=None, "
        "wait_for_checkpoint=False, max_wait_secs=7200, config=None, init_feed_dict=None, init_fn=None"
    ),
    "tf.train.SessionRunArgs": "fetches, feed_dict=None, options=None",
    "tf.train.SingularMonitoredSession": (
        "hooks=None, scaffold=None, master='', config=None, checkpoint_dir=None, stop_grace_period_secs=120, "
        "checkpoint_filename_with_path=None"
    ),
    "tf.train.StopAtStepHook": "num_steps=None, last_step=None",
    "tf.train.Supervisor": (
        "graph=None, ready_op=0, ready_for_local_init_op=0, is_chief=True, init_op=0, init_feed_dict=None, "
        "local_init_op=0, logdir=None, summary_op=0, saver=0, global_step=0, save_summaries_secs=120, "
        "save_model_secs=600, recovery_wait_secs=30, stop_grace_secs=120, checkpoint_basename='model.ckpt', "
        "session_manager=None, summary_writer=0, init_fn=None, local_init_run_options=None"
    ),
    "tf.train.Supervisor.loop": "timer_interval_secs, target, args=None, kwargs=None",
    "tf.train.Supervisor.managed_session": (
        "master='', config=None, start_standard_services=True, close_summary_writer=True"
    ),
    "tf.train.Supervisor.prepare_or_wait_for_session": (
        "master='', config=None, wait_for_checkpoint=False, max_wait_secs=7200, start_standard_services=True"
    ),
    "tf.train.Supervisor.start_queue_runners": "sess, queue_runners=None",
    "tf.train.Supervisor.stop": "threads=None, close_summary_writer=True, ignore_live_threads=False",
    "tf.train.SyncReplicasOptimizer": (
        "opt, replicas_to_aggregate, total_num_replicas=None, variable_averages=None, variables_to_average=None, "
        "use_locking=False, name='sync_replicas'"
    ),
    "tf.train.SyncReplicasOptimizer.make_session_run_hook": "is_chief, num_tokens=-1",
    "tf.train.assert_global_step": "global_step_tensor",
    "tf.train.assign_moving_average": "variable, value, decay, zero_debias=True, name=None",
    "tf.train.batch": (
        "tensors, batch_size, num_threads=1, capacity=32, enqueue_many=False, shapes=None, dynamic_pad=False, "
        "allow_smaller_final_batch=False, shared_name=None, name=None"
    ),
    "tf.train.batch_join": (
        "tensors_list, batch_size, capacity=32, enqueue_many=False, shapes=None, dynamic_pad=False, "
        "allow_smaller_final_batch=False, shared_name=None, name=None"
    ),
    "tf.train.cosine_decay": "learning_rate, global_step, decay_steps, alpha=0.0, name=None",
    "tf.train.create_global_step": "graph=None",
    "tf.train.exponential_decay": "learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None",
    "tf.train.export_meta_graph": (
        "filename=None, meta_info_def=None, graph_def=None, saver_def=None, collection_list=None, as_text=False, "
        "graph=None, export_scope=None, clear_devices=False, clear_extraneous_savers=False, "
        "strip_default_attrs=False, save_debug_info=False, **kwargs"
    ),
    "tf.train.get_checkpoint_state": "checkpoint_dir, latest_filename=None",
    "tf.train.get_global_step": "graph=None",
    "tf.train.get_or_create_global_step": "graph=None",
    "tf.train.global_step": "sess, global_step_tensor",
    "tf.train.import_meta_graph": "meta_graph_or_file, clear_devices=False, import_scope=None, **kwargs",
    "tf.train.init_from_checkpoint": "ckpt_dir_or_file, assignment_map",
    "tf.train.inverse_time_decay": "learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None",
    "tf.train.latest_checkpoint": "checkpoint_dir, latest_filename=None",
    "tf.train.list_variables": "ckpt_dir_or_file",
    "tf.train.load_checkpoint": "ckpt_dir_or_file",
    "tf.train.load_variable": "ckpt_dir_or_file, name",
    "tf.train.natural_exp_decay": "learning_rate, global_step, decay_steps, decay_rate, staircase=False, name=None",
    "tf.train.piecewise_constant": "x, boundaries, values, name=None",
    "tf.train.polynomial_decay": (
        "learning_rate, global_step, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False, name=None"
    ),
    "tf.train.replica_device_setter": (
        "ps_tasks=0, ps_device='/job:ps', worker_device='/job:worker', merge_devices=True, cluster=None, "
        "ps_ops=None, ps_strategy=None"
    ),
    "tf.train.shuffle_batch": (
        "tensors, batch_size, capacity, min_after_dequeue, num_threads=1, seed=None, enqueue_many=False, "
        "shapes=None, allow_smaller_final_batch=False, shared_name=None, name=None"
    ),
    "tf.train.slice_input_producer": (
        "tensor_list, num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None, name=None"
    ),
    "tf.train.start_queue_runners": "sess=None, coord=None, daemon=True, start=True, collection='queue_runners'",
    "tf.train.string_input_producer": (
        "string_tensor, num_epochs=None, shuffle=True, seed=None, capacity=32, shared_name=None, name=None, "
        "cancel_op=None"
    ),
    "tf.train.warm_start": (
        "ckpt_to_initialize_from, vars_to_warm_start='.*', var_name_to_vocab_info=None, var_name_to_prev_var_name=None"
    ),
    "tf.train.weighted_moving_average": "value, decay, weight, truediv=True, collections=None, name=None",
    "tf.trainable_variables": "scope=None",
    "tf.transpose": "a, perm=None, name='transpose', conjugate=False",
    "tf.truncated_normal": "shape, mean=0.0, stddev=1.0, dtype=tf.float32, seed=None, name=None",
    "tf.tuple": "tensors, name=None, control_inputs=None",
    "tf.unstack": "value, num=None, axis=0, name='unstack'",
    "tf.variable_axis_size_partitioner": "max_shard_bytes, axis=0, bytes_per_string_element=16, max_shards=None",
    "tf.variable_creator_scope": "variable_creator",
    "tf.variable_op_scope": (
        "values, name_or_scope, default_name=None, initializer=None, regularizer=None, caching_device=None, "
        "partitioner=None, custom_getter=None, reuse=None, dtype=None, use_resource=None, constraint=None"
    ),
    "tf.variable_scope": (
        "name_or_scope, default_name=None, values=None, initializer=None, regularizer=None, caching_device=None, "
        "partitioner=None, custom_getter=None, reuse=None, dtype=None, use_resource=None, constraint=None, "
        "auxiliary_name_scope=True"
    ),
    "tf.variables_initializer": "var_list, name='init'",
    "tf.vectorized_map": "fn, elems",
    "tf.verify_tensor_all_finite": "t=None, msg=None, name=None, x=None, message=None",
    "tf.where": "condition, x=None, y=None, name=None",
    "tf.while_loop": (
        "cond, body, loop_vars, shape_invariants=None, parallel_iterations=10, back_prop=True, swap_memory=False, "
        "name=None, maximum_iterations=None, return_same_structure=False"
    ),
    "tf.with_dependencies": "dependencies, output_tensor, name=None",
    "tf.zeros": "shape, dtype=tf.float32, name=None",
    "tf.zeros_like": "tensor, dtype=None, name=None, optimize=True",
}
"""TensorFlow 1.15, which is also `tf.compat.v1` of TensorFlow 2. `USE_DEFAULT` stands for a private sentinel."""

SIGNATURES_2: dict[str, str] = {
    "tf.Graph.as_graph_def": "from_version=None, add_shapes=False, use_pybind11_proto=False",
    "tf.Variable": (
        "initial_value=None, trainable=None, validate_shape=True, caching_device=None, name=None, "
        "variable_def=None, dtype=None, import_scope=None, constraint=None, "
        "synchronization=tf.VariableSynchronization.AUTO, aggregation=USE_DEFAULT, shape=None, "
        "experimental_enable_variable_lifting=True"
    ),
    "tf.argmax": "input, axis=None, output_type=tf.int64, name=None",
    "tf.assert_equal": "x, y, message=None, summarize=None, name=None",
    "tf.cond": "pred, true_fn=None, false_fn=None, name=None",
    "tf.constant": "value, dtype=None, shape=None, name='Const'",
    "tf.convert_to_tensor": "value, dtype=None, dtype_hint=None, name=None",
    "tf.custom_gradient": "f=None",
    "tf.data.Dataset.batch": "batch_size, drop_remainder=False, num_parallel_calls=None, deterministic=None, name=None",
    "tf.data.Dataset.from_generator": (
        "generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None"
    ),
    "tf.data.Dataset.from_tensor_slices": "tensors, name=None",
    "tf.data.Dataset.map": (
        "map_func, num_parallel_calls=None, deterministic=None, synchronous=None, use_unbounded_threadpool=False, "
        "name=None"
    ),
    "tf.device": "device_name",
    "tf.expand_dims": "input, axis, name=None",
    "tf.fill": "dims, value, name=None, layout=None",
    "tf.function": (
        "func=None, input_signature=None, autograph=True, jit_compile=None, reduce_retracing=False, "
        "experimental_implements=None, experimental_autograph_options=None, experimental_attributes=None, "
        "experimental_relax_shapes=None, experimental_compile=None, experimental_follow_type_hints=None"
    ),
    "tf.gather": "params, indices, validate_indices=None, axis=None, batch_dims=0, name=None",
    "tf.gradients": (
        "ys, xs, grad_ys=None, name='gradients', gate_gradients=False, aggregation_method=None, "
        "stop_gradients=None, unconnected_gradients=tf.UnconnectedGradients.NONE"
    ),
    "tf.hessians": "ys, xs, gate_gradients=False, aggregation_method=None, name='hessians'",
    "tf.keras.Input": (
        "shape=None, batch_size=None, name=None, dtype=None, sparse=None, tensor=None, ragged=None, "
        "type_spec=None, optional=False, **kwargs"
    ),
    "tf.keras.Model.compile": (
        "optimizer='rmsprop', loss=None, metrics=None, loss_weights=None, weighted_metrics=None, run_eagerly=None, "
        "steps_per_execution=None, jit_compile=None, pss_evaluation_shards=0, **kwargs"
    ),
    "tf.keras.Model.evaluate": (
        "x=None, y=None, batch_size=None, verbose='auto', sample_weight=None, steps=None, callbacks=None, "
        "max_queue_size=10, workers=1, use_multiprocessing=False, return_dict=False, **kwargs"
    ),
    "tf.keras.Model.fit": (
        "x=None, y=None, batch_size=None, epochs=1, verbose='auto', callbacks=None, validation_split=0.0, "
        "validation_data=None, shuffle=True, class_weight=None, sample_weight=None, initial_epoch=0, "
        "steps_per_epoch=None, validation_steps=None, validation_batch_size=None, validation_freq=1, "
        "max_queue_size=10, workers=1, use_multiprocessing=False"
    ),
    "tf.keras.Model.load_weights": "filepath, skip_mismatch=False, by_name=False, options=None",
    "tf.keras.Model.predict": (
        "x, batch_size=None, verbose='auto', steps=None, callbacks=None, max_queue_size=10, workers=1, "
        "use_multiprocessing=False"
    ),
    "tf.keras.Model.save": "filepath, overwrite=True, save_format=None, **kwargs",
    "tf.keras.Model.save_weights": "filepath, overwrite=True, save_format=None, options=None",
    "tf.keras.Model.test_on_batch": "x, y=None, sample_weight=None, reset_metrics=True, return_dict=False",
    "tf.keras.Model.train_on_batch": (
        "x, y=None, sample_weight=None, class_weight=None, reset_metrics=True, return_dict=False"
    ),
    "tf.keras.estimator.model_to_estimator": (
        "keras_model=None, keras_model_path=None, custom_objects=None, model_dir=None, config=None, "
        "checkpoint_format='checkpoint', metric_names_map=None, export_outputs=None"
    ),
    "tf.keras.layers.Attention": "use_scale=False, score_mode='dot', **kwargs",
    "tf.keras.layers.BatchNormalization": (
        "axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', "
        "gamma_initializer='ones', moving_mean_initializer='zeros', moving_variance_initializer='ones', "
        "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, "
        "synchronized=False, **kwargs"
    ),
    "tf.keras.layers.BatchNormalization.call": "inputs, training=None, mask=None",
    "tf.keras.layers.Conv1D": (
        "filters, kernel_size, strides=1, padding='valid', data_format='channels_last', dilation_rate=1, groups=1, "
        "activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Conv2D": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1), groups=1, "
        "activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Conv3D": (
        "filters, kernel_size, strides=(1, 1, 1), padding='valid', data_format=None, dilation_rate=(1, 1, 1), "
        "groups=1, activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', "
        "kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Conv3DTranspose": (
        "filters, kernel_size, strides=(1, 1, 1), padding='valid', output_padding=None, data_format=None, "
        "dilation_rate=(1, 1, 1), activation=None, use_bias=True, kernel_initializer='glorot_uniform', "
        "bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
        "kernel_constraint=None, bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.ConvLSTM2D": (
        "filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1), "
        "activation='tanh', recurrent_activation='hard_sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, "
        "activity_regularizer=None, kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, "
        "return_sequences=False, return_state=False, go_backwards=False, stateful=False, dropout=0.0, "
        "recurrent_dropout=0.0, **kwargs"
    ),
    "tf.keras.layers.DepthwiseConv2D": (
        "kernel_size, strides=(1, 1), padding='valid', depth_multiplier=1, data_format=None, dilation_rate=(1, 1), "
        "activation=None, use_bias=True, depthwise_initializer='glorot_uniform', bias_initializer='zeros', "
        "depthwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
        "bias_constraint=None, **kwargs"
    ),
    "tf.keras.layers.Embedding": (
        "input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, "
        "activity_regularizer=None, embeddings_constraint=None, mask_zero=False, input_length=None, sparse=False, "
        "**kwargs"
    ),
    "tf.keras.layers.GRU": (
        "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, activity_regularizer=None, "
        "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, dropout=0.0, "
        "recurrent_dropout=0.0, return_sequences=False, return_state=False, go_backwards=False, stateful=False, "
        "unroll=False, time_major=False, reset_after=True, **kwargs"
    ),
    "tf.keras.layers.GRUCell": (
        "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, kernel_constraint=None, "
        "recurrent_constraint=None, bias_constraint=None, dropout=0.0, recurrent_dropout=0.0, reset_after=True, "
        "**kwargs"
    ),
    "tf.keras.layers.GaussianDropout": "rate, seed=None, **kwargs",
    "tf.keras.layers.GaussianNoise": "stddev, seed=None, **kwargs",
    "tf.keras.layers.GlobalAveragePooling2D": "data_format=None, keepdims=False, **kwargs",
    "tf.keras.layers.GlobalAveragePooling3D": "data_format=None, keepdims=False, **kwargs",
    "tf.keras.layers.GlobalMaxPooling1D": "data_format='channels_last', keepdims=False, **kwargs",
    "tf.keras.layers.GlobalMaxPooling2D": "data_format=None, keepdims=False, **kwargs",
    "tf.keras.layers.GlobalMaxPooling3D": "data_format=None, keepdims=False, **kwargs",
    "tf.keras.layers.InputLayer": (
        "input_shape=None, batch_size=None, dtype=None, input_tensor=None, sparse=None, name=None, ragged=None, "
        "type_spec=None, optional=False, **kwargs"
    ),
    "tf.keras.layers.InputSpec": (
        "dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None, "
        "allow_last_axis_squeeze=False, name=None, optional=False"
    ),
    "tf.keras.layers.LSTM": (
        "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, "
        "activity_regularizer=None, kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, "
        "dropout=0.0, recurrent_dropout=0.0, return_sequences=False, return_state=False, go_backwards=False, "
        "stateful=False, time_major=False, unroll=False, **kwargs"
    ),
    "tf.keras.layers.LSTMCell": (
        "units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, "
        "kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros', "
        "unit_forget_bias=True, kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None, "
        "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None, dropout=0.0, "
        "recurrent_dropout=0.0, **kwargs"
    ),
    "tf.keras.layers.Layer.add_loss": "losses, **kwargs",
    "tf.keras.layers.Layer.add_update": "updates",
    "tf.keras.layers.Layer.call": "inputs, *args, **kwargs",
    "tf.keras.layers.LayerNormalization": (
        "axis=-1, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones', "
        "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, **kwargs"
    ),
    "tf.keras.layers.ReLU": "max_value=None, negative_slope=0.0, threshold=0.0, **kwargs",
    "tf.keras.layers.Softmax": "axis=-1, robust_masking=False, **kwargs",
    "tf.keras.layers.deserialize": "config, custom_objects=None, use_legacy_format=False",
    "tf.keras.layers.serialize": "layer, use_legacy_format=False",
    "tf.keras.models.load_model": "filepath, custom_objects=None, compile=True, safe_mode=True, **kwargs",
    "tf.keras.optimizers.Adam": (
        "learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, adaptive_epsilon=False, amsgrad=False, "
        "weight_decay=None, clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99, "
        "ema_overwrite_frequency=None, jit_compile=True, name='Adam', **kwargs"
    ),
    "tf.keras.optimizers.Optimizer.apply_gradients": (
        "grads_and_vars, name=None, skip_gradients_aggregation=False, **kwargs"
    ),
    "tf.keras.optimizers.Optimizer.minimize": "loss, var_list, tape=None",
    "tf.keras.optimizers.RMSprop": (
        "learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-07, centered=False, weight_decay=None, "
        "clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99, "
        "ema_overwrite_frequency=100, jit_compile=True, name='RMSprop', **kwargs"
    ),
    "tf.keras.optimizers.SGD": (
        "learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=None, clipnorm=None, clipvalue=None, "
        "global_clipnorm=None, use_ema=False, ema_momentum=0.99, ema_overwrite_frequency=None, jit_compile=True, "
        "name='SGD', **kwargs"
    ),
    "tf.losses.mean_squared_error": "y_true, y_pred",
    "tf.map_fn": (
        "fn, elems, dtype=None, parallel_iterations=None, back_prop=True, swap_memory=False, infer_shape=True, "
        "name=None, fn_output_signature=None"
    ),
    "tf.matmul": (
        "a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, "
        "b_is_sparse=False, output_type=None, grad_a=False, grad_b=False, name=None"
    ),
    "tf.name_scope": "name",
    "tf.nn.avg_pool": "input, ksize, strides, padding, data_format=None, name=None",
    "tf.nn.batch_norm_with_global_normalization": (
        "input, mean, variance, beta, gamma, variance_epsilon, scale_after_normalization, name=None"
    ),
    "tf.nn.conv1d": "input, filters, stride, padding, data_format='NWC', dilations=None, name=None",
    "tf.nn.conv2d": "input, filters, strides, padding, data_format='NHWC', dilations=None, name=None",
    "tf.nn.conv2d_transpose": (
        "input, filters, output_shape, strides, padding='SAME', data_format='NHWC', dilations=None, name=None"
    ),
    "tf.nn.conv3d": "input, filters, strides, padding, data_format='NDHWC', dilations=None, name=None",
    "tf.nn.depthwise_conv2d": "input, filter, strides, padding, data_format=None, dilations=None, name=None",
    "tf.nn.dropout": "x, rate, noise_shape=None, seed=None, name=None",
    "tf.nn.max_pool": "input, ksize, strides, padding, data_format=None, name=None",
    "tf.nn.moments": "x, axes, shift=None, keepdims=False, name=None",
    "tf.nn.separable_conv2d": (
        "input, depthwise_filter, pointwise_filter, strides, padding, data_format=None, dilations=None, name=None"
    ),
    "tf.nn.sigmoid_cross_entropy_with_logits": "labels=None, logits=None, name=None",
    "tf.nn.softmax": "logits, axis=None, name=None",
    "tf.nn.softmax_cross_entropy_with_logits": "labels, logits, axis=-1, name=None",
    "tf.nn.sparse_softmax_cross_entropy_with_logits": "labels, logits, name=None",
    "tf.nn.sufficient_statistics": "x, axes, shift=None, keepdims=False, name=None",
    "tf.nn.weighted_moments": "x, axes, frequency_weights, keepdims=False, name=None",
    "tf.ones": "shape, dtype=tf.float32, name=None, layout=None",
    "tf.ones_like": "input, dtype=None, name=None, layout=None",
    "tf.pad": "tensor, paddings, mode='CONSTANT', constant_values=0, name=None",
    "tf.py_function": "func=None, inp=None, Tout=None, name=None",
    "tf.reduce_all": "input_tensor, axis=None, keepdims=False, name=None",
    "tf.reduce_any": "input_tensor, axis=None, keepdims=False, name=None",
    "tf.reduce_max": "input_tensor, axis=None, keepdims=False, name=None",
    "tf.reduce_mean": "input_tensor, axis=None, keepdims=False, name=None",
    "tf.reduce_min": "input_tensor, axis=None, keepdims=False, name=None",
    "tf.reduce_prod": "input_tensor, axis=None, keepdims=False, name=None",
    "tf.reduce_sum": "input_tensor, axis=None, keepdims=False, name=None",
    "tf.saved_model.load": "export_dir, tags=None, options=None",
    "tf.saved_model.save": "obj, export_dir, signatures=None, options=None",
    "tf.shape": "input, out_type=None, name=None",
    "tf.squeeze": "input, axis=None, name=None",
    "tf.summary.audio": "name, data, sample_rate, step=None, max_outputs=3, encoding=None, description=None",
    "tf.summary.histogram": "name, data, step=None, buckets=None, description=None",
    "tf.summary.image": "name, data, step=None, max_outputs=3, description=None",
    "tf.summary.scalar": "name, data, step=None, description=None",
    "tf.summary.text": "name, data, step=None, description=None",
    "tf.train.Checkpoint": "root=None, **kwargs",
    "tf.train.Checkpoint.restore": "save_path, options=None",
    "tf.train.Checkpoint.save": "file_prefix, options=None",
    "tf.train.CheckpointManager": (
        "checkpoint, directory, max_to_keep, keep_checkpoint_every_n_hours=None, checkpoint_name='ckpt', "
        "step_counter=None, checkpoint_interval=None, init_fn=None, last_checkpoint_step=None"
    ),
    "tf.transpose": "a, perm=None, conjugate=False, name='transpose'",
    "tf.tuple": "tensors, control_inputs=None, name=None",
    "tf.vectorized_map": "fn, elems, fallback_to_while_loop=True, warn=True",
    "tf.while_loop": (
        "cond, body, loop_vars, shape_invariants=None, parallel_iterations=10, back_prop=True, swap_memory=False, "
        "maximum_iterations=None, name=None"
    ),
    "tf.zeros": "shape, dtype=tf.float32, name=None, layout=None",
    "tf.zeros_like": "input, dtype=None, name=None, layout=None",
}
"""TensorFlow 2.21 with Keras 2, as far as it differs from SIGNATURES."""
