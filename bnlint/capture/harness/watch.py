"""Stops the script: once it has trained often enough, or when it goes on although it was stopped."""

import threading
from typing import Any, Callable, Dict, List, Tuple

from .recorder import Feeds, Recorder, Stop

AFTER = 100
"""Runs that a script may make after its last training run, to evaluate and to save.

Those of threads that do not train, which fill queues or play games, do not count: they go on for ever.
"""

ANSWERED = ("session", "training function")
"""Kinds of training runs that can be answered without being run: nothing that they do is done outside of them."""

Finish = Callable[[str, str], None]


class Watch:
    """Counts training runs. A script is stopped before the one after the last, so that what follows that is seen.

    Before that, `skip` of them are answered with what the last one like them gave, and are not run: so that a script
    comes to what it does behind its training.
    """

    def __init__(
        self,
        recorder: Recorder,
        runs: int,
        skip: int,
        finish: Finish,
        first: Callable[[], None],
        tell: Callable[[int], None],
    ) -> None:
        self._recorder = recorder
        self._wanted = runs
        self._left = skip
        self._answers: Dict[int, Any] = {}
        self._finish = finish
        self._first = first
        self._tell = tell
        self._others = 0
        self._trainers = {threading.main_thread()}
        self._started = False
        self.trained = 0
        self.skipped = 0
        self.stopped = False

    def through(
        self,
        kind: str,
        graph: Any,
        describe: Callable[[], Tuple[List[Any], Feeds]],
        call: Callable[[], Any],
    ) -> Any:
        """Run something, `call`, and note it; `describe` returns what is fetched, and what is fed: [(name, value)]."""
        recorder = self._recorder
        if not recorder.is_watching():
            return call()
        if self.stopped:  # the script caught Stop
            self._finish("enough", "The script went on after it had been stopped.")
        described = recorder.attempt(describe)
        number = recorder.attempt(recorder.run, kind, graph, *described) if described is not None else None
        trains = number is not None and recorder.runs[number]["role"] == "train"
        if trains and kind in ANSWERED and self.trained >= self._wanted and self._left > 0:
            self._left -= 1
            if number in self._answers:
                self.skipped += 1
                recorder.attempt(recorder.trained_with, described[1] if described is not None else [])
                return self._answers[number]
        else:
            self._stop_if_enough(trains)
        if trains:
            self._trainers.add(threading.current_thread())
        if trains and not self._started:
            self._started = True
            recorder.attempt(self._first)
        event = recorder.attempt(recorder.call, number, described[1]) if number is not None and described else None
        try:
            with recorder.unwatched():
                result = call()
        except BaseException as error:
            if event is not None:
                event["error"] = type(error).__name__
            raise
        if trains:
            if number is not None and self._left:
                self._answers[number] = result
            self.trained += 1
            recorder.attempt(self._tell, self.trained)
        return result

    def _stop_if_enough(self, trains: bool) -> None:
        if self.trained < self._wanted or (threading.current_thread() not in self._trainers and not trains):
            return
        self._others += not trains
        if not trains and self._others <= AFTER:
            return
        self.stopped = True
        why = self.enough()
        if threading.current_thread() is not threading.main_thread():
            self._finish("enough", why)
        raise Stop(why)

    def enough(self) -> str:
        """Why the script is stopped, in a sentence."""
        why = "It made {} training runs, as many as were asked for".format(self.trained)
        return why + (", and {} more were not run.".format(self.skipped) if self.skipped else ".")
