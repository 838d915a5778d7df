"""Reads from queues that threads fill, one run for each example, in training and in evaluation."""

from networks import IMAGES, TARGETS, tf, training_step

image, target = tf.train.slice_input_producer([tf.constant(IMAGES), tf.constant(TARGETS)])
images, targets = tf.train.batch([image, target], 8, capacity=16)
loss, train_op = training_step(images, targets)

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    coordinator = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(session, coordinator)
    for _ in range(2):
        session.run(train_op)
    for _ in range(60):
        session.run(loss)
    coordinator.request_stop()
    coordinator.join(threads)
