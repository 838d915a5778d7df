"""Reads a graph that TensorFlow has built, by its structure alone, and states the facts about it."""
