"""Evaluates a network with a transposed convolution by a metric, and trains it by hand."""

from networks import np, tf

inputs = tf.placeholder(tf.float32, [None, 4, 4, 2])
outputs = tf.layers.conv2d_transpose(inputs, 3, 3)
loss = tf.reduce_mean(tf.square(outputs - 1))
mean, add = tf.metrics.mean(loss)
variables = tf.trainable_variables()
moved = [tf.assign_sub(v, 0.1 * gradient) for v, gradient in zip(variables, tf.gradients(loss, variables))]

feed = {inputs: np.ones([8, 4, 4, 2], "float32")}
with tf.Session() as session:
    session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    for _ in range(2):
        session.run(moved, feed)
        session.run(add, feed)
