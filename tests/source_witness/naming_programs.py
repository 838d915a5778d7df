"""Programs that nest whatever decides how variables are named and shared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.source_witness.writer import UPDATES, Writer


class NamingProgram(Writer):
    """Nested scopes, and what gets its name from them. `x` is a tensor of four dimensions all along."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.scopes: list[str] = []
        self.functions: list[str] = []
        self.callables: list[str] = []
        self.sharing = False
        self.line("x = tf.placeholder(tf.float32, [None, 4, 4, 3], name='images')")
        for _ in range(random.randint(0, 2)):
            self._function()
        self._statements(random.randint(2, 5), nesting=3)
        self.line("observe(tf.global_variables())")
        self.line("observe(tf.trainable_variables())")
        self.line(f"observe({UPDATES})")

    def _statements(self, number: int, nesting: int) -> None:
        for _ in range(number):
            self._statement(nesting)

    def _statement(self, nesting: int) -> None:
        inner = 3 if nesting else 0
        self.one_of(
            (6, self._layer),
            (3, self._variable),
            (2, self._made),
            (2 if self.callables else 0, lambda: self.line(f"x = {self.pick(self.callables)}(x)")),
            (2 if self.functions else 0, lambda: self.line(f"x = {self.pick(self.functions)}(x)")),
            (2 if self.functions else 0, self._template),
            (1, self._mark),
            (2 * inner, lambda: self._scope(nesting - 1)),
            (inner // 2, lambda: self._name_scope(nesting - 1)),
            (inner // 2, lambda: self._loop(nesting - 1)),
            (inner // 3, lambda: self._branch(nesting - 1)),
        )

    # -- what has variables ------------------------------------------------------------------------------------------

    def _layer(self) -> None:
        options = []
        if self.chance(0.35):
            options.append(f"name='{self._name('layer')}'")
        if self.sharing and self.chance(0.1):
            options.append("reuse=" + self.pick(["tf.AUTO_REUSE", "True", "False", "None"]))
        self.line(f"x = {self._call(options)}")

    def _call(self, options: list[str]) -> str:
        layer = self.pick(["batch_normalization"] * 4 + ["dense", "dense", "conv2d"])
        first = {"batch_normalization": "x", "dense": "x, 3", "conv2d": "x, 3, 1"}[layer]
        return f"tf.layers.{layer}({', '.join([first, *self._settings(layer), *options])})"

    def _settings(self, layer: str) -> list[str]:
        if layer != "batch_normalization":
            return ["use_bias=False"] if self.chance(0.2) else []
        settings = ["training=" + self.pick(["True", "True", "True", "False"])] if self.chance(0.9) else []
        settings += ["scale=False"] if self.chance(0.1) else []
        settings += ["center=False"] if self.chance(0.05) else []
        settings += ["trainable=False"] if self.chance(0.05) else []
        return settings

    def _name(self, prefix: str) -> str:
        """Mostly new; sometimes one that may be there, which must be shared or is refused."""
        return self.pick(["p", "p/q", "batch_normalization"]) if self.chance(0.15) else self.new(prefix)

    def _variable(self) -> None:
        if self.chance(0.3):
            named = f", name='{self.pick(['w', 'v', 'b'])}'" if self.chance(0.6) else ""
            frozen = ", trainable=False" if self.chance(0.2) else ""
            self.line(f"x = x + tf.Variable(tf.zeros([3]){named}{frozen})")
        else:
            name = "w" if self.sharing and self.chance(0.6) else self.new("w")
            self.line(f"x = x + tf.get_variable('{name}', [3])")

    def _made(self) -> None:
        """A layer object, which is called now and perhaps later."""
        layer = self.pick(["BatchNormalization", "BatchNormalization", "Dense", "Conv2D"])
        first = {"BatchNormalization": [], "Dense": ["3"], "Conv2D": ["3", "1"]}[layer]
        named = [f"name='{self._name('object')}'"] if self.chance(0.4) else []
        name = self.new("layer_object")
        self.line(f"{name} = tf.layers.{layer}({', '.join([*first, *named])})")
        called = f"lambda x: {name}(x, training=True)" if layer == "BatchNormalization" else name
        self._keep(called)

    def _function(self) -> None:
        name = self.new("network")
        sharing, self.sharing = self.sharing, False
        with self.block(f"def {name}(x)"):
            kept = self.scopes, self.callables
            self.scopes, self.callables = [], []
            self._statements(self.random.randint(1, 3), nesting=1)
            self.scopes, self.callables = kept
            self.line("return x")
        self.functions.append(name)
        self.sharing = sharing

    def _template(self) -> None:
        now = ", create_scope_now_=True" if self.chance(0.3) else ""
        self._keep(f"tf.make_template('{self._name('template')}', {self.pick(self.functions)}{now})")

    def _keep(self, called: str) -> None:
        name = self.new("shared")
        self.line(f"{name} = {called}")
        for _ in range(self.random.randint(0, 2)):
            self.line(f"x = {name}(x)")
        if self.depth == 0:
            self.callables.append(name)

    # -- where they are ----------------------------------------------------------------------------------------------

    def _scope(self, nesting: int) -> None:
        reuse = self.pick(["", "", ", reuse=tf.AUTO_REUSE", ", reuse=tf.AUTO_REUSE", ", reuse=False", ", reuse=None"])
        if self.sharing and self.chance(0.15):
            reuse = ", reuse=True"
        name = self.new("scope")
        kept = ""
        target = f"'{self._name('s')}'"
        if self.chance(0.15):
            target = f"None, default_name='{self.pick(['unit', 'batch_normalization', 'dense'])}'"
            reuse = ""
        elif self.chance(0.25):
            target = "tf.get_variable_scope()"
        elif self.scopes and self.chance(0.4):
            target = self.pick(self.scopes)
            reuse = self.pick([", reuse=tf.AUTO_REUSE", ", reuse=True"])
        elif self.chance(0.4):
            kept = f" as {name}"
        with self.block(f"with tf.variable_scope({target}{reuse}){kept}"), self._within(reuse):
            if self.chance(0.1):
                self.line("tf.get_variable_scope().reuse_variables()")
            self._statements(self.random.randint(1, 3), nesting)
        if kept and self.depth == 0:
            self.scopes.append(name)

    @contextmanager
    def _within(self, reuse: str) -> Iterator[None]:
        outer = self.sharing
        self.sharing = outer or reuse.endswith(("AUTO_REUSE", "=True"))
        yield
        self.sharing = outer

    def _name_scope(self, nesting: int) -> None:
        name = self.pick(["tower", "loss", "s1"])
        with self.block(f"with tf.name_scope('{name}') as names"):
            self._statements(self.random.randint(1, 2), nesting)
            if self.chance(0.4):
                self.line("observe(tf.get_collection(tf.GraphKeys.UPDATE_OPS, names))")
                self.line("observe(names)")

    def _loop(self, nesting: int) -> None:
        index = self.new("i")
        head = self.pick(
            [
                f"with tf.variable_scope('{self.new('tower')}_%d' % {index})",
                f"with tf.name_scope('tower_%d' % {index})",
                "with tf.variable_scope(tf.get_variable_scope(), reuse=tf.AUTO_REUSE)",
                f"with tf.variable_scope('{self.new('unit')}', reuse=tf.AUTO_REUSE)",
                f"with tf.variable_scope(tf.get_variable_scope(), reuse={index} > 0)",
                f"with tf.variable_scope('{self.new('unit')}', reuse=True if {index} else None)",
                "if True",
            ]
        )
        rounds = self.random.randint(1, 3)
        with self.block(f"for {index} in range({rounds})"):
            sharing, self.sharing = self.sharing, self.sharing or "reuse" in head
            with self.block(head):
                self._statements(self.random.randint(1, 3), nesting)
            self.sharing = sharing

    def _branch(self, nesting: int) -> None:
        with self.block(f"if {self.pick(['True', 'False', '1 == 2 - 1', f'len({UPDATES}) > 2'])}"):
            self._statements(self.random.randint(1, 2), nesting)
        with self.block("else"):
            self._statements(1, nesting)

    def _mark(self) -> None:
        names = ["s1", "s1/", "p", "tower", "scope", "batch_normalization", "template1"]
        question = self.pick(
            [
                UPDATES,
                f"len({UPDATES})",
                f"tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope='{self.pick(names)}')",
                "tf.get_collection(tf.GraphKeys.UPDATE_OPS, tf.get_variable_scope().name)",
                "tf.get_variable_scope().name",
                f"[op.name for op in {UPDATES}]",
                "tf.global_variables()",
                f"tf.global_variables('{self.pick(names)}')",
                f"tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='{self.pick(names)}')",
                "[v for v in tf.global_variables() if 'moving_mean' in v.name]",
            ]
        )
        self.line(f"observe({question})")


class SlimNamingProgram(NamingProgram):
    """The like with `tf.contrib`'s layers, which open their scopes themselves."""

    imports = (*NamingProgram.imports, "from tensorflow.contrib import layers, slim")

    def _layer(self) -> None:
        self.one_of(
            (4, lambda: self.line(f"x = layers.batch_norm({', '.join(['x', *self._normaliser(), *self._scoped()])})")),
            (4, self._weighted),
            (1, self._several),
            (1, super()._layer),
        )

    def _normaliser(self) -> list[str]:
        settings = ["is_training=" + self.pick(["True", "False"])] if self.chance(0.5) else []
        settings += [self.pick(["scale=True", "center=False"])] if self.chance(0.3) else []
        settings += ["updates_collections=" + self.pick(["None", "'other'"])] if self.chance(0.2) else []
        return settings

    def _scoped(self) -> list[str]:
        scoped = [f"scope='{self._name('layer')}'"] if self.chance(0.4) else []
        if scoped and self.sharing and self.chance(0.2):
            scoped.append("reuse=" + self.pick(["tf.AUTO_REUSE", "True"]))
        return scoped

    def _weighted(self) -> None:
        arguments = [self.pick(["x, 3, 1", "x, 3, [1, 1]"]), *self._scoped()]
        layer = self.pick(["conv2d", "conv2d", "fully_connected"])
        if layer == "fully_connected":
            arguments[0] = "x, 3"
        arguments += self.pick(
            ["", "", "activation_fn=None", "biases_initializer=None", "normalizer_fn=layers.batch_norm"]
        ).split()
        if arguments[-1].startswith("normalizer_fn") and self.chance(0.5):
            arguments.append(f"normalizer_params=dict({', '.join(self._normaliser())})")
        call = f"layers.{layer}({', '.join(arguments)})"
        if self.chance(0.3):
            with self.block(f"with slim.arg_scope([layers.{layer}], normalizer_fn=slim.batch_norm)"):
                self.line(f"x = {call}")
        else:
            self.line(f"x = {call}")

    def _several(self) -> None:
        scope = f", scope='{self._name('layers')}'" if self.chance(0.5) else ""
        self.line(
            "x = "
            + self.pick(
                [
                    f"slim.repeat(x, 2, slim.conv2d, 3, 1{scope})",
                    f"slim.stack(x, slim.fully_connected, [3, 3]{scope})",
                    f"slim.stack(x, slim.conv2d, [(3, [1, 1]), (3, [1, 1])]{scope})",
                ]
            )
        )
