"""What has been seen so far: events in order, runs, and the graphs in which they happened."""

import functools
import os
import threading
from collections import defaultdict
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Set, Tuple, TypeVar

from . import values
from .frames import Stacks
from .roles import Library, trains

Event = Dict[str, Any]
Feeds = List[Tuple[Optional[str], Any]]
Result = TypeVar("Result")

EVENTS = 50000
"""Events that are kept."""
CALLS = 20
"""Calls of the same run that are kept as events."""
FEED_BYTES = 1 << 24
"""Of one array."""
ALL_FEED_BYTES = 1 << 26
TRAINED = 100000
"""Batches that are remembered."""
VIA = {"session": "session", "tape": "tape", "function": "function", "training function": "function"}
TRAINING_KINDS = ("tape", "training function")


class Stop(BaseException):
    """Ends the script once enough has been seen. No Exception, so that `except Exception` lets it through."""


class Recorder:
    """Notes what hooks report.

    Nothing that goes wrong in noting may reach the script: hooks report through `attempt`, which turns what is raised
    into a note.
    """

    def __init__(self, stacks: Stacks) -> None:
        self.stacks = stacks
        self.events: List[Event] = []
        self.runs: List[Dict[str, Any]] = []
        self.graphs: List[Any] = []
        self.snapshots: Dict[int, Any] = {}
        self.created: Dict[Optional[int], List[int]] = defaultdict(list)
        self.names: List[List[Optional[str]]] = []
        self.variables: Dict[Any, Dict[str, Any]] = {}
        self.arrays: List[Tuple[str, Any]] = []
        self.savers: List[Any] = []
        self.notes: List[str] = []
        self.current_graph: Callable[[], Any] = lambda: None
        self.is_eager: Callable[[], bool] = lambda: False
        self._name_numbers: Dict[Tuple[Optional[str], ...], int] = {}
        self._run_numbers: Dict[Any, int] = {}
        self._libraries: Dict[int, Library] = {}
        self._array_bytes = 0
        self._trained: Set[Tuple[Optional[str], Optional[int]]] = set()
        self._process = os.getpid()
        self._local = threading.local()
        self._lock = threading.RLock()

    # What hooks ask

    def is_watching(self) -> bool:
        """Whether this is the script's own process, and not work that TensorFlow does while it is being watched."""
        return os.getpid() == self._process and not getattr(self._local, "busy", False)

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """A context in which this thread's doings are not noted: they are part of something that is."""
        busy = getattr(self._local, "busy", False)
        self._local.busy = True
        try:
            yield
        finally:
            self._local.busy = busy

    def attempt(self, function: Callable[..., Result], *arguments: Any) -> Optional[Result]:
        """Call `function` unwatched; if it fails, None, and a note."""
        with self.unwatched():
            try:
                return function(*arguments)
            except Exception as error:  # noqa: BLE001 - this TensorFlow may differ from all that are known
                self.note("{}: {}: {}".format(getattr(function, "__name__", "?"), type(error).__name__, error))
                return None

    def note(self, text: str) -> None:
        text = text[:500]
        if text not in self.notes and len(self.notes) < 100:
            self.notes.append(text)

    # Tables

    def graph(self, graph: Any) -> Optional[int]:
        """The number of a graph; it is kept, so that its identity stays its own."""
        if graph is None:
            return None
        with self._lock:
            for number, one in enumerate(self.graphs):
                if one is graph:
                    return number
            self.graphs.append(graph)
            return len(self.graphs) - 1

    def name_list(self, things: Iterable[Any]) -> int:
        """The number of a list of names."""
        names = tuple(values.name_of(thing) for thing in things)
        number = self._name_numbers.get(names)
        if number is None:
            number = self._name_numbers[names] = len(self.names)
            self.names.append(list(names))
        return number

    # Events

    def begin(self, kind: str, fields: Dict[str, Any]) -> Optional[Event]:
        """Note the start of something; None if nobody is watching."""
        if not self.is_watching():
            return None
        return self.attempt(self._begin, kind, fields)

    def _begin(self, kind: str, fields: Dict[str, Any]) -> Optional[Event]:
        open_events = self._open_events()
        graph = None if self.is_eager() else self.current_graph()
        event = {"kind": kind, "stack": self.stacks.here()}  # type: Event
        event.update(fields)
        if open_events:
            event["inside"] = open_events[-1]["id"]
        if graph is not None:
            event["graph"] = self.graph(graph)
            event["created"] = [position(graph), position(graph)]
        with self._lock:
            if len(self.events) >= EVENTS:
                self.note("only the first {} events are kept".format(EVENTS))
                return None
            event["id"] = len(self.events)
            self.events.append(event)
        return event

    def open(self, event: Optional[Event]) -> None:
        """What begins from now on in this thread happens inside of `event`."""
        if event is not None:
            self._open_events().append(event)

    def close(self, event: Optional[Event]) -> None:
        """`event` is over."""
        if event is None:
            return
        open_events = self._open_events()
        places = [place for place, one in enumerate(open_events) if one is event]
        if places:
            del open_events[places[0] :]
        if "graph" in event:
            event["created"][1] = position(self.graphs[event["graph"]])

    def innermost(self, kind: str) -> Optional[Event]:
        """The last event of a kind that is not over in this thread."""
        return next((event for event in reversed(self._open_events()) if event["kind"] == kind), None)

    def _open_events(self) -> List[Event]:
        if not hasattr(self._local, "open"):
            self._local.open = []
        found: List[Event] = self._local.open
        return found

    # Runs

    def run(self, kind: str, graph: Any, things: List[Any], feeds: Feeds) -> int:
        """The number of a run in `runs`: of all calls from the same place with the same fetches and feeds."""
        fetches = [values.name_of(thing) for thing in things]
        fed = sorted(str(name) for name, _ in feeds)
        stack = self.stacks.here()
        key = (kind, self.graph(graph), tuple(fetches), tuple(fed), stack)
        if key not in self._run_numbers:
            thread = threading.current_thread()
            run = {
                "via": VIA[kind],
                "graph": self.graph(graph),
                "fetches": fetches,
                "fed": fed,
                "role": self._role(kind, graph, things),
                "stack": stack,
                "thread": None if thread is threading.main_thread() else thread.name,
                "calls": 0,
            }
            with self._lock:
                self._run_numbers[key] = len(self.runs)
                self.runs.append(run)
        return self._run_numbers[key]

    def _role(self, kind: str, graph: Any, things: List[Any]) -> str:
        if kind != "session":
            return "train" if kind in TRAINING_KINDS else "other"
        library = self._libraries.setdefault(id(graph), Library(graph))
        return "train" if trains([getattr(thing, "op", thing) for thing in things], library) else "other"

    def call(self, number: int, feeds: Feeds) -> Event:
        """Note that a run is about to be called."""
        run = self.runs[number]
        event = {"kind": "run", "run": number, "call": run["calls"]}  # type: Event
        if run["calls"] < CALLS:
            event["feeds"] = [values.summary(name, value) for name, value in feeds]
            if run["role"] != "train":
                self._mark_trained(event["feeds"], feeds)
            if run["role"] == "train" and run["calls"] == 0:
                self._keep(event["feeds"], feeds)
            with self._lock:
                event["id"] = len(self.events)
                self.events.append(event)
        if run["role"] == "train":
            self.trained_with(feeds)
        if self._open_events():
            event["inside"] = self._open_events()[-1]["id"]
        run["calls"] += 1
        return event

    def trained_with(self, feeds: Feeds) -> None:
        """Remember data that a training run is fed."""
        if len(self._trained) < TRAINED:
            self._trained.update((name, values.digest(value)) for name, value in feeds)

    def _mark_trained(self, summaries: List[Dict[str, Any]], feeds: Feeds) -> None:
        """Say of data whether a training run was fed the same before."""
        for summary, (name, value) in zip(summaries, feeds):
            digest = values.digest(value)
            if digest is not None and (name, digest) in self._trained:
                summary["trained"] = True

    def _keep(self, summaries: List[Dict[str, Any]], feeds: Feeds) -> None:
        """Keep what is fed, so that the run can be repeated."""
        for summary, (_, value) in zip(summaries, feeds):
            found = values.array(value)
            if found is None or found.dtype.kind not in "biufc":
                continue
            if found.nbytes > FEED_BYTES or self._array_bytes + found.nbytes > ALL_FEED_BYTES:
                summary["left_out"] = "too large"
                continue
            self._array_bytes += found.nbytes
            summary["file"] = "feeds/{}.npy".format(len(self.arrays))
            self.arrays.append((summary["file"], found.copy()))


def position(graph: Any) -> int:
    """How many operations a graph has."""
    count = getattr(graph, "num_operations", None)  # TensorFlow 2 only
    if count is not None:
        return int(count())
    return len(graph._nodes_by_id)


def method(owner: Any, name: str, around: Callable[..., Any]) -> None:
    """Put `around(original, self, *arguments)` in the place of a class's method, if it has one of that name."""
    original = owner.__dict__.get(name)
    if original is not None:
        setattr(owner, name, wrapped(original, around))


def wrapped(original: Callable[..., Any], around: Callable[..., Any]) -> Callable[..., Any]:
    """A function that calls `around(original, *arguments)` and seems to be `original`, to AutoGraph as well."""

    @functools.wraps(original)
    def call(*arguments: Any, **keywords: Any) -> Any:
        return around(original, *arguments, **keywords)

    return call
