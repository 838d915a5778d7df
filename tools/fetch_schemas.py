"""Fetches the published schemas that reports, and what is asked of GitHub, are held against, with npm, into
`.venvs/schemas/`.

Where there is no npm it says so and ends well: what needs a schema is then skipped with the reason.
"""

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".venvs" / "schemas"
SCHEMAS = {
    "sarif.json": ("@microsoft/jest-sarif@1.0.0-beta.0", "package/lib/schemas/sarif-2.1.0-rtm.5.json"),
    "github.json": ("@octokit/openapi@23.0.2", "package/generated/api.github.com.json"),
    "github.graphql": ("@octokit/graphql-schema@15.26.1", "package/schema.graphql"),
}
"""What is kept, with the package that holds it, and the file there."""


def main() -> None:
    """Fetches all of them."""
    npm = shutil.which("npm")
    if npm is None:
        print("No schemas: npm is not here. Going on without.")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (package, member) in SCHEMAS.items():
        with tempfile.TemporaryDirectory() as scratch:
            done = subprocess.run(
                [npm, "pack", "--silent", package], cwd=scratch, capture_output=True, text=True, check=False
            )
            packed = next(Path(scratch).glob("*.tgz"), None)
            if done.returncode or packed is None:
                sys.exit(f"npm cannot fetch {package}: {done.stderr.strip()}")
            with tarfile.open(fileobj=io.BytesIO(packed.read_bytes())) as archive:
                held = archive.extractfile(member)
                assert held is not None
                (FOLDER / name).write_bytes(held.read())
    (FOLDER / ".complete").touch()


if __name__ == "__main__":
    main()
