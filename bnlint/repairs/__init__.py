"""Writes the repairs that rules hand out into files, and keeps those that cure."""
