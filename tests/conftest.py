"""Programs are read anew in every test, but for those of the cache: none rests on what another one's run has kept."""

import os

os.environ["BNLINT_NO_CACHE"] = "1"
