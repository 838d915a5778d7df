"""Why something is not repaired."""


class CannotRepair(Exception):
    """A change that cannot be written into the file as it is; the message says why."""


class NotWritten(Exception):
    """Files that could not be written, or have changed since they were read; the message names one."""
