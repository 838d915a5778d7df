"""Wants a device that is not there, is slow, and wants data that are not there."""

from networks import IMAGES, TARGETS, np, placeholders, tf, training_step

images, targets = placeholders()
with tf.device("/gpu:7"):
    loss, train_op = training_step(images, targets)
with tf.Session(config=tf.ConfigProto(device_count={"GPU": 0})) as session:
    session.run(tf.global_variables_initializer())
    session.run(train_op, {images: IMAGES, targets: TARGETS})
    data = np.load("nowhere.npy")
