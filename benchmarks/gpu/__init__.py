"""Verdicts on a GPU, held against those of the CPU."""
