"""Trains in every way in which a graph can be run, each in a graph of its own, two steps each."""

import sys

from networks import IMAGES, TARGETS, network, placeholders, tf, training_step


def constants():
    return tf.constant(IMAGES), tf.constant(TARGETS)


def session():
    images, targets = placeholders()
    training = tf.placeholder(tf.bool, [], "training")
    loss, train_op = training_step(images, targets, training)
    saver = tf.train.Saver(tf.trainable_variables())
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(2):
            session.run([train_op, loss], {images: IMAGES, targets: TARGETS, training: True})
        saver.save(session, "./model")
        session.run({"loss": loss}, {images: IMAGES, targets: TARGETS, training: False})
        saver.restore(session, "./model")


def interactive_session():
    loss, train_op = training_step(*constants())
    session = tf.InteractiveSession()
    tf.global_variables_initializer().run()
    for _ in range(2):
        train_op.run()
    loss.eval()
    session.close()


def made_callable():
    images, targets = placeholders()
    _, train_op = training_step(images, targets)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        step = session.make_callable(train_op, [images, targets])
        for _ in range(2):
            step(IMAGES, TARGETS)


def monitored_session():
    _, train_op = training_step(*constants(), global_step=tf.train.get_or_create_global_step())
    with tf.train.MonitoredTrainingSession(hooks=[tf.train.StopAtStepHook(2)]) as session:
        while not session.should_stop():
            session.run(train_op)


def supervisor():
    _, train_op = training_step(*constants(), global_step=tf.train.get_or_create_global_step())
    supervisor = tf.train.Supervisor(logdir=None, summary_op=None)
    with supervisor.managed_session() as session:
        for _ in range(2):
            session.run(train_op)


def keras_fit():
    model = tf.keras.Sequential([tf.keras.layers.Dense(4, input_shape=(8,)), tf.keras.layers.BatchNormalization()])
    model.add(tf.keras.layers.Dense(1))
    model.compile("adam", "mse")
    model.fit(IMAGES, TARGETS, batch_size=16, verbose=0)


def slim_learning_train():
    slim = tf.contrib.slim
    images, targets = constants()
    with slim.arg_scope([slim.batch_norm], is_training=True, decay=0.9):
        hidden = slim.fully_connected(images, 4, normalizer_fn=slim.batch_norm)
    tf.losses.mean_squared_error(targets, slim.fully_connected(hidden, 1))
    train_op = slim.learning.create_train_op(tf.losses.get_total_loss(), tf.train.AdamOptimizer())
    slim.learning.train(train_op, "slim", number_of_steps=2, save_summaries_secs=0)


def estimator():
    def model(features, labels, mode):
        loss = tf.losses.mean_squared_error(labels, network(features, mode == "train"))
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train_op = tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step())
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

    tf.estimator.Estimator(model, "estimator").train(constants, steps=2)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tf.Graph().as_default():
            globals()[name]()
