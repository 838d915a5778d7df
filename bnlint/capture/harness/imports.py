"""Calls a function when the script has imported a module, before anybody else sees the module."""

import sys
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any, Callable, Dict, Optional, Sequence

Installer = Callable[[ModuleType], None]

PACKAGES = ("tensorflow", "tensorflow_core", "keras", "tf_keras", "tf_slim")


class Hooks(MetaPathFinder):
    """Finds modules as the other finders do, and calls the installer whose key is the end of the module's name."""

    def __init__(self, installers: Dict[str, Installer], attempt: Callable[..., Any]) -> None:
        self._installers = installers
        self._attempt = attempt
        self.installed: Dict[str, None] = {}

    def find_spec(
        self, fullname: str, path: Optional[Sequence[Any]], target: Optional[ModuleType] = None
    ) -> Optional[Any]:
        """The module's spec, if somebody waits for it."""
        if fullname.split(".", 1)[0] not in PACKAGES:
            return None
        name = "." + fullname
        installer = next((one for end, one in self._installers.items() if name.endswith("." + end)), None)
        if installer is None:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(fullname, path, target) if finder is not self else None
            if spec is not None:
                self._watch(spec, installer)
                return spec
        return None

    def _watch(self, spec: Any, installer: Installer) -> None:
        execute = getattr(spec.loader, "exec_module", None)
        if execute is None:
            return

        def exec_module(module: ModuleType) -> None:
            execute(module)
            self.installed[spec.name] = None
            self._attempt(installer, module)

        spec.loader.exec_module = exec_module
