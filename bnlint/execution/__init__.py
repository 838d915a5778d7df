"""Runs graphs, in an interpreter that has TensorFlow: `remote` asks, `harness` is what runs there.

It knows operations, variables, devices and batches, and nothing of normalisation.
"""
