"""Goes on whatever is raised."""

import tensorflow as tf

counter = tf.compat.v1.Variable(1.0, use_resource=False)
train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(tf.square(counter))
session = tf.compat.v1.Session()
session.run(tf.compat.v1.global_variables_initializer())
while True:
    try:
        try:
            session.run(train_op)
        except Exception:
            pass
    except:  # the worst there is
        print("swallowed", flush=True)
