"""The sections of a program: inputs, loss, training step, evaluation, and the runs."""

from __future__ import annotations

from collections.abc import Iterator

from tests.generator.cells import BARRIERS, FED, Cell
from tests.generator.layouts import Definition, Section
from tests.generator.networks import Text
from tests.generator.styles import Style

EARLY = ("before", "early helper", "live")


class Graph:
    """The sections of one program, in order."""

    def __init__(self, cell: Cell, style: Style) -> None:
        self.cell = cell
        self.style = style
        self.under_read = False
        tensors = [2, 4, 4] if style.images else []
        self.shape = ", ".join(["None", *map(str, tensors[1:]), "2" if style.images else "4"])

    def definitions(self) -> Iterator[Definition]:
        size = "n, 4, 4, 2" if self.style.images else "n, 4"
        target = "x.mean(axis=(1, 2))[:, :1]" if self.style.images else "x[:, :1] - x[:, 1:2]"
        lines = (
            "def @batch(random, n):",
            f"    x = random.normal(3.0, 2.0, ({size}))",
            f"    return x, {target}",
        )
        yield Definition("batch", "data", lines)
        if self.cell.structure == "estimator":
            yield Definition("model_fn", "graph", tuple(self._model_function()))
            yield from (self._input_function(*given) for given in (("train", 0), (self.style.data, 1)))
        if self.cell.read in ("helper", "early helper"):
            read = self.style.collection.format(scope="")
            yield Definition("update_operations", "graph", ("def @update_operations():", f"    return {read}"))

    def sections(self) -> Iterator[Section]:
        if self.cell.structure == "estimator":
            yield Section("run", tuple(self._estimator()))
            return
        yield Section("make_inputs", tuple(self._inputs()))
        yield Section("make_loss", tuple(self._loss()))
        evaluation = Section("make_evaluation", tuple(self._evaluation_network()))
        step = Section("make_train_op", tuple(self._step()))
        built = [evaluation, step] if self._evaluation_comes_first else [step, evaluation]
        yield from (section for section in built if section.lines)
        yield Section("fit", tuple(self._fit()), in_session=True)
        if self.cell.evaluation.startswith("graph"):
            yield Section("evaluate_checkpoint", tuple(self._evaluate_checkpoint()), apart=True)
        elif self.cell.evaluation != "none":
            yield Section("evaluate", tuple(self._evaluate()), in_session=True)

    @property
    def _evaluation_comes_first(self) -> bool:
        if self.cell.read == "after evaluation":
            return True
        harmless = self.cell.evaluation == "other" and self.cell.flag != "constant" and self.cell.mode == "true"
        apart = self.cell.call != "attribute" and self.cell.sharing != "reuse_variables"
        return harmless and apart and self.style.early_optimizer

    # -- an Estimator ----------------------------------------------------------------------------------------------

    def _model_function(self) -> Iterator[str]:
        text = Text()
        with text.under("def @model_fn($x, $y, mode)"):
            text(*self._before_network(), *self._loss())
            with text.under("if mode == tf.estimator.ModeKeys.EVAL"):
                text("return tf.estimator.EstimatorSpec(mode, loss=$loss)")
            text(*(line for line in self._step() if "$saver" not in line))
            text("return tf.estimator.EstimatorSpec(mode, loss=$loss, train_op=$train_op)")
        yield from text.lines

    def _input_function(self, data: str, seed: int) -> Definition:
        lines = (
            f"def {data}_input_fn():",
            f"    xs, ys = @batch(np.random.RandomState({seed}), {16 * self.style.steps})",
            "    data = xs.astype(np.float32), ys.astype(np.float32)",
            "    return tf.data.Dataset.from_tensor_slices(data).batch(16)",
        )
        return Definition(f"{data}_input_fn", "data", lines)

    def _estimator(self) -> Iterator[str]:
        data = self.style.data
        yield '$estimator = tf.estimator.Estimator(@model_fn, model_dir="./model")'
        yield "$estimator.train(@train_input_fn)"
        yield f'print("{data} loss %.4f" % $estimator.evaluate(@{data}_input_fn)["loss"])'

    # -- inputs ----------------------------------------------------------------------------------------------------

    def _inputs(self) -> Iterator[str]:
        yield f"$x = tf.placeholder(tf.float32, [{self.shape}])"
        yield "$y = tf.placeholder(tf.float32, [None, 1])"
        flag = {
            "variable": "False" if self.cell.mode == "false" else "True",
            "constant": f"tf.constant({'False' if self.cell.mode == 'false' else 'True'})",
            "placeholder": "tf.placeholder(tf.bool, [])",
            "optional": "tf.placeholder_with_default(False, [])",
        }.get(self.cell.flag)
        if flag:
            yield f"$training = {flag}"
        yield from self._before_network()

    def _before_network(self) -> Iterator[str]:
        if self._early_optimizer:
            yield f"$optimizer = tf.train.{self.style.optimizer}"
        if self.cell.read in EARLY:
            yield f"$updates = {self._collection}"

    @property
    def _early_optimizer(self) -> bool:
        return self.cell.wire != "optimizer" and (self.cell.towers == "averaged" or self.style.early_optimizer)

    @property
    def _collection(self) -> str:
        """The expression that reads the update ops."""
        read = self.cell.read
        if read == "live":
            return "tf.get_collection_ref(tf.GraphKeys.UPDATE_OPS)"
        if read in ("helper", "early helper"):
            return "@update_operations()"
        if read == "own collection":
            return 'tf.get_collection("bn_updates")'
        scope = {"scope": self.style.scope, "other scope": "discriminator"}.get(read)
        return self.style.collection.format(scope=f', scope="{scope}"' if scope else "")

    # -- calls of the network --------------------------------------------------------------------------------------

    def _value(self, training: bool) -> str | None:
        """What the caller gives for the flag; None where it gives nothing."""
        cell = self.cell
        if cell.call in ("attribute", "global") or (cell.call == "left out" and training):
            return None
        if training and cell.flag in ("variable", "constant", *FED):
            return "$training"
        value = (cell.mode == "true") if training else cell.evaluation.endswith("in training mode")
        if cell.flag == "mode":
            return "mode" if cell.structure == "estimator" else '"train"' if value else '"test"'
        return str(value)

    def _arguments(self, images: str, training: bool, reuse: str | None = None) -> str:
        value = self._value(training)
        given = [images]
        if value is not None and not (self.cell.evaluation == "other left out" and not training):
            parameter = "mode" if self.cell.flag == "mode" else self.style.flag
            if self.cell.call == "options":
                given.append(f'{{"{parameter}": {value}}}')
            elif self.cell.call == "positional" or (self.cell.call == "left out" and self.style.early_optimizer):
                given.append(value)
            elif self.cell.call != "partial" or not training:
                given.append(f"{parameter}={value}")
        if self.cell.sharing == "reuse argument" and reuse is not None:
            given.append(f"reuse={reuse}")
        return ", ".join(given)

    def _call(self, text: Text, images: str, training: bool, reuse: str | None = None, result: str = "") -> None:
        """Calls the network, or its two halves with a read of the update ops in between."""
        arguments = self._arguments(images, training, reuse)
        if self.cell.read != "between":
            text(f"{result} = {self._bound(self._network_name(training), training)}({arguments})")
            return
        encoded = "$encoded" if training else "encoded"
        owner = "self.!" if self.cell.call == "attribute" else "@"
        text(f"{encoded} = {self._bound(owner + 'encoder', training)}({arguments})")
        if training:
            text(f"$updates = {self._collection}")
        arguments = self._arguments(encoded, training, reuse)
        text(f"{result} = {self._bound(owner + 'decoder', training)}({arguments})")

    def _bound(self, network: str, training: bool) -> str:
        if self.cell.call != "partial" or not training:
            return network
        parameter = "mode" if self.cell.flag == "mode" else self.style.flag
        return f"functools.partial({network}, {parameter}={self._value(training)})"

    def _network_name(self, training: bool) -> str:
        if self.cell.call == "attribute":
            return "self.!network"
        if not self._made_network:
            return "@network"
        return "$valid_network" if self._second_network and not training else "$made_network"

    @property
    def _second_network(self) -> bool:
        return self.cell.evaluated_apart and self.cell.api == "layers kept" and self.cell.sharing != "none"

    @property
    def _made_network(self) -> bool:
        """The network is an object that the program makes before it calls it."""
        return self.cell.sharing == "template" or self.cell.api == "layers kept"

    def _makes_network(self) -> str:
        if self.cell.api == "layers kept":
            return "@Network()"
        return f'tf.make_template("{self.style.scope}", @network)'

    # -- the loss and its towers -----------------------------------------------------------------------------------

    def _loss(self) -> Iterator[str]:
        text = Text()
        if self._made_network:
            text(f"$made_network = {self._makes_network()}")
        if self.cell.towers == "one":
            scope = f'with tf.variable_scope("{self.style.scope}")' if self._outside else None
            with text.under(scope):
                self._call(text, "$x", training=True, result="$prediction")
            text(f"$loss = {self.style.loss.format(output='$prediction', target='$y')}")
        else:
            self._towers(text)
        yield from text.lines

    @property
    def _outside(self) -> bool:
        return self.cell.sharing == "scope outside"

    def _towers(self, text: Text) -> None:
        averaged = self.cell.towers == "averaged"
        text("$tower_losses = []")
        if averaged:
            text("$tower_gradients = []")
        if self.cell.read in ("each tower", "first tower"):
            text("$updates = []")
        with text.under("for i, (part, target) in enumerate(zip(tf.split($x, 2), tf.split($y, 2)))"):
            named = " as scope" if self._reads_by_tower else ""
            scopes = [f'tf.name_scope("tower_%d" % i){named}', *self._tower_scope()]
            if self.style.devices:
                scopes.insert(0, 'tf.device("/gpu:%d" % i)')
            with text.under(f"with {', '.join(scopes)}"):
                self._call(text, "part", training=True, reuse="i > 0", result="output")
                text(f"tower_loss = {self.style.loss.format(output='output', target='target')}")
                text("$tower_losses.append(tower_loss)")
                self._read_in_tower(text)
                if averaged:
                    with text.under("with tf.control_dependencies($updates)" if self.cell.wire == "compute" else None):
                        text("$tower_gradients.append($optimizer.compute_gradients(tower_loss))")
        text("$loss = tf.add_n($tower_losses) / 2.0")

    def _tower_scope(self) -> list[str]:
        if self.cell.sharing in ("none", "root scope", "own scope") and self.cell.api != "layers kept":
            return ["tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE)"]
        return []

    @property
    def _reads_by_tower(self) -> bool:
        return self.cell.read == "first tower" or (self.cell.read == "each tower" and not self.style.read_in_place)

    def _read_in_tower(self, text: Text) -> None:
        if self.cell.read == "each tower":
            if self.style.read_in_place:
                text(f"$updates = {self._collection}")
            else:
                text("$updates.extend(tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope))")
        elif self.cell.read == "first tower":
            with text.under("if i == 0"):
                text("$updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope)")

    # -- the training step -----------------------------------------------------------------------------------------

    def _step(self) -> Iterator[str]:
        text = Text()
        if not self._early_optimizer and self.cell.wire != "optimizer":
            text(f"$optimizer = tf.train.{self.style.optimizer}")
        if self._reads_here:
            text(f"$updates = {self._collection}")
        if self.cell.towers == "averaged" and self.cell.wire != "optimizer":
            self._average(text)
        self._wired(text)
        if self.cell.evaluation.startswith("graph"):
            only = "tf.trainable_variables()" if self.cell.evaluation.endswith("saved") else ""
            text(f"$saver = tf.train.Saver({only})")
        yield from text.lines

    @property
    def _reads_here(self) -> bool:
        return self.cell.read not in ("never", "between", "each tower", "first tower", *EARLY)

    def _average(self, text: Text) -> None:
        text("$gradients = []")
        guard = "if pairs[0][0] is not None" if self.cell.passes == "unused" else None
        with text.under("for pairs in zip(*$tower_gradients)"), text.under(guard):
            text("$gradients.append((tf.add_n([g for g, _ in pairs]) / 2.0, pairs[0][1]))")

    def _stepped(self, text: Text, result: str = "$train_op") -> None:
        if self.cell.towers == "averaged":
            text(f"{result} = $optimizer.apply_gradients($gradients{self._counter})")
        else:
            text(f"{result} = $optimizer.minimize($loss{self._counter})")

    @property
    def _counter(self) -> str:
        """The argument that counts the steps."""
        return ", global_step=tf.train.get_or_create_global_step()" if self.cell.structure == "estimator" else ""

    def _wired(self, text: Text) -> None:
        wire, averaged = self.cell.wire, self.cell.towers == "averaged"
        waiting = "with tf.control_dependencies($updates)"
        if wire == "optimizer":
            with text.under(waiting):
                text(f"$optimizer = tf.train.{self.style.optimizer}")
            if averaged:
                self._average(text)
            self._stepped(text)
        elif wire == "minimize" or (wire == "apply" and averaged):
            with text.under(waiting):
                self._stepped(text)
        elif wire in ("apply", "compute") and not averaged:
            with text.under(waiting if wire == "compute" else None):
                text("$gradients = $optimizer.compute_gradients($loss)")
            with text.under(waiting if wire == "apply" else None):
                text(f"$train_op = $optimizer.apply_gradients($gradients{self._counter})")
        elif wire == "existing":
            renamed = self.style.early_optimizer or self.cell.structure == "estimator"
            self._stepped(text, "step" if renamed else "$train_op")
            with text.under(waiting):
                text("$train_op = step" if renamed else "$train_op = [$train_op]")
        elif wire in BARRIERS:
            self._barrier(text)
            self._stepped(text)
        elif wire.startswith("create_train_op"):
            given = ", update_ops=[]" if wire.endswith("without") else ""
            text(f"$train_op = slim.learning.create_train_op($loss, $optimizer{given})")
        else:
            self._stepped(text)
            self._after_step(text)

    def _barrier(self, text: Text) -> None:
        if self.cell.wire == "with_dependencies":
            text("$loss = control_flow_ops.with_dependencies($updates, $loss)")
            return
        with text.under("with tf.control_dependencies($updates)"):
            text("$loss = tf.identity($loss)")

    def _after_step(self, text: Text) -> None:
        wire = self.cell.wire
        if wire == "group":
            text("$train_op = tf.group($train_op, *$updates)")
        elif wire == "group unused":
            text("bn_update = tf.group(*$updates)")
        elif wire == "no_op":
            with text.under("with tf.control_dependencies([$train_op] + $updates)"):
                text('$train_op = tf.no_op(name="train")')

    # -- the evaluation network ------------------------------------------------------------------------------------

    def _evaluation_network(self) -> Iterator[str]:
        if not self.cell.evaluated_apart:
            return
        text = Text()
        images, labels = "$x", "$y"
        if not self.style.same_input:
            images, labels = "$valid_x", "$valid_y"
            text(f"$valid_x = tf.placeholder(tf.float32, [{self.shape}])")
            text("$valid_y = tf.placeholder(tf.float32, [None, 1])")
        if self.cell.sharing == "reuse_variables":
            text("tf.get_variable_scope().reuse_variables()")
        if self.cell.call in ("attribute", "global"):
            text(f"$training = {self.cell.evaluation.endswith('in training mode')}")
        if self._second_network:
            text(f"$valid_network = {self._makes_network()}")
        with text.under(self._evaluation_scope()):
            self._call(text, images, training=False, reuse="True", result="$valid_prediction")
        text(f"$valid_loss = {self.style.loss.format(output='$valid_prediction', target=labels)}")
        yield from text.lines

    def _evaluation_scope(self) -> str | None:
        scope = self.style.scope
        return {
            "own scope": f'with tf.variable_scope("{self.style.data}")',
            "scope outside": f'with tf.variable_scope("{scope}", reuse=True)',
            "root scope": "with tf.variable_scope(tf.get_variable_scope(), reuse=True)",
        }.get(self.cell.sharing)

    # -- the runs --------------------------------------------------------------------------------------------------

    def _feed(self, training: bool, images: str = "$x", labels: str = "$y") -> str:
        pairs = [f"{images}: xs", f"{labels}: ys"]
        cell = self.cell
        if cell.switchable and not (cell.evaluated_apart and not training):
            value = cell.mode == "true" if training else cell.evaluation == "same in training mode"
            fed = cell.flag == "placeholder" or value
            if cell.mode != "never fed" and (fed or self.style.applied):
                pairs.append(f"$training: {value}")
        return f"{{{', '.join(pairs)}}}"

    def _fit(self) -> Iterator[str]:
        text = Text()
        feed = self._feed(training=True)
        text("random = np.random.RandomState(0)")
        with text.under(f"for step in range({self.style.steps})"):
            text("xs, ys = @batch(random, 16)")
            fetches = ["$train_op"]
            if self.cell.wire == "fetched":
                fetches.append("$updates")
            if self.cell.fetch == "step and loss":
                fetches.append("$loss")
            fetched = fetches[0] if len(fetches) == 1 else f"[{', '.join(fetches)}]"
            got = f"{', '.join(['_'] * (len(fetches) - 1))}, value = " if self.cell.fetch == "step and loss" else ""
            text(f"{got}sess.run({fetched}, feed_dict={feed})")
            if self.cell.wire == "own run":
                text(f"sess.run($updates, feed_dict={feed})")
            if self.cell.fetch == "step and loss":
                text('print("step %d: loss %.4f" % (step, value))')
            elif self.cell.fetch == "loss now and then":
                with text.under(f"if step == {self.style.steps - 1}"):
                    text(f'print("loss %.4f" % sess.run($loss, feed_dict={feed}))')
        if self.cell.evaluation.startswith("graph"):
            text('$saver.save(sess, "./model.ckpt")')
        yield from text.lines

    def _evaluate(self) -> Iterator[str]:
        name, loss = self.style.data, "$loss"
        feed = self._feed(training=False)
        if self.cell.evaluated_apart:
            loss = "$valid_loss"
            if not self.style.same_input:
                feed = self._feed(False, "$valid_x", "$valid_y")
        yield f"{name}_random = np.random.RandomState(1)"
        yield f"xs, ys = @batch({name}_random, 32)"
        yield f'print("{name} loss %.4f" % sess.run({loss}, feed_dict={feed}))'

    def _evaluate_checkpoint(self) -> Iterator[str]:
        text = Text()
        name = self.style.data
        if self.cell.call == "global":
            text(f"$training = {self.cell.evaluation.endswith('in training mode')}")
        with text.under("with tf.Graph().as_default()"):
            text(f"images = tf.placeholder(tf.float32, [{self.shape}])")
            text("labels = tf.placeholder(tf.float32, [None, 1])")
            network = "@network"
            if self._made_network:
                text(f"restored_network = {self._makes_network()}")
                network = "restored_network"
            with text.under(f'with tf.variable_scope("{self.style.scope}")' if self._outside else None):
                text(f"output = {network}({self._arguments('images', training=False)})")
            text(f"{name}_loss = {self.style.loss.format(output='output', target='labels')}")
            with text.under("with tf.Session() as sess"):
                only = "tf.trainable_variables()" if "trainables" in self.cell.evaluation else ""
                if only:
                    text("sess.run(tf.global_variables_initializer())")
                text(f'tf.train.Saver({only}).restore(sess, "./model.ckpt")')
                text("xs, ys = @batch(np.random.RandomState(1), 32)")
                text(f'print("{name} loss %.4f" % sess.run({name}_loss, feed_dict={{images: xs, labels: ys}}))')
        yield from text.lines
