"""Writes an artefact of every format into the folder that is its argument, with the TensorFlow that it runs under.

Runs in users' interpreters, from Python 3.7 on, and knows nothing of bnlint. `expected.json` holds
what the variables are worth in the checkpoint `sharded/all`.
"""

import contextlib
import importlib
import json
import os
import sys
from typing import Any, Dict

import numpy as np


def main(folder: str) -> None:
    for name in ("model", "sharded", "old"):
        os.makedirs(os.path.join(folder, name))
    with contextlib.redirect_stdout(sys.stderr):
        tensorflow = importlib.import_module("tensorflow")
        tf = tensorflow.compat.v1
        tf.logging.set_verbosity(tf.logging.ERROR)
        with tf.Graph().as_default():
            write_graph(tf, folder)
        if not tensorflow.__version__.startswith("1."):
            write_second_generation(tensorflow, folder)


def write_graph(tf: Any, folder: str) -> None:
    tf.set_random_seed(1)
    images = tf.placeholder(tf.float32, [None, 4], name="images")
    training = tf.placeholder_with_default(True, [], name="training")
    with tf.variable_scope("net", use_resource=False):
        weights = tf.get_variable("weights", [4, 3])
        half = tf.get_variable("half", initializer=np.array([0.5, 1.5], np.float16))
        brain = tf.get_variable("brain", initializer=tf.constant([0.5, -3.0], tf.bfloat16))
        words = tf.get_variable("words", initializer=["one", "", "three" * 100], trainable=False)
    gamma = tf.get_variable("bn/gamma", [3], initializer=tf.ones_initializer(), use_resource=True)
    mean = tf.get_variable(
        "bn/moving_mean", [3], trainable=False, initializer=tf.zeros_initializer(), use_resource=True
    )
    hidden = tf.matmul(images, weights)
    update = tf.assign_sub(mean, (mean - tf.reduce_mean(hidden, 0)) * 0.1, name="bn/update")
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, update.op)
    tf.add_to_collection("notes", "a text")
    loss = tf.reduce_mean(gamma * tf.nn.relu(hidden - tf.cond(training, lambda: hidden, lambda: mean + 0.0)))
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=tf.train.create_global_step())
    saver = tf.train.Saver([weights, half, brain, words, gamma])
    everything = tf.train.Saver(sharded=True)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for step in (1, 2):
            session.run([train_op, update], {images: np.ones([2, 4]) * step})
            saver.save(session, os.path.join(folder, "model", "model.ckpt"), step)
        everything.save(session, os.path.join(folder, "sharded", "all"), write_meta_graph=False)
        saver_v1 = tf.train.Saver([gamma], write_version=1)
        saver_v1.save(session, os.path.join(folder, "old", "old.ckpt"), write_meta_graph=False)
        names = {"weights": weights, "half": half, "words": words, "gamma": gamma, "mean": mean}
        note(folder, {variable.op.name: session.run(variable) for variable in names.values()})
        frozen = tf.graph_util.convert_variables_to_constants(session, session.graph.as_graph_def(), [hidden.op.name])
        tf.io.write_graph(frozen, folder, "frozen.pb", as_text=False)
        tf.io.write_graph(session.graph_def, folder, "graph.pb", as_text=False)
        tf.io.write_graph(session.graph_def, os.path.join(folder, "model"), "graph.pbtxt")
        tf.train.export_meta_graph(
            os.path.join(folder, "stripped.meta"), strip_default_attrs=True, saver_def=saver.as_saver_def()
        )
        tf.train.export_meta_graph(os.path.join(folder, "text.meta"), as_text=True)
        writer = tf.summary.FileWriter(os.path.join(folder, "events"), session.graph)
        writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=1.0)]), 7)
        writer.close()
        for name in ("exported", "exported_text"):
            builder = tf.saved_model.Builder(os.path.join(folder, name))
            signature = tf.saved_model.predict_signature_def({"images": images}, {"hidden": hidden})
            builder.add_meta_graph_and_variables(session, ["serve", "eu"], {"serving_default": signature})
            builder.add_meta_graph(["train"])
            builder.save(as_text=name.endswith("text"))


def write_second_generation(tf: Any, folder: str) -> None:
    """A SavedModel of objects, a Keras file, and a checkpoint of objects."""
    keras: Any = importlib.import_module("tf_keras")

    class Net(tf.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            self.mean = tf.Variable([0.0, 1.0], trainable=False, name="bn/moving_mean")
            self.gamma = tf.Variable([1.0, 1.0], name="bn/gamma")

        @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])  # type: ignore[untyped-decorator]
        def train(self, images: Any) -> Any:
            self.mean.assign_sub((self.mean - tf.reduce_mean(images, 0)) * 0.1)
            return images * self.gamma

    net = Net()
    net.train(tf.ones([3, 2]))
    tf.saved_model.save(net, os.path.join(folder, "objects"), signatures={"serving_default": net.train})
    os.makedirs(os.path.join(folder, "objects_checkpoint"))
    tf.train.Checkpoint(net=net).write(os.path.join(folder, "objects_checkpoint", "ckpt"))
    model = keras.Sequential([keras.layers.Input([2]), keras.layers.BatchNormalization(momentum=0.9)])
    model.save(os.path.join(folder, "model.keras"))
    model.save(os.path.join(folder, "model.h5"))


def note(folder: str, values: Dict[str, Any]) -> None:
    plain = {
        name: [one.decode() for one in value] if value.dtype == object else value.tolist()
        for name, value in values.items()
    }
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(plain, file)


if __name__ == "__main__":
    main(sys.argv[1])
