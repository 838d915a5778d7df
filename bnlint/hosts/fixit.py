"""The rules for Fixit, called by their codes: `enable = ["bnlint.hosts.fixit"]` in its configuration has all of them.

A file is judged in the projects that it belongs to, as it is shown to Fixit; the others are read from disk. Repairs are
offered where `bnlint check --fix` would make them, if they change no other file.
"""

from bnlint.hosts import lint_rules
from bnlint.rules.discovery import discover

globals().update({rule.code: lint_rules.lint_rule(rule, __name__) for rule in discover()})
