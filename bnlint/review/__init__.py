"""Speaks of what a change brings in: compares two commits, and says what is new where the change is read.

Both commits are read from git's objects: no file of theirs is written, no program of theirs runs, nor any of their
hooks, filters or drivers. The change decides nothing about how it is judged: settings are those of its base.
"""
