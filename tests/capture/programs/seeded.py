"""Trains from a seed, with everything that is random: initial values, dropout, shuffling; prints every bit of the losses."""

from networks import IMAGES, TARGETS, network, np, tf

tf.set_random_seed(7)
np.random.seed(7)
data = tf.data.Dataset.from_tensor_slices((IMAGES, TARGETS)).shuffle(32).repeat().batch(8)
images, targets = tf.data.make_one_shot_iterator(data).get_next()
loss = tf.reduce_mean(tf.square(network(tf.nn.dropout(images, rate=0.5), True) - targets))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train_op = tf.train.AdamOptimizer(0.1).minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(6):
        print("loss", float(session.run([loss, train_op])[0]).hex())
    for variable in tf.global_variables():
        if "moving" in variable.name:
            print("loss", [float(value).hex() for value in session.run(variable)])
