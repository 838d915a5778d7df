"""Programs that make one training step, and wait on update ops anywhere on the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from random import Random

from tests.source_witness.writer import UPDATES, Writer


class TrainingProgram(Writer):
    """A small network, a loss, a training step, and update ops read and waited on anywhere in between."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.reads: list[str] = []
        self.images = self.chance(0.5)
        self._inputs()
        if self.chance(0.35):
            self._towers()
        else:
            with self._waiting(0.15):
                self._network(random.randint(1, 3))
            with self._waiting(0.2):
                self._loss()
            self._read(0.6)
            self._passed_on()
            if self.chance(0.25):
                self._evaluation()
            self._trained()
        self._after()
        self.line("observe(train_op)")
        self.line("observe(loss)")

    def _inputs(self) -> None:
        shape = "[None, 4, 4, 3]" if self.images else "[None, 3]"
        self.line(f"x = images = tf.placeholder(tf.float32, {shape})")
        self.line(f"labels = tf.placeholder(tf.float32, {shape})")
        self.flag = self.pick(["True", "True", "training"])
        if self.flag == "training":
            self.line(self.pick(["training = tf.placeholder(tf.bool, [])",
                                 "training = tf.placeholder_with_default(False, [])"]))  # fmt: skip
        optimizer = self.pick(["GradientDescentOptimizer(0.1)", "AdamOptimizer()", "MomentumOptimizer(0.1, 0.9)"])
        self.line(f"optimizer = tf.train.{optimizer}")
        if self.chance(0.3):
            self.line("step = tf.train.get_or_create_global_step()")
            self.step = ", global_step=step"
        else:
            self.step = ""

    # -- update ops, read and waited on ------------------------------------------------------------------------------

    def _read(self, probability: float) -> None:
        if not self.chance(probability):
            return
        name = self.new("updates")
        self.line(f"{name} = " + self.pick([UPDATES] * 5 + [
            "tf.get_collection_ref(tf.GraphKeys.UPDATE_OPS)",
            "tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope='net')",
            f"list({UPDATES})",
            f"[op for op in {UPDATES} if 'net' in op.name]",
            "tf.get_default_graph().get_collection('update_ops')",
            f"{UPDATES}[:2]",
        ]))  # fmt: skip
        self.reads.append(name)
        if self.chance(0.3):
            self.line(f"observe({name})")

    def _waits(self) -> str:
        some = self.pick(self.reads) if self.reads else UPDATES
        return self.pick([some] * 8 + [
            f"[tf.group(*{some})]", f"list({some})", f"{some} + []", f"[op for op in {some}]", UPDATES, "[]", "None",
            "[tf.no_op()]", f"{some}[:1]", f"[tf.group({some})]",
        ])  # fmt: skip

    @contextmanager
    def _waiting(self, probability: float) -> Iterator[None]:
        """Perhaps under `control_dependencies`, perhaps under several."""
        with ExitStack() as blocks:
            while self.chance(probability) and self.depth < 4:
                blocks.enter_context(self.block(f"with tf.control_dependencies({self._waits()})"))
                probability /= 2
            if self.chance(probability / 4):
                with self.block(f"with tf.control_dependencies({self._waits()})"):
                    self.line(self.pick(["pass", "later = tf.no_op()", "unused = tf.train.AdamOptimizer()"]))
            yield

    # -- the network and its loss ------------------------------------------------------------------------------------

    def _network(self, layers: int) -> None:
        self._read(0.25)
        scope = self.block("with tf.variable_scope('net', reuse=tf.AUTO_REUSE)")
        with scope if self.chance(0.4) else nullcontext():
            for _ in range(layers):
                self._layer()
                self._read(0.1)
        self._read(0.3)

    def _layer(self) -> None:
        if self.chance(0.6):
            decay = ", kernel_regularizer=tf.nn.l2_loss" if self.chance(0.2) else ""
            layer = "conv2d(x, 3, 1" if self.images and self.chance(0.5) else "dense(x, 3"
            self.line(f"x = tf.layers.{layer}{decay})")
        with self._waiting(0.05):
            fused = self.pick(["", "", ", fused=False", ", fused=True"] if self.images else [""])
            self.line(f"x = tf.layers.batch_normalization(x, training={self.flag}{fused})")
        with self._waiting(0.05):
            if self.chance(0.6):
                self.line(f"x = {self.pick(ACTIVATIONS)}")

    def _loss(self) -> None:
        self.line(f"loss = {self.pick(LOSSES)}")
        if self.chance(0.15):
            self.line("tf.add_to_collection('losses', loss)")
            name = self.pick(["", ", name='total_loss'"])
            self.line(f"loss = tf.add_n(tf.get_collection('losses'){name})")
        for _ in range(self.random.randint(0, 2)):
            self._passed_on()

    def _passed_on(self) -> None:
        with self._waiting(0.25):
            if self.chance(0.4):
                self.line(f"loss = {self.pick(PASSED_ON)}")

    def _evaluation(self) -> None:
        """The network once more, on other images, in inference mode."""
        with self.block(self.pick(["with tf.variable_scope('test')", "with tf.name_scope('test')"])):
            self.line("y = tf.layers.batch_normalization(labels, training=False)")
            self.line("tested = tf.reduce_mean(tf.square(y))")
            self._read(0.3)

    # -- the training step -------------------------------------------------------------------------------------------

    def _trained(self) -> None:
        """The step is made here, or by a function that is called here."""
        if self.chance(0.7):
            with self._waiting(0.5):
                self._gradients()
            return
        outside = list(self.reads)
        with self.block("def trained(loss)"):
            with self._waiting(0.5):
                self._gradients()
            self.line("return train_op")
        self.reads = outside
        with self._waiting(0.3):
            self.line("train_op = trained(loss)")

    def _gradients(self) -> None:
        if self.chance(0.4):
            variables = ", var_list=tf.trainable_variables()" if self.chance(0.3) else ""
            self.line(f"train_op = optimizer.minimize(loss{self.step}{variables})")
            return
        with self._waiting(0.3):
            if self.chance(0.3):
                self.line("variables = tf.trainable_variables()")
                self.line("gradients = list(zip(tf.gradients(loss, variables), variables))")
            else:
                self.line("gradients = optimizer.compute_gradients(loss)")
        with self._waiting(0.2):
            if self.chance(0.3):
                self.line(f"gradients = {self.pick(CLIPPED)}")
        self._read(0.2)
        with self._waiting(0.4):
            self.line(f"train_op = optimizer.apply_gradients(gradients{self.step})")

    def _towers(self) -> None:
        self._read(0.3)
        with self._waiting(0.1):
            self.line("towers = []")
            with (
                self.block("for i in range(2)"),
                self.block(self.pick(TOWERS)),
                self.block("with tf.name_scope('net')"),
            ):
                self.line("x = images")
                self._network(self.random.randint(1, 2))
                self._loss()
                self._read(0.2)
                with self._waiting(0.4):
                    self.line("towers.append(optimizer.compute_gradients(loss))")
        self._read(0.5)
        with self._waiting(0.2):
            self.line("gradients = []")
            with self.block("for pairs in zip(*towers)"):
                self.line("mean = tf.add_n([g for g, _ in pairs]) / 2.0")
                self.line("gradients.append((mean, pairs[0][1]))")
        with self._waiting(0.4):
            self.line(f"train_op = optimizer.apply_gradients(gradients{self.step})")

    def _after(self) -> None:
        if self.chance(0.25):
            self._averaged()
        for _ in range(self.random.choice([0, 0, 1, 1, 2])):
            self._read(0.3)
            with self._waiting(0.3):
                some = self.pick(self.reads) if self.reads else UPDATES
                self.line(f"train_op = {self.pick([a.format(updates=some) for a in AFTER])}")

    def _averaged(self) -> None:
        """Moving averages of the weights, kept up after the step."""
        self.line("averages = tf.train.ExponentialMovingAverage(0.9)")
        if self.chance(0.5):
            with self.block("with tf.control_dependencies([train_op])"):
                self.line("train_op = averages.apply(tf.trainable_variables())")
            return
        with self._waiting(0.2):
            self.line("averaged = averages.apply(tf.trainable_variables())")
        if self.chance(0.5):
            self.line("train_op = tf.group(train_op, averaged)")
        else:
            with self.block("with tf.control_dependencies([train_op, averaged])"):
                self.line("train_op = tf.no_op(name='train')")


class SlimTrainingProgram(TrainingProgram):
    """The like with `tf.contrib`: layers that normalise themselves, and ready-made training steps."""

    imports = (*TrainingProgram.imports, "from tensorflow.contrib import layers, slim, training as loops")

    def _layer(self) -> None:
        collection = self.pick(["", "", "", ", updates_collections=None", ", updates_collections='other'"])
        if self.chance(0.3):
            self.line(f"x = layers.batch_norm(x, is_training={self.flag}{collection})")
            return
        layer = "conv2d(x, 3, 1" if self.images else "fully_connected(x, 3"
        settings = f"dict(is_training={self.flag}{collection})"
        with self._waiting(0.1):
            self.line(f"x = layers.{layer}, normalizer_fn=layers.batch_norm, normalizer_params={settings})")

    def _gradients(self) -> None:
        if self.chance(0.5):
            super()._gradients()
            return
        chosen = f", update_ops={self._waits()}" if self.chance(0.3) else ""
        self.line("train_op = " + self.pick([
            f"slim.learning.create_train_op(loss, optimizer{chosen})",
            f"loops.create_train_op(loss, optimizer{chosen})",
            f"layers.optimize_loss(loss, tf.train.get_or_create_global_step(), 0.1, 'SGD'{chosen})",
        ]))  # fmt: skip


ACTIVATIONS = (
    "tf.nn.relu(x)", "tf.nn.relu(x)", "tf.tanh(x)", "tf.nn.leaky_relu(x)", "tf.identity(x)", "tf.nn.dropout(x, 0.5)",
    "tf.layers.dropout(x, training=True)", "x * 2.0", "tf.nn.softmax(x)", "x + 1.0", "-x", "tf.sigmoid(x)",
    "tf.nn.bias_add(x, [0.0, 0.0, 0.0])", "tf.maximum(0.2 * x, x)", "tf.stop_gradient(x) + x", "tf.nn.elu(x)",
)  # fmt: skip
LOSSES = (
    "tf.reduce_mean(tf.square(x))", "tf.reduce_mean(tf.square(x - labels))",
    "tf.losses.mean_squared_error(labels, x)", "tf.nn.l2_loss(x)", "tf.reduce_sum(tf.abs(x - labels))",
    "tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=x))",
    "tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=x))",
    "tf.reduce_mean(tf.squared_difference(x, labels))", "tf.losses.softmax_cross_entropy(labels, x)",
    "tf.reduce_mean(-tf.reduce_sum(labels * tf.log(tf.nn.softmax(x)), axis=-1))",
    "tf.losses.absolute_difference(labels, x) + tf.losses.get_regularization_loss()",
    "tf.add_n([tf.losses.huber_loss(labels, x)] + tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))",
    "tf.reduce_mean(tf.norm(x - labels, axis=-1) * tf.exp(labels[..., 0]))",
)  # fmt: skip
PASSED_ON = (
    "tf.identity(loss)", "tf.identity(loss)", "tf.identity(loss, name='loss')", "loss * 1.0", "tf.reduce_mean(loss)",
    "tf.add_n([loss])", "tf.add_n([loss, 0.1 * tf.nn.l2_loss(tf.trainable_variables()[0])])", "loss + 1.0",
    "tf.sqrt(loss)", "tf.square(loss)", "tf.negative(tf.negative(loss))", "tf.Print(loss, [loss])", "loss / 2.0",
    "tf.check_numerics(loss, 'not finite')", "tf.maximum(loss, 0.0)", "tf.reshape(loss, [])", "0.5 * loss",
    "tf.multiply(loss, 2.0)", "loss - 0.1", "loss ** 2", "tf.reduce_sum([loss, 1.0])", "tf.stop_gradient(loss) + loss",
    "tf.reduce_mean(tf.reduce_sum(x, axis=1)) + loss", "loss + tf.reduce_mean(tf.abs(x))",
    "tf.reduce_mean(tf.stack([loss, loss]))",
    "tf.reduce_mean([loss, loss])",
    "tf.reduce_mean([tf.square(x), tf.abs(x)]) + loss",
    "tf.reduce_sum([loss, loss], axis=0)", "tf.where(loss > 0.0, loss, -loss)", "tf.exp(loss)", "tf.log1p(loss)",
)  # fmt: skip
CLIPPED = (
    "[(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in gradients]",
    "[(tf.clip_by_norm(g, 1.0), v) for g, v in gradients if g is not None]",
    "list(zip(tf.clip_by_global_norm([g for g, _ in gradients], 5.0)[0], [v for _, v in gradients]))",
    "gradients[:2]",
)  # fmt: skip
TOWERS = (
    "with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE)",
    "with tf.variable_scope('towers', reuse=tf.AUTO_REUSE)",
    "with tf.variable_scope('towers', reuse=i > 0)",
    "with tf.device('/cpu:0'), tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE)",
)  # fmt: skip
AFTER = (
    "tf.group(train_op)", "tf.group(train_op, *{updates})", "tf.group([train_op, {updates}])",
    "tf.group(*([train_op] + {updates}))", "tf.tuple([loss], control_inputs=[train_op])[0]", "tf.no_op()", "train_op",
    "tf.identity(loss)", "tf.group(*{updates})",
)  # fmt: skip
