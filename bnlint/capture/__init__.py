"""Runs a user's training script in the interpreter that the user names, and writes down what TensorFlow did.

`launch` starts it; `harness` is what runs there. The bundle that comes of it is described in docs/bundle.md.
"""
