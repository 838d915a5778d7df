"""The engine is held against CPython."""
