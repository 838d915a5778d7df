"""Threads and processes run what they are given when they are started; `eval` finds what it names."""

from __future__ import annotations

import pytest

from bnlint.engine.values import Unknown
from tests.engine.programs import run


@pytest.mark.parametrize(
    "made",
    [
        "Thread(target=work, args=(2,), kwargs={'by': 3})",
        "Thread(None, work, 'a name', [2], {'by': 3})",
        "Process(target=work, args=(2, 3))",
        "Own(2, 3)",
        "Given(2, 3)",
    ],
)
def test_what_is_started_runs(made: str) -> None:
    ran = run(
        "from threading import Thread\n"
        "from multiprocessing import Process\n"
        "done = []\n"
        "def work(x, by):\n"
        "    done.append(x * by)\n"
        "class Own(Thread):\n"
        "    def __init__(self, x, by):\n"
        "        super().__init__()\n"
        "        self.numbers = x, by\n"
        "    def run(self):\n"
        "        work(*self.numbers)\n"
        "class Given(Process):\n"
        "    def __init__(self, *args):\n"
        "        Process.__init__(self, target=work, args=args)\n"
        f"it = {made}\n"
        "before = len(done)\n"
        "it.daemon = True\n"
        "it.start()\n"
        "it.join()\n"
        "after = done\n"
    )
    assert ran.value("before") == 0
    assert ran.value("after") == [6]


@pytest.mark.parametrize("body", ["raise ValueError", "while True: pass", "sys.exit()", "return"])
def test_who_starts_a_thread_goes_on(body: str) -> None:
    ran = run(f"import sys, threading\ndef work():\n    {body}\nx = 1\nthreading.Thread(target=work).start()\nx = 2\n")
    assert ran.value("x") == 2


def test_one_that_is_not_started_does_nothing() -> None:
    ran = run("import threading\nx = []\nit = threading.Thread(target=x.append, args=(1,))\nit.setName('idle')\n")
    assert ran.value("x") == []


def test_main_is_run_by_absl() -> None:
    ran = run("from absl import app, flags\nx = 1\ndef main(argv):\n    global x\n    x = 2\napp.run(main)\nx = 3\n")
    assert ran.value("x") == 2


@pytest.mark.parametrize(
    ("text", "value"), [("'small'", 1), ("'nets.deep'", 2), ("'0.5'", 0.5), ("'None'", None), ("'sm' + 'all'", 1)]
)
def test_eval_of_a_known_text(text: str, value: object) -> None:
    ran = run("class nets:\n    deep = 2\ndef choose(name):\n    small = 1\n    return eval(name)\n"
              f"x = choose({text})\n")  # fmt: skip
    assert ran.value("x") == value


@pytest.mark.parametrize("text", ["'1 + 1'", "'f(x)'", "opt.name", "'x', {'x': 1}"])
def test_eval_of_anything_else_is_unknown(text: str) -> None:
    assert isinstance(run(f"x = 1\ny = eval({text})\n")["y"], Unknown)
