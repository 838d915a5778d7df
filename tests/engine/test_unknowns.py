"""What is unknown: identity, guarded effects, loops of unknown length, calls that nobody can look into, bounds."""

from __future__ import annotations

import pytest

from bnlint.engine.values import Choice, DictValue, FunctionValue, ListValue, TupleValue, Unknown
from tests.engine.programs import Ran, run


def unknown(ran: Ran, name: str) -> Unknown:
    value = ran[name]
    assert isinstance(value, Unknown), value
    return value


# -- identity --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    ["opt.x", "opt.x.y", "opt['key']", "opt[0]", "opt.get('a')", "opt.x + 1", "-opt.x", "opt.x % 2", "len(opt.names)"],
)
def test_asked_twice_it_is_the_same(expression: str) -> None:
    ran = run(f"a = {expression}\nb = {expression}\nsame = a is b\ndecided = (1 if a else 2) == (1 if b else 2)\n")
    assert unknown(ran, "a") is unknown(ran, "b")
    assert ran.value("same") is True
    assert ran.value("decided") is True


def test_different_unknowns_are_different() -> None:
    ran = run("a, b = opt.x, opt.y\nc = draw()\nd = draw()\n")
    assert len({unknown(ran, name) for name in "abcd"}) >= 3


def test_it_is_the_same_everywhere() -> None:
    files = {
        "main.py": "from options import opt\nimport model\na = model.flag() is opt.flag\n",
        "options.py": "import argparse\nopt = argparse.ArgumentParser().parse_args()\n",
        "model.py": "from options import opt as o\ndef flag():\n    return o.flag\n",
    }
    assert run(files).value("a") is True


def test_it_is_at_most_one_constant() -> None:
    ran = run(
        "x = 0\n"
        "if mode == 'train': x += 1\n"
        "if mode == 'test': x += 10\n"
        "both = mode == 'train' and mode == 'test'\n"
        "one = mode in ('train', 'test')\n"
        "known = one if mode == 'test' else True\n"
    )
    assert ran.value("both") is False
    assert ran.value("known") is True
    assert {repr(value) for _, value in alternatives(ran, "x")} == {"0", "1", "10"}


def test_what_is_stored_in_it_is_found_again() -> None:
    ran = run("opt.x = 1\nopt['k'] = 2\na = opt.x + opt['k']\nif c: opt.x = 5\nb = opt.x\n")
    assert ran.value("a") == 3
    assert repr(ran["b"]) == "5 if c ... | 1 if not c ..."


def test_a_call_whose_arguments_it_may_hold_carries_them() -> None:
    ran = run("class Layer: pass\nlayer = Layer()\nx = wrap(layer)\ny = x.output\n")
    assert ran["layer"] in unknown(ran, "y").carries


def alternatives(ran: Ran, name: str) -> tuple[tuple[object, object], ...]:
    value = ran[name]
    assert isinstance(value, Choice), value
    return value.alternatives


# -- paths -----------------------------------------------------------------------------------------------------------


def test_a_key_of_a_dict_may_be_there() -> None:
    ran = run(
        "kwargs = {}\n"
        "if bn: kwargs['norm'] = 'batch'\n"
        "def conv(norm='none'): return norm\n"
        "x = conv(**kwargs)\ny = 'norm' in kwargs\nz = len(kwargs)\nw = kwargs.get('norm', 0)\n"
    )
    assert repr(ran["x"]) == "'batch' if bn ... | 'none' if not bn ..."
    assert repr(ran["y"]) == "True if bn ... | False if not bn ..."
    assert repr(ran["z"]) == "1 if bn ... | 0 if not bn ..."
    assert repr(ran["w"]) == "'batch' if bn ... | 0 if not bn ..."


def test_an_attribute_that_hides_the_class_own_on_some_paths() -> None:
    ran = run("class A:\n    x = 0\na = A()\nif c: a.x = 1\ny = a.x\n")
    assert repr(ran["y"]) == "1 if c ... | 0 if not c ..."


def test_an_exception_leaves_through_the_callers() -> None:
    ran = run(
        "def check(x):\n    if x: raise ValueError\n    return 1\n"
        "def outer(x):\n    return check(x) + 1\n"
        "try:\n    y = outer(bad)\nexcept ValueError:\n    y = 'caught'\n"
    )
    assert {repr(value) for _, value in alternatives(ran, "y")} == {"2", "'caught'"}


def test_none_cannot_be_unpacked() -> None:
    ran = run("def f(*a): return a\nx = None\nif c: x = [1]\ny = f(*x)\nz = 1 if c else 2\nw = [*x]\n")
    assert ran.value("z") == 1
    assert repr(ran["y"]) == "[1]"
    assert repr(ran["w"]) == "[1]"


def test_what_follows_a_raise_for_all_is_not_reached() -> None:
    ran = run("x = 1\nraise SystemExit\nx = 2\n")
    assert ran.value("x") == 1


# -- loops of unknown length -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "loop",
    ["for i in data:", "for i in range(n):", "for i in range(opt.n):", "for i, _ in enumerate(data):", "while go():"],
)
def test_loops_of_unknown_length_go_round_twice(loop: str) -> None:
    ran = run(f"seen = []\n{loop}\n    seen.append(make())\nafter = 1\n")
    seen = ran["seen"]
    assert isinstance(seen, ListValue)
    assert ran.host.calls.count("make") == 2
    assert len(seen.items) == 2
    assert ran.value("after") == 1


def test_long_loops_of_known_length_are_cut_short_and_go_on() -> None:
    ran = run("n = 0\nwhile n < 1000:\n    n += 1\nafter = 1\nm = 0\nfor i in range(1000):\n    m += 1\n")
    assert ran.complete
    assert ran.value("after") == 1
    assert isinstance(ran["n"], Unknown)
    assert isinstance(ran["m"], Unknown)


def test_a_loop_without_end_hides_what_follows() -> None:
    ran = run("while True:\n    step()\nafter = 1\n")
    assert "after" not in ran.module.attributes


def test_a_loop_that_may_be_left_does_not() -> None:
    ran = run("while True:\n    if done(): break\nafter = 1\n")
    assert ran.value("after") == 1


def test_comprehensions_over_unknown() -> None:
    ran = run("a = [f(x) for x in data]\nb = [1 for _ in range(3)]\n")
    value = ran["a"]
    assert isinstance(value, ListValue)
    assert value.rest is not None
    assert ran.value("b") == [1, 1, 1]


# -- calls that nobody can look into -----------------------------------------------------------------------------------


def test_a_decorator_that_cannot_be_seen_is_taken_to_hand_on_what_it_decorates() -> None:
    ran = run(
        "import library\n"
        "@library.register('x', depth=3)\n@library.timed\ndef f(x):\n    return x + 1\n"
        "@library.export\nclass C:\n    def m(self): return 7\n"
        "y = f(1)\nz = C().m()\n"
    )
    assert isinstance(ran["f"], FunctionValue)
    assert ran.value("y") == 2
    assert ran.value("z") == 7


def test_recursion_ends() -> None:
    ran = run(
        "def even(n):\n    return True if n == 0 else odd(n - 1)\n"
        "def odd(n):\n    return False if n == 0 else even(n - 1)\n"
        "a = even(1)\nb = even(100)\n"
        "def f(n): return f(n + 1)\nc = f(0)\n"
        "class T:\n    def __init__(self): self.children = [T()]\nt = T()\n"
    )
    assert ran.complete
    assert ran.value("a") is False
    assert isinstance(ran["b"], Unknown)
    assert isinstance(ran["c"], Unknown)


def test_unknown_keyword_arguments_may_set_any_parameter() -> None:
    ran = run(
        "def f(a, b=2, *args, **kwargs):\n    return (a, b, kwargs)\n"
        "x = f(1, **options)\ny = f(1, b=3, **options)\nz = f(*data)\n"
    )
    x, y = ran["x"], ran["y"]
    assert isinstance(x, TupleValue) and isinstance(y, TupleValue)
    assert isinstance(x.items[1][1], Unknown)
    assert repr(y.items[1][1]) == "3"
    rest = x.items[2][1]
    assert isinstance(rest, DictValue)
    assert rest.rest is not None
    z = ran["z"]
    assert isinstance(z, TupleValue)
    assert isinstance(z.items[0][1], Unknown)


def test_a_base_class_that_cannot_be_seen() -> None:
    ran = run("class A(Unseen):\n    def f(self): return 1\na = A(3)\nx = a.f()\ny = a.other\n")
    assert ran.value("x") == 1
    assert isinstance(ran["y"], Unknown)


# -- bounds ----------------------------------------------------------------------------------------------------------


def test_a_budget_that_is_spent_ends_the_program() -> None:
    ran = run("x = 1\nfor i in range(60):\n    for j in range(60):\n        x = x + 1\ny = 1\n", budget=300)
    assert not ran.complete
    assert "y" not in ran.module.attributes


@pytest.mark.parametrize(
    "body",
    [
        "x = x * x",
        "x = x << x",
        "x = 10 ** x",
        "x = '%s%s' % (x, x)",
        "x = f'{x}{x}'",
        "x = '{0}{0}'.format(x)",
        "x = str(x) * 9",
        "x = [x, x]",
        "x = (x, x)\n    y = x == x\n    z = repr(x)",
        "l += l",
        "l = l + l",
        "l.extend(l)",
        "l = [*l, *l]",
        "l = list(itertools.product(l, l))",
        "l = [a for a in l for b in l]",
        "x = unseen + unseen\n    unseen = x",
        "x = f'{2:99999999}'",
        "x = '%999999999d' % 1",
        "x = 'a'.zfill(10 ** 9)",
        "x = 'a'.ljust(10 ** 9).rjust(10 ** 9)",
        "x = list(range(10 ** 9)) + list(range(10 ** 9))",
        "x = bytes(10 ** 9)",
        "x = bytearray(10 ** 9)",
        "x = int('9' * 9999) ** 63",
        "x = pow(9, 10 ** 7)",
        "x = round(1.5, 10 ** 9)",
    ],
)
def test_values_stay_small(body: str) -> None:
    """What doubles in each of sixty rounds would fill any memory."""
    ran = run(f"import itertools\nx, l = 7, [1, 2]\nfor i in range(60):\n    {body}\nafter = 1\n", budget=50_000)
    assert ran.value("after") == 1 or not ran.complete


def test_undecided_branches_do_not_multiply() -> None:
    lines = [f"if option.o{n}:\n    x = x + {n}\n    l.append(x)\nelse:\n    l.insert(0, {n})" for n in range(200)]
    ran = run("x, l = 0, []\n" + "\n".join(lines) + "\nafter = 1\n")
    assert ran.value("after") == 1


def test_an_endless_generator_that_may_raise_goes_on_where_it_yields() -> None:
    ran = run(
        "def batches(queue):\n"
        "    if queue.broken:\n"
        "        raise ValueError(queue)\n"
        "    while True:\n"
        "        yield queue.get()\n"
        "reached = 0\n"
        "batch = next(batches(opt))\n"
        "reached = 1\n"
    )
    assert repr(ran["reached"]) == "1"
    assert not ran.engine.assumed.certain


CHECKED = (
    "def checked(kind):\n    if kind not in ('a', 'b'):\n        raise ValueError(kind)\n    return kind\nreached = 0\n"
)


def test_executions_that_raise_before_anything_runs_are_set_aside() -> None:
    ran = run(f"{CHECKED}kind = checked(opt.kind)\nreached = 1\n")
    assert ran.value("reached") == 1
    assert ran.engine.path.certain
    assert not ran.engine.assumed.certain


@pytest.mark.parametrize("ending", ["raise ValueError()", "exit()"])
def test_a_side_that_is_set_aside_leaves_the_path_as_it_was(ending: str) -> None:
    ran = run(f"x = 0\nif opt.bad:\n    {ending}\nelif opt.good:\n    x = 1\nif opt.bad:\n    x = 2\nafter = 1\n")
    assert ran.value("after") == 1
    assert isinstance(ran["x"], Choice)
    assert [repr(value) for _, value in ran["x"].alternatives] == ["1", "0"], "nobody comes to x = 2"


def test_what_would_be_caught_is_not_set_aside() -> None:
    ran = run(f"{CHECKED}try:\n    checked(opt.kind)\n    reached = 1\nexcept ValueError:\n    reached = 2\n")
    assert ran.engine.assumed.certain
    assert isinstance(ran["reached"], Choice)


def test_where_every_execution_ends_nothing_is_set_aside() -> None:
    ran = run("x = 0\nexit()\nx = 1\n")
    assert ran.value("x") == 0
    assert ran.engine.assumed.certain
