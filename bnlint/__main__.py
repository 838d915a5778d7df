"""`python -m bnlint`."""

from bnlint.command_line import run

run()
