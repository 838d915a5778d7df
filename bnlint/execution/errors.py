"""The one way in which running a graph goes wrong."""


class ExecutionError(Exception):
    """TensorFlow cannot run what it was asked to, or is not there; the text is one sentence."""
