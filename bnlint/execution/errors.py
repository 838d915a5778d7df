"""The two ways in which running a graph goes wrong. The text of each is one clause."""


class ExecutionError(Exception):
    """TensorFlow cannot run what it was asked to, or is not there."""


class DeviceError(Exception):
    """A GPU cannot be used, or has too little memory. That says nothing of the graph, which may run elsewhere."""
