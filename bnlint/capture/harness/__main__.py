"""Loads this folder as a package whose name no module of the user's has, and runs the script."""

import importlib.util
import os
import sys

PACKAGE = "_bnlint_capture_harness"


def start() -> None:
    written = sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # this folder may be that of an installed package
    folder = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    program = importlib.import_module(PACKAGE + ".program")
    sys.dont_write_bytecode = written
    program.main()


if __name__ == "__main__":
    start()
