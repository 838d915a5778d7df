"""The one way in which reading an artefact goes wrong."""


class ArtefactError(Exception):
    """An artefact, or a part of it, cannot be read; the text is one sentence: the file, what was expected and read."""

    @classmethod
    def unexpected(cls, path: str, expected: str, found: str) -> "ArtefactError":
        """The error of the file `path`, in which `expected` was looked for and `found` was read."""
        return cls(f"{path}: expected {expected}, but read {found}")
