"""`python -m bnlint`."""

import sys

from bnlint.command_line import main

sys.exit(main())
