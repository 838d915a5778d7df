"""The files as they are or will be."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlint.sources.errors import SourceError
from bnlint.sources.layers import LARGEST_FILE
from bnlint.sources.overlay import VERSIONS, KnownSources, Overlay

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
not_root = pytest.mark.skipif(
    sys.platform != "win32" and os.geteuid() == 0, reason="nothing is forbidden to the superuser"
)


def refusal(overlay: Overlay, path: Path) -> tuple[str, str]:
    with pytest.raises(SourceError) as raised:
        overlay.read(str(path))
    assert raised.value.diagnostic.place.path == str(path)
    return raised.value.diagnostic.code, raised.value.diagnostic.message


def test_text_of_an_editor_hides_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("saved")
    disk = Overlay.disk()
    edited = disk.with_text(str(path), "unsaved é")
    assert (disk.read(str(path)).text, edited.read(str(path)).text) == ("saved", "unsaved é")
    assert edited.read_bytes(str(path)) == "unsaved é".encode()


def test_untouched_files_are_shared_in_both_directions(tmp_path: Path) -> None:
    path = str(tmp_path / "x.py")
    Path(path).write_text("x")
    disk = Overlay.disk()
    edited = disk.with_text(str(tmp_path / "y.py"), "y").with_text(str(tmp_path / "z.py"), "z")
    assert edited.read(path) is disk.read(path) is edited.read(path)


def test_an_overlay_does_not_change_its_mind(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("before")
    overlay = Overlay.disk()
    assert overlay.read_bytes(str(path)) == b"before"
    path.write_text("after")
    assert overlay.read(str(path)).text == "before"
    assert Overlay.disk().read(str(path)).text == "after"


def test_a_new_file_in_a_new_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "x.py"
    overlay = Overlay.disk().with_edits({str(path): b"x = 1"})
    assert overlay.is_file(str(path))
    assert overlay.is_folder(str(path.parent.parent))
    assert overlay.list_dir(str(tmp_path)) == {"new": "folder"}
    assert overlay.list_dir(str(path.parent)) == {"x.py": "file"}
    assert not Overlay.disk().exists(str(path.parent))


def test_a_removed_file(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("x")
    overlay = Overlay.disk().with_edits({str(path): None})
    assert not overlay.exists(str(path))
    assert overlay.list_dir(str(tmp_path)) == {}
    assert refusal(overlay, path)[0] == "BN003"
    assert overlay.with_text(str(path), "again").read(str(path)).text == "again"


def test_a_removed_folder_takes_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.py").write_text("x")
    overlay = Overlay.disk().with_edits({str(tmp_path / "a"): None})
    assert not overlay.exists(str(tmp_path / "a" / "b" / "x.py"))
    assert overlay.list_dir(str(tmp_path)) == {}
    back = overlay.with_text(str(tmp_path / "a" / "y.py"), "y")
    assert back.list_dir(str(tmp_path / "a")) == {"y.py": "file"}


PATHS = tuple(map(PurePosixPath, ("x", "y", "a/x", "a/y", "b/x", "a/b/x", "a/b/y")))
edits = st.dictionaries(st.sampled_from(PATHS), st.one_of(st.none(), st.sampled_from((b"1", b"2", b"3"))), max_size=4)


@given(below=st.dictionaries(st.sampled_from(PATHS), st.just(b"0")), layers=st.lists(edits, max_size=4))
def test_the_topmost_layer_that_knows_a_path_decides_it(
    below: Mapping[PurePosixPath, bytes], layers: list[Mapping[PurePosixPath, bytes | None]]
) -> None:
    root = os.path.abspath("/none/such")
    overlay = Overlay.disk()
    expected: dict[PurePosixPath, bytes] = {}
    for layer in (below, *layers):
        overlay = overlay.with_edits({os.path.join(root, path): content for path, content in layer.items()})
        expected.update({path: content for path, content in layer.items() if content is not None})
        for path, content in layer.items():
            if content is None:
                expected.pop(path, None)
    for path in PATHS:
        there = os.path.join(root, path)
        assert overlay.is_file(there) == overlay.exists(there) == (path in expected)
        if path in expected:
            assert overlay.read_bytes(there) == expected[path]
        folder = os.path.dirname(there)
        listed = overlay.list_dir(folder) if overlay.is_folder(folder) else {}
        assert (listed.get(path.name) == "file") == (path in expected)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(Overlay.disk(), tmp_path / "none.py")[0] == "BN003"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    code, message = refusal(Overlay.disk(), tmp_path)
    assert code == "BN003"
    assert "folder" in message


@posix_only
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    code, message = refusal(Overlay.disk(), tmp_path / "pipe.py")
    assert code == "BN003"
    assert "pipe" in message


@posix_only
def test_a_device_is_not_read() -> None:
    code, message = refusal(Overlay.disk(), Path("/dev/zero"))
    assert code == "BN003"
    assert "device" in message


@posix_only
@not_root
def test_permission(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("x")
    path.chmod(0)
    assert refusal(Overlay.disk(), path) == ("BN003", "cannot read the file: Permission denied")


@posix_only
def test_links_to_themselves_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "loop.py").symlink_to("loop.py")
    assert refusal(Overlay.disk(), tmp_path / "loop.py")[0] == "BN003"
    assert Overlay.disk().list_dir(str(tmp_path)) == {"loop.py": "other"}


def test_a_path_with_a_nul_is_no_file() -> None:
    overlay = Overlay.disk()
    assert not overlay.exists("/a\0b")
    with pytest.raises(SourceError):
        overlay.read("/a\0b")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert refusal(Overlay.disk(), path)[0] == "BN004"
    assert refusal(Overlay.disk().with_text(str(path), "#" * (LARGEST_FILE + 1)), path)[0] == "BN004"


def test_what_holds_the_same_again_is_the_same_source(tmp_path: Path) -> None:
    """Whether it is read anew from the disk, or comes from an editor."""
    path, known = tmp_path / "x.py", KnownSources()
    path.write_text("x = 1\n")
    first = Overlay.disk(known).read(str(path))
    assert Overlay.disk(known).read(str(path)) is first
    assert Overlay.disk(known).with_text(str(path), "x = 1\n").read(str(path)) is first
    assert Overlay.disk().read(str(path)) is not first
    path.write_text("x = 2\n")
    second = Overlay.disk(known).read(str(path))
    assert second.text == "x = 2\n"
    assert Overlay.disk(known).with_text(str(path), "x = 1\n").read(str(path)) is first
    path.write_bytes(b"\xef\xbb\xbfx = 2\n")
    assert Overlay.disk(known).read(str(path)).has_mark
    for number in range(VERSIONS):
        Overlay.disk(known).with_text(str(path), f"y = {number}\n").read(str(path))
    assert Overlay.disk(known).with_text(str(path), "x = 1\n").read(str(path)) is not first
