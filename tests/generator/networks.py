"""The text of a network: its layers, and the way of the training flag from its parameter into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.generator.cells import BY_HAND, Cell
from tests.generator.layouts import INDENT, Definition
from tests.generator.styles import Style

UNITS = (4, 3)


class Text:
    """Lines in the making, at a depth."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._depth = 0

    def __call__(self, *lines: str) -> None:
        self.lines += [INDENT * self._depth + line if line else "" for line in lines]

    @contextmanager
    def under(self, head: str | None) -> Iterator[None]:
        """Under a line that opens a block; under nothing if there is none."""
        if head is not None:
            self(f"{head}:")
            self._depth += 1
        yield
        if head is not None:
            self._depth -= 1


class Layers:
    """Writes one hidden layer with its normalisation, and the output layer."""

    def __init__(self, cell: Cell, style: Style) -> None:
        self.cell = cell
        self.style = style

    def hidden(self, text: Text, units: str, flag: str | None, name: str | None) -> None:
        """`flag` is the expression of the mode; None leaves it out."""
        if self.cell.api == "normalizer_fn":
            text(f"h = {self.linear(units, self._normalizer(flag), name)}")
            return
        text(f"h = {self.linear(units, '', name)}")
        self.normalised(text, self.argument(flag), name)
        text("h = tf.nn.relu(h)")

    def normalised(
        self, text: Text, flag: str, name: str | None, function: str | None = None, result: str = "h = "
    ) -> None:
        """`flag` is an argument with its comma; `function` is what stands in for the API's own."""
        named = _joined(name, "bn")
        api = self.cell.api
        if api == "layer in line" and function is None:
            options = ", ".join(filter(None, ["momentum=0.9", f"name={named}" if named else ""]))
            text(f"bn = tf.layers.BatchNormalization({options})")
            text(f"{result}bn{'.apply' if self.style.applied else ''}(h{flag})")
        elif api in BY_HAND:
            text(f"{result}{function or '@batch_norm'}(h{flag}, {self.scope_of(name)})")
        else:
            keyword = "scope" if api in ("contrib", "slim", "in place") else "name"
            given = f", {keyword}={named}" if named else ""
            text(f"{result}{function or self.function}(h{flag}{'' if function else self.options}{given})")

    def scope_of(self, name: str | None) -> str:
        return _joined(name, "bn") or '"bn"'

    @property
    def function(self) -> str:
        if self.cell.api in ("slim", "normalizer_fn"):
            return "slim.batch_norm"
        contrib = "tf.contrib.layers.batch_norm"
        return contrib if self.cell.api in ("contrib", "in place") else "tf.layers.batch_normalization"

    @property
    def options(self) -> str:
        """What the layer is told besides the mode."""
        if self.cell.api not in ("contrib", "slim", "normalizer_fn", "in place"):
            return ", momentum=0.9" + ("" if self.style.fused or not self.style.images else ", fused=False")
        collection = {"in place": ", updates_collections=None"}.get(self.cell.api, "")
        if self.cell.read in ("own collection", "other collection"):
            collection = ', updates_collections="bn_updates"'
        return f", decay=0.9, scale=True{collection}"

    def argument(self, flag: str | None) -> str:
        if flag is None:
            return ""
        if self.cell.api in BY_HAND:
            return f", {flag}"
        return f", {'is_training' if self.cell.api in ('contrib', 'slim', 'in place') else 'training'}={flag}"

    def _normalizer(self, flag: str | None) -> str:
        given = [] if flag is None else [f'"is_training": {flag}']
        pairs = ['"decay": 0.9', '"scale": True', *given]
        if self.cell.read in ("own collection", "other collection"):
            pairs.append('"updates_collections": "bn_updates"')
        return f", normalizer_fn=slim.batch_norm, normalizer_params={{{', '.join(pairs)}}}"

    def linear(self, units: str, more: str, name: str | None) -> str:
        if self.cell.api == "normalizer_fn":
            named = f", scope={name}" if name else ""
            kind = "conv2d" if self.style.images else "fully_connected"
            size = ", 3" if self.style.images else ""
            return f"slim.{kind}(h, {units}{size}{more}{named})"
        bias = "" if self.style.bias else ", use_bias=False"
        named = f", name={name}" if name else ""
        if self.style.images:
            return f'tf.layers.conv2d(h, {units}, 3, padding="same"{bias}{named})'
        return f"tf.layers.dense(h, {units}{bias}{named})"

    def output(self, text: Text) -> None:
        if self.style.images:
            text("h = tf.reduce_mean(h, axis=[1, 2])")
        text(f"return tf.layers.dense(h, 1{', name=' + repr_name('out') if self.named else ''})")

    @property
    def named(self) -> bool:
        """In the scope that the program has anyway, only names find the variables again."""
        again = self.cell.evaluated_apart and self.cell.towers == "one"
        needs = self.cell.api in BY_HAND or (again and self.cell.sharing in ("root scope", "reuse_variables"))
        return needs or (self.style.named and not _fresh_twice(self.cell))


def _fresh_twice(cell: Cell) -> bool:
    """The network is called twice in one scope without reuse, which names of its layers would forbid."""
    return cell.evaluated_apart and cell.sharing == "none"


def _joined(name: str | None, suffix: str) -> str | None:
    """The name of a part of a layer: `"fc1_bn"`, or an expression that makes it."""
    if name is None:
        return None
    return f'{name[:-1]}_{suffix}"' if name.startswith('"') else f'{name} + "_{suffix}"'


def repr_name(name: str) -> str:
    return f'"{name}"'


class Network:
    """The definitions that a program's network consists of."""

    def __init__(self, cell: Cell, style: Style) -> None:
        self.cell = cell
        self.style = style
        self.layers = Layers(cell, style)
        self.method = cell.call == "attribute"

    # -- the flag --------------------------------------------------------------------------------------------------

    @property
    def parameter(self) -> str:
        """The name under which the network's own code knows the flag."""
        return {"attribute": "$training", "global": "$training"}.get(self.cell.call, self.style.flag)

    def _parameters(self, first: str) -> str:
        found = ["self"] if self.method or self.cell.api == "layers kept" else []
        found.append(first)
        if self.cell.call == "options":
            found.append("$options")
        elif self.cell.call not in ("attribute", "global"):
            found.append("mode" if self.cell.flag == "mode" else f"{self.style.flag}{self._default}")
        if self.cell.sharing == "reuse argument":
            found.append("reuse=False")
        return ", ".join(found)

    @property
    def _default(self) -> str:
        """Of the network's parameter: only a caller that may leave it out relies on it."""
        if self.cell.flag == "default" or self.cell.evaluation == "other left out":
            return '="train"' if self.cell.flag == "mode" else "=True"
        if self.cell.call == "left out":
            return "=False" if self.cell.leaves_out == "initial" else "=True"
        return ""

    def _unpacked(self) -> Iterator[str]:
        """Statements that take the flag out of what carries it."""
        train = "tf.estimator.ModeKeys.TRAIN" if self.cell.structure == "estimator" else '"train"'
        if self.cell.call == "options":
            entry = f'$options["mode"] == {train}' if self.cell.flag == "mode" else f'$options["{self.style.flag}"]'
            yield f"{self.style.flag} = {entry}"
        elif self.cell.flag == "mode":
            yield f"{self.style.flag} = mode == {train}"

    # -- definitions -------------------------------------------------------------------------------------------------

    def definitions(self) -> Iterator[Definition]:
        if self.cell.api in BY_HAND:
            yield Definition("batch_norm", "layers", tuple(self._by_hand()))
        if self.cell.api == "layers kept":
            yield Definition("Network", "model", tuple(self._kept()))
            return
        if self.cell.passes in ("positional", "keyword", "kwargs", "dropped", "forgotten", "shifted"):
            yield Definition("block", "layers", tuple(self._block()))
        if self.cell.read == "between":
            yield self._function("encoder", (0,), last=False)
            yield self._function("decoder", (1,), last=True)
        else:
            yield self._function("network", (0, 1), last=True)

    def _by_hand(self) -> list[str]:
        if self.cell.api == "moments":
            return _MOMENTS
        alone = self.cell.towers == "one" and self.cell.evaluation in ("none", "same", "same in training mode")
        return _SHADOWED if self.style.shadowed and alone else _BY_HAND

    def _function(self, name: str, indices: tuple[int, ...], last: bool) -> Definition:
        text = Text()
        with text.under(f"def @{name}({self._parameters('h')})"):
            text(*self._unpacked())
            with text.under(self._scope()), text.under(self._arg_scope()):
                self._prepared(text)
                for index in indices:
                    self._layer(text, index)
                if last:
                    self.layers.output(text)
                else:
                    text("return h")
        return Definition(name, "model", tuple(text.lines), is_method=self.method)

    def _scope(self) -> str | None:
        scope = self.style.scope
        if self.cell.sharing == "scope inside":
            return f'with tf.variable_scope("{scope}", reuse=tf.AUTO_REUSE)'
        return f'with tf.variable_scope("{scope}", reuse=reuse)' if self.cell.sharing == "reuse argument" else None

    def _arg_scope(self) -> str | None:
        if self.cell.passes != "arg_scope":
            return None
        function = self.layers.function
        owner = "tf.contrib.framework" if function.startswith("tf.") else "slim"
        return f"with {owner}.arg_scope([{function}], is_training={self.parameter})"

    def _prepared(self, text: Text) -> None:
        """What the network makes before its layers."""
        if self.cell.passes == "partial":
            keyword = {"contrib": "is_training", "slim": "is_training", "in place": "is_training"}
            word = keyword.get(self.cell.api, "training")
            function = "@batch_norm" if self.cell.api in BY_HAND else self.layers.function
            options = "" if self.cell.api in BY_HAND else self.layers.options
            text(f"norm = functools.partial({function}, {word}={self.parameter}{options})")
        elif self.cell.passes == "closure":
            named = ", name" if self.layers.named else ""
            with text.under(f"def unit(h, units{named})"):
                self.layers.hidden(text, "units", self.parameter, "name" if self.layers.named else None)
                text("return h")
            text("")

    def _layer(self, text: Text, index: int) -> None:
        name = f'"fc{index + 1}"' if self.layers.named else None
        units = str(UNITS[index])
        flag = self.parameter
        passes = self.cell.passes
        if passes == "in line" or (passes == "unused" and index == 0):
            self.layers.hidden(text, units, flag, name)
        elif passes == "unused":
            text(f"h = {self.layers.linear(units, '', name)}")
            self.layers.normalised(text, self.layers.argument(flag), name, result="")
            text("h = tf.nn.relu(h)")
        elif passes == "arg_scope":
            self.layers.hidden(text, units, None, name)
        elif passes == "partial":
            text(f"h = {self.layers.linear(units, '', name)}")
            if self.cell.api in BY_HAND:
                text(f"h = norm(h, scope={self.layers.scope_of(name)})")
            else:
                self.layers.normalised(text, "", name, function="norm")
            text("h = tf.nn.relu(h)")
        elif passes == "closure":
            text(f"h = unit(h, {units}{', ' + name if name else ''})")
        else:
            named = f", name={name}" if name else ""
            given = {"positional": f", {flag}", "forgotten": "", "shifted": f", {flag}"}
            text(f"h = @block(h, {units}{given.get(passes, f', {self.style.flag}={flag}')}{named})")

    def _block(self) -> Iterator[str]:
        """The helper that makes one hidden layer."""
        passes, flag = self.cell.passes, self.style.flag
        named = ", name=None" if self.layers.named else ""
        default = "=False" if self.cell.leaves_out == "initial" else "=True"
        text = Text()
        if passes == "kwargs":
            with text.under(f"def @block(h, units{named}, **kwargs)"):
                name = "name" if named else None
                self.layers.hidden(text, "units", f'kwargs["{flag}"]', name)
                text("return h")
        elif passes == "shifted":
            with text.under(f"def @block(h, units, relu=True, {flag}{default}{named})"):
                self.layers.hidden(text, "units", flag, "name" if named else None)
                text("return h if relu else -h")
        else:
            takes = default if passes in ("forgotten", "dropped") else ""
            with text.under(f"def @block(h, units, {flag}{takes}{named})"):
                self.layers.hidden(text, "units", None if passes == "dropped" else flag, "name" if named else None)
                text("return h")
        yield from text.lines

    def _kept(self) -> Iterator[str]:
        """A class that makes its layers once; each call uses them again."""
        text = Text()
        kind = 'Conv2D({units}, 3, padding="same")' if self.style.images else "Dense({units})"
        with text.under("class @Network(object)"):
            with text.under("def __init__(self)"):
                for index, units in enumerate(UNITS, 1):
                    text(f"self.fc{index} = tf.layers.{kind.format(units=units)}")
                    text(f"self.bn{index} = tf.layers.BatchNormalization(momentum=0.9)")
                text("self.out = tf.layers.Dense(1)", "")
            with text.under(f"def __call__({self._parameters('h')})"):
                text(*self._unpacked())
                given = "" if self.cell.passes == "dropped" else f", training={self.parameter}"
                called = ".apply" if self.style.applied else ""
                for index, _ in enumerate(UNITS, 1):
                    text(f"h = tf.nn.relu(self.bn{index}{called}(self.fc{index}(h){given}))")
                if self.style.images:
                    text("h = tf.reduce_mean(h, axis=[1, 2])")
                text("return self.out(h)")
        yield from text.lines


_BY_HAND = """
def @batch_norm(h, training, scope):
    with tf.variable_scope(scope):
        depth = [h.get_shape().as_list()[-1]]
        beta = tf.get_variable("beta", depth, initializer=tf.zeros_initializer())
        gamma = tf.get_variable("gamma", depth, initializer=tf.ones_initializer())
        mean = tf.get_variable("mean", depth, initializer=tf.zeros_initializer(), trainable=False)
        variance = tf.get_variable("variance", depth, initializer=tf.ones_initializer(), trainable=False)

        def of_batch():
            axes = list(range(len(h.get_shape()) - 1))
            batch_mean, batch_variance = tf.nn.moments(h, axes)
            updates = [
                tf.assign(mean, 0.9 * mean + 0.1 * batch_mean),
                tf.assign(variance, 0.9 * variance + 0.1 * batch_variance),
            ]
            with tf.control_dependencies(updates):
                return tf.identity(batch_mean), tf.identity(batch_variance)

        m, v = tf.cond(tf.cast(training, tf.bool), of_batch, lambda: (tf.identity(mean), tf.identity(variance)))
        return tf.nn.batch_normalization(h, m, v, beta, gamma, 1e-3)
""".strip().splitlines()

_MOMENTS = """
def @batch_norm(h, training, scope):
    with tf.variable_scope(scope):
        depth = [h.get_shape().as_list()[-1]]
        beta = tf.get_variable("beta", depth, initializer=tf.zeros_initializer())
        gamma = tf.get_variable("gamma", depth, initializer=tf.ones_initializer())
        mean, variance = tf.nn.moments(h, list(range(len(h.get_shape()) - 1)))
        return tf.nn.batch_normalization(h, mean, variance, beta, gamma, 1e-3)
""".strip().splitlines()

_SHADOWED = """
def @batch_norm(h, training, scope):
    with tf.variable_scope(scope):
        depth = [h.get_shape().as_list()[-1]]
        beta = tf.get_variable("beta", depth, initializer=tf.zeros_initializer())
        gamma = tf.get_variable("gamma", depth, initializer=tf.ones_initializer())
        batch_mean, batch_variance = tf.nn.moments(h, list(range(len(h.get_shape()) - 1)), name="moments")
        ema = tf.train.ExponentialMovingAverage(decay=0.9)

        def mean_variance_with_update():
            with tf.control_dependencies([ema.apply([batch_mean, batch_variance])]):
                return tf.identity(batch_mean), tf.identity(batch_variance)

        mean, variance = tf.cond(
            tf.cast(training, tf.bool),
            mean_variance_with_update,
            lambda: (ema.average(batch_mean), ema.average(batch_variance)),
        )
        return tf.nn.batch_normalization(h, mean, variance, beta, gamma, 1e-3)
""".strip().splitlines()
