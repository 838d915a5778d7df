"""Runs the script as `__main__`, as the interpreter would, and sees to it that a bundle is written however it ends.

The command line is the script and its arguments. What else to know is a JSON object in the environment variable
BNLINT_CAPTURE:

    root                the folder below which files are the user's
    results             the folder that the numbered results are written to; the last is the best
    module              the name of the module that the script is, for one that is started as `python -m` does, or null
    runs                training runs after which it is enough
    skip                training runs after those that are answered without being run
    seconds             wall time, or null
    bytes               of address space, or null
"""

import builtins
import importlib.util
import json
import os
import sys
import threading
import time
import traceback
from types import ModuleType
from typing import Any, Dict, Optional

from . import values
from .frames import Files, Stacks, running
from .functions import EagerHooks, FunctionHooks
from .graphs import GraphHooks
from .imports import Hooks
from .layers import LayerHooks
from .optimizers import OptimizerHooks
from .recorder import Recorder, Stop
from .savers import SaverHooks
from .sessions import SessionHooks
from .watch import Watch
from .writing import write

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

VARIABLE = "BNLINT_CAPTURE"

_HERE = os.path.dirname(__file__)
_exit = os._exit


class Program:
    def __init__(self, task: Dict[str, Any]) -> None:
        self._task = task
        self._started = time.time()
        self._process = os.getpid()
        self._written = 0
        self._finishing = threading.Lock()
        self._stacks = Stacks(Files(task["root"], os.getcwd()))
        self._recorder = Recorder(self._stacks)
        first, tell = self._write_for_the_case_of_a_crash, self._tell
        self._watch = Watch(self._recorder, task["runs"], task["skip"], self.finish, first, tell)
        self._hooks = self._install()

    def run(self) -> None:
        """Run the script to its end, or to where it is enough."""
        os._exit = self._exit_of_script  # type: ignore[assignment]
        if self._task["seconds"] is not None:
            threading.Thread(target=self._keep_time, name="bnlint time limit", daemon=True).start()
        try:
            self._execute()
        except Stop as stop:
            self.finish("enough", str(stop))
        except SystemExit as stop:
            if stop.code in (None, 0):
                self._finish_at_end()
            self.finish("exited", "The script ended itself with {!r}.".format(values.plain(stop.code)))
        except BaseException as error:  # noqa: BLE001 - whatever ends the script, what it built is written
            limit_memory(None)
            _print(error)
            self.finish("raised", _described(error), self._stacks.add(_place(error)))
        self._finish_at_end()

    def finish(self, how: str, why: str, stack: Optional[int] = None) -> None:
        """Write the last bundle, and end the process. Of several threads that come here, the first does it."""
        if not self._finishing.acquire(False):
            time.sleep(600)
        limit_memory(None)
        with self._recorder.unwatched():
            try:
                self._write(how, why, stack)
            except BaseException:  # noqa: BLE001 - this process must end; the bundle before this one remains
                traceback.print_exc()
            for stream in (sys.stdout, sys.stderr):
                try:
                    stream.flush()
                except (AttributeError, OSError, ValueError):
                    continue
            _exit(0)

    def _finish_at_end(self) -> None:
        """The main thread is at its end; as the interpreter does, wait for those that it has started."""
        if not self._watch.stopped:
            for thread in threading.enumerate():
                if thread is not threading.current_thread() and not thread.daemon:
                    thread.join()
        if self._watch.stopped:
            self.finish("enough", self._watch.enough())
        self.finish("ended", "The script came to its end.")

    def _write(self, how: str, why: str, stack: Optional[int] = None) -> None:
        facts = {
            "script": self._task["script"],
            "arguments": self._task["arguments"],
            "ended": {"how": how, "why": why, "stack": stack},
            "training_runs": self._watch.trained,
            "skipped": self._watch.skipped,
            "seconds": round(time.time() - self._started, 3),
            "hooks": list(self._hooks.installed),
        }
        write(self._recorder, os.path.join(self._task["results"], str(self._written)), facts)
        self._written += 1

    def _write_for_the_case_of_a_crash(self) -> None:
        self._write("killed", "The process died in or after its first training run.")

    def _tell(self, trained: int) -> None:
        """Say how many training runs there were."""
        with open(os.path.join(self._task["results"], "trained"), "w") as file:
            file.write(str(trained))

    def _execute(self) -> None:
        script, module = self._task["script"], self._task["module"]
        sys.argv = sys.argv[1:]
        main = ModuleType("__main__")
        if module is None:
            sys.path[0] = os.path.dirname(os.path.abspath(script))
        else:
            sys.path[0] = os.getcwd()
            script = sys.argv[0] = os.path.abspath(script)
            spec = importlib.util.find_spec(module if not script.endswith("__main__.py") else module + ".__main__")
            assert spec is not None
            main.__dict__.update(__spec__=spec, __loader__=spec.loader, __package__=spec.parent)
        with open(script, "rb") as file:
            code = compile(file.read(), script, "exec", dont_inherit=True)
        main.__dict__.update(__file__=script, __builtins__=builtins, __cached__=None)
        sys.modules["__main__"] = main
        exec(code, main.__dict__)

    def _keep_time(self) -> None:
        time.sleep(self._task["seconds"])
        main = sys._current_frames().get(threading.main_thread().ident or 0)
        why = "{:g} seconds had passed.".format(self._task["seconds"])
        self.finish("time", why, self._stacks.add(running(main)))

    def _exit_of_script(self, status: int) -> None:
        if os.getpid() == self._process:
            self.finish("exited", "The script ended its process by os._exit({}).".format(status))
        _exit(status)

    def _install(self) -> Hooks:
        recorder, watch = self._recorder, self._watch
        layers, eager = LayerHooks(recorder), EagerHooks(recorder, watch)
        optimizers, functions = OptimizerHooks(recorder), FunctionHooks(recorder, watch)
        hooks = Hooks(
            {
                "python.framework.ops": GraphHooks(recorder).install,
                "python.client.session": SessionHooks(recorder, watch).install,
                "python.training.saver": SaverHooks(recorder).install,
                "python.training.optimizer": optimizers.install,
                "keras.optimizer_v2.optimizer_v2": optimizers.install,
                "optimizers.optimizer_v2.optimizer_v2": optimizers.install,
                "optimizers.optimizer": optimizers.install,
                "optimizers.optimizer_experimental.optimizer": optimizers.install,
                "optimizers.legacy.optimizer_v2": optimizers.install,
                "optimizers.base_optimizer": optimizers.install,
                "python.layers.normalization": layers.install_function,
                "legacy_tf_layers.normalization": layers.install_function,
                "keras.layers.normalization": layers.install_keras,
                "layers.normalization.batch_normalization": layers.install_keras,
                "framework.python.ops.arg_scope": layers.install_arg_scope,
                "tf_slim.ops.arg_scope": layers.install_arg_scope,
                "python.eager.function": functions.install,
                "polymorphic_function.concrete_function": functions.install,
                "polymorphic_function.monomorphic_function": functions.install,
                "python.eager.backprop": eager.install_tape,
                "python.ops.resource_variable_ops": eager.install_variables,
            },
            recorder.attempt,
        )
        sys.meta_path.insert(0, hooks)
        return hooks


def main() -> None:
    """Do what the environment says."""
    task = json.loads(os.environ.pop(VARIABLE))
    task.update(script=sys.argv[1], arguments=sys.argv[2:])
    limit_memory(task["bytes"])
    Program(task).run()


def limit_memory(size: Optional[int]) -> None:
    """Limit the address space to so many bytes; None lifts the limit again, for a bundle must be written."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard if size is None else size, hard))


def _described(error: BaseException) -> str:
    lines = str(error).splitlines()
    return "{}: {}".format(type(error).__name__, lines[0][:300]) if lines else type(error).__name__


def _print(error: BaseException) -> None:
    """As the interpreter prints it: from the script on."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None and trace.tb_frame.f_code.co_filename.startswith(_HERE):
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace)


def _place(error: BaseException) -> Any:
    entries = traceback.extract_tb(error.__traceback__)
    return [(entry.filename, entry.lineno or 0, entry.name) for entry in entries]
