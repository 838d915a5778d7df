"""bnlint: finds batch normalisation that silently goes wrong in TensorFlow programs."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pylint.lint import PyLinter

__version__ = "0.1.0"


def register(linter: "PyLinter") -> None:
    """Add the rules to pylint, which calls this for `load-plugins=bnlint`."""
    from bnlint.hosts import pylint

    pylint.register(linter)
