"""Hooks on `tf.train.Saver`: what it holds, and when it saves and restores."""

from typing import Any, Dict, List, Optional

from . import values
from .recorder import Recorder, method


class SaverHooks:
    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def install(self, module: Any) -> None:
        """For `python.training.saver`."""
        method(module.Saver, "__init__", self._init)
        method(module.Saver, "save", self._save)
        method(module.Saver, "restore", self._restore)

    def _init(self, original: Any, saver: Any, *arguments: Any, **keywords: Any) -> None:
        event = self._recorder.begin("saver", {"saver": len(self._recorder.savers)})
        self._recorder.open(event)
        try:
            original(saver, *arguments, **keywords)
        finally:
            self._recorder.close(event)
        if event is not None:
            self._recorder.savers.append(saver)

    def _save(self, original: Any, saver: Any, sess: Any, save_path: Any, *arguments: Any, **keywords: Any) -> Any:
        return self._call("save", saver, save_path, lambda: original(saver, sess, save_path, *arguments, **keywords))

    def _restore(self, original: Any, saver: Any, sess: Any, save_path: Any) -> Any:
        return self._call("restore", saver, save_path, lambda: original(saver, sess, save_path))

    def _call(self, kind: str, saver: Any, path: Any, call: Any) -> Any:
        number = next((number for number, one in enumerate(self._recorder.savers) if one is saver), None)
        event = self._recorder.begin(kind, {"saver": number, "path": values.plain(str(path))})
        self._recorder.open(event)
        try:
            return call()
        except BaseException as error:
            if event is not None:
                event["error"] = type(error).__name__
            raise
        finally:
            self._recorder.close(event)


def held(saver: Any) -> Optional[List[Dict[str, Optional[str]]]]:
    """What a saver saves, [{"key": name in the checkpoint, "name": variable}]; None if it has not been built."""
    variables = saver._var_list
    if variables is None:
        return None
    if isinstance(variables, dict):
        return [{"key": str(key), "name": values.name_of(one)} for key, one in variables.items()]
    found = []
    for one in variables:
        name = values.name_of(one)
        found.append({"key": getattr(one, "op", one).name if name else None, "name": name})
    return found
