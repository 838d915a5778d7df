"""Which frames of a stack are the user's, and tables in which each frame and each stack is written once."""

import os
import re
import sys
import sysconfig
import tempfile
from typing import Any, Dict, Iterable, List, Optional, Tuple

Frame = Tuple[str, int, str]

USER = "user"
CORE = "core"
LIBRARY = "library"
PLUMBING = "plumbing"
HARNESS = "harness"

_HERE = os.path.dirname(os.path.realpath(__file__)) + os.sep
_STANDARD_LIBRARY = tuple(os.path.realpath(sysconfig.get_paths()[name]) + os.sep for name in ("stdlib", "platstdlib"))
_PACKAGE = re.compile(r"/(?:site|dist)-packages/([^/]+)/(.*)")
_TENSORFLOW = {"tensorflow", "tensorflow_core"}
_LIBRARIES = _TENSORFLOW | {"keras", "tensorboard", "tensorflow_estimator", "tf_keras", "tf_slim"}
_PLUMBING = {"absl", "astunparse", "contextlib2", "decorator", "gast", "numpy", "six.py", "wrapt"}


class Files:
    """Classifies file names as they stand in code objects; `folder` is where relative ones lie."""

    def __init__(self, root: str, folder: str) -> None:
        self._root = os.path.realpath(root) + os.sep
        self._folder = folder
        self._known: Dict[str, Tuple[str, str]] = {}

    def kind(self, name: str) -> str:
        """Whose a file is: the user's, TensorFlow's core's, a library's of TensorFlow's, ours, or of no interest."""
        return self._look_up(name)[0]

    def shown(self, name: str) -> str:
        """Its path: relative to the root, if it lies below it, with forward slashes."""
        return self._look_up(name)[1]

    def _look_up(self, name: str) -> Tuple[str, str]:
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._classified(name)
        return known

    def _classified(self, name: str) -> Tuple[str, str]:
        path = os.path.realpath(os.path.join(self._folder, name))
        shown = path[len(self._root) :] if path.startswith(self._root) else path
        shown = shown.replace(os.sep, "/")
        package = _PACKAGE.search(path.replace(os.sep, "/"))
        if path.startswith(_HERE):
            return HARNESS, shown
        if name.startswith("<") or _is_generated(path):
            return PLUMBING, shown
        if package is None:
            return (PLUMBING if path.startswith(_STANDARD_LIBRARY) else USER), shown
        folder, rest = package.groups()
        if folder in _LIBRARIES:
            core = folder in _TENSORFLOW and rest.startswith("python/") and not rest.startswith("python/keras/")
            return (CORE if core else LIBRARY), shown
        return (PLUMBING if folder in _PLUMBING else USER), shown


def _is_generated(path: str) -> bool:
    """Whether AutoGraph wrote the file."""
    folder, name = os.path.split(path)
    in_temporary = folder == os.path.realpath(tempfile.gettempdir()) and name.startswith("tmp")
    return in_temporary or name.startswith("__autograph_generated_file")


class Stacks:
    """Interned stacks of the user's frames, from the outermost call to the innermost."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._frame_numbers: Dict[Frame, int] = {}
        self._stack_numbers: Dict[Tuple[int, ...], int] = {}
        self.frames: List[List[Any]] = []
        self.stacks: List[List[int]] = []

    def add(self, frames: Iterable[Frame]) -> int:
        """The number of a stack, given with whatever frames of others it holds."""
        numbers = tuple(self._frame(frame) for frame in frames if self._files.kind(frame[0]) == USER)
        number = self._stack_numbers.get(numbers)
        if number is None:
            number = self._stack_numbers[numbers] = len(self.stacks)
            self.stacks.append(list(numbers))
        return number

    def _frame(self, frame: Frame) -> int:
        number = self._frame_numbers.get(frame)
        if number is None:
            number = self._frame_numbers[frame] = len(self.frames)
            file, line, function = frame
            self.frames.append([self._files.shown(file), line, function])
        return number

    def here(self) -> int:
        """The stack of the caller."""
        return self.add(running(sys._getframe(1)))

    def caller(self) -> Tuple[str, int]:
        """Who called TensorFlow's core, and through how many of its own frames.

        It is `core` itself if another hook stands between: the script has called something else.
        """
        frame: Optional[Any] = sys._getframe(1)
        depth = 0
        while frame is not None:
            kind = self._files.kind(frame.f_code.co_filename)
            if kind in (USER, LIBRARY):
                return kind, depth
            if kind == HARNESS and depth:
                break
            depth += kind == CORE
            frame = frame.f_back
        return CORE, depth


def running(frame: Optional[Any]) -> List[Frame]:
    """The frames that wait for `frame`, and itself, from the outermost."""
    found = []
    while frame is not None:
        found.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return found[::-1]


def creation(operation: Any) -> List[Frame]:
    """Where an operation was created; empty where TensorFlow does not know."""
    trace = getattr(operation, "_traceback", None)  # TensorFlow 1's `traceback` reads every line from its file
    if trace is None:
        trace = operation.traceback
    return [
        (frame[0], frame[1], frame[2]) if isinstance(frame, tuple) else (frame.filename, frame.lineno, frame.name)
        for frame in trace or ()
    ]
