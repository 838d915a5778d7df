"""Hooks on sessions, in which everything ends that runs a graph: hooks, supervisors, estimators, Keras's graph mode."""

import copy
from typing import Any, List, Optional, Tuple

from . import values
from .recorder import Recorder, method
from .watch import Watch


class SessionHooks:
    def __init__(self, recorder: Recorder, watch: Watch) -> None:
        self._recorder = recorder
        self._watch = watch

    def install(self, module: Any) -> None:
        """For `python.client.session`."""
        self._config = module.config_pb2.ConfigProto
        method(module.BaseSession, "__init__", self._init)
        method(module.BaseSession, "run", self._run)
        method(module.BaseSession, "make_callable", self._make_callable)
        method(module.BaseSession, "_make_callable_from_options", self._make_callable_from_options)

    def _init(self, original: Any, session: Any, target: Any = "", graph: Any = None, config: Any = None) -> None:
        """Operations that are meant for a GPU run on the CPU where there is none."""
        config = copy.deepcopy(config) if config is not None else self._config()
        asked = bool(config.allow_soft_placement)
        config.allow_soft_placement = True
        original(session, target, graph, config)
        fields = {"target": values.plain(target), "allow_soft_placement": asked}
        event = self._recorder.begin("session", fields)
        if event is not None:
            event["graph"] = self._recorder.graph(session.graph)
            event.pop("created", None)

    def _run(
        self,
        original: Any,
        session: Any,
        fetches: Any,
        feed_dict: Any = None,
        options: Any = None,
        run_metadata: Any = None,
    ) -> Any:
        return self._watch.through(
            "session",
            session.graph,
            lambda: (_elements(session.graph, fetches), _feeds(session.graph, feed_dict)),
            lambda: original(session, fetches, feed_dict, options, run_metadata),
        )

    def _make_callable(
        self, original: Any, session: Any, fetches: Any, feed_list: Any = None, *arguments: Any, **keywords: Any
    ) -> Any:
        function = original(session, fetches, feed_list, *arguments, **keywords)

        def call(*fed: Any, **options: Any) -> Any:
            return self._watch.through(
                "session",
                session.graph,
                lambda: (
                    _elements(session.graph, fetches),
                    _feeds(session.graph, dict(zip(map(values.name_of, feed_list or ()), fed))),
                ),
                lambda: function(*fed, **options),
            )

        return call

    def _make_callable_from_options(self, original: Any, session: Any, callable_options: Any) -> Any:
        fetches = list(callable_options.fetch) + list(callable_options.target)
        return _Callable(original(session, callable_options), session, fetches, list(callable_options.feed), self)

    def call(self, made: "_Callable", fed: Any, options: Any) -> Any:
        graph = made.session.graph
        return self._watch.through(
            "session",
            graph,
            lambda: (_elements(graph, made.fetches), list(zip(made.feeds, fed))),
            lambda: made.callable(*fed, **options),
        )


class _Callable:
    """Stands for what a session made to be called over and over."""

    def __init__(
        self, made: Any, session: Any, fetches: List[str], feeds: List[Optional[str]], hooks: SessionHooks
    ) -> None:
        self.callable = made
        self.session = session
        self.fetches = fetches
        self.feeds = feeds
        self._hooks = hooks

    def __call__(self, *fed: Any, **options: Any) -> Any:
        return self._hooks.call(self, fed, options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.callable, name)


def _elements(graph: Any, fetches: Any) -> List[Any]:
    """The tensors and operations that are fetched."""
    return [graph.as_graph_element(one, allow_tensor=True, allow_operation=True) for one in values.leaves(fetches)]


def _feeds(graph: Any, feed_dict: Any) -> List[Tuple[Optional[str], Any]]:
    found: List[Tuple[Optional[str], Any]] = []
    for key, value in (feed_dict or {}).items():
        if isinstance(key, str):
            key = graph.as_graph_element(key)
        parts = list(values.leaves(key))
        fed = list(value) if len(parts) > 1 else [value]
        found.extend((values.name_of(part), one) for part, one in zip(parts, fed))
    return found
