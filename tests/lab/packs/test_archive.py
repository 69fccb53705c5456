"""A pack's file: what is read, and what is refused."""

import io
import json
import platform
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.packs.about import About, BrokenPack, require_usable
from lab.packs.archive import extract_data, read_head, write_pack
from lab.unprivileged import Account

HERE = About("taskpilot", 20, "scripted", 18, platform.machine(), 10_000, "2026-01-01T00:00:00+00:00", {})
Entry = tuple[str, bytes]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of two small files."""
    data = tmp_path / "source"
    (data / "base" / "5").mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n")
    (data / "base" / "5" / "1259").write_bytes(b"\0" * 8192)
    (data / "empty").mkdir()
    write_pack(tmp_path / "a.tar.gz", HERE, '{"day": 20}', data)
    return tmp_path / "a.tar.gz"


def archive(file: Path, *entries: tarfile.TarInfo | Entry, about: About = HERE) -> Path:
    """A pack with entries of one's own behind the two documents."""
    with tarfile.open(file, "w:gz") as made:
        for entry in (("pack.json", about.text().encode()), ("expected.json", b"{}"), *entries):
            if isinstance(entry, tarfile.TarInfo):
                made.addfile(entry)
                continue
            info = tarfile.TarInfo(entry[0])
            info.size = len(entry[1])
            made.addfile(info, io.BytesIO(entry[1]))
    return file


def test_a_pack_is_read_as_it_was_written(pack: Path, tmp_path: Path) -> None:
    about, truth = read_head(pack)
    extract_data(pack, about, tmp_path / "data", Account())
    assert (about, truth) == (HERE, '{"day": 20}')
    assert (tmp_path / "data" / "base" / "5" / "1259").read_bytes() == b"\0" * 8192
    assert (tmp_path / "data" / "empty").is_dir()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_pack_names_no_owner_and_only_its_owner_reads_it(pack: Path) -> None:
    assert pack.stat().st_mode & 0o777 == 0o600
    with tarfile.open(pack) as made:
        assert {(entry.uid, entry.uname) for entry in made} == {(0, "")}


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


HOSTILE: dict[str, tarfile.TarInfo | Entry] = {
    "above": ("data/../../evil", b"x"),
    "absolute": ("/tmp/evil", b"x"),
    "beside": ("evil", b"x"),
    "link": link("data/base", "/etc"),
    "hard link": link("data/base", "pack.json", tarfile.LNKTYPE),
    "device": link("data/base", "", tarfile.CHRTYPE),
    "more than announced": ("data/base", b"x" * 10_001),
}


@pytest.mark.parametrize("entry", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused(tmp_path: Path, entry: tarfile.TarInfo | Entry) -> None:
    file = archive(tmp_path / "evil.tar.gz", entry)
    with pytest.raises(BrokenPack):
        extract_data(file, HERE, tmp_path / "in", Account())
    assert not (tmp_path / "evil").exists()


def test_a_file_behind_a_file_is_refused(tmp_path: Path) -> None:
    file = archive(tmp_path / "evil.tar.gz", ("data/a", b"x"), ("data/a", b"y"))
    with pytest.raises(BrokenPack):
        extract_data(file, HERE, tmp_path / "in", Account())


BROKEN: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "text": lambda file: file.write_text("hello\n"),
    "cut off": lambda file: file.write_bytes(file.read_bytes()[:60]),
    "another archive": lambda file: tarfile.open(file, "w:gz").close(),
}


@pytest.mark.parametrize("breaking", BROKEN.values(), ids=BROKEN)
def test_what_is_no_pack_is_refused_by_name(pack: Path, breaking: Callable[[Path], object]) -> None:
    breaking(pack)
    with pytest.raises(BrokenPack, match="is no pack"):
        read_head(pack)


def test_a_pack_that_is_cut_off_later_is_damaged(pack: Path, tmp_path: Path) -> None:
    (tmp_path / "source" / "noise").write_bytes(bytes(range(256)) * 40)
    whole = pack.read_bytes()
    pack.write_bytes(whole[: len(whole) - 40])
    with pytest.raises(BrokenPack):
        extract_data(pack, HERE, tmp_path / "data", Account())


@pytest.mark.parametrize(
    "words",
    ["[]", "{}", '{"schema": "taskpilot.pack/2"}', '{"schema": "taskpilot.pack/1"}', "nonsense"],
)
def test_what_a_pack_says_of_itself_must_be_whole(tmp_path: Path, words: str) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as made:
        for name, content in (("pack.json", words.encode()), ("expected.json", b"{}")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    with pytest.raises(BrokenPack, match="is no pack"):
        read_head(tmp_path / "a.tar.gz")


def test_wrong_types_are_refused(tmp_path: Path) -> None:
    document = {**json.loads(HERE.text()), "bytes": "many"}
    file = archive(tmp_path / "a.tar.gz")
    with tarfile.open(file, "w:gz") as made:
        content = json.dumps(document).encode()
        info = tarfile.TarInfo("pack.json")
        info.size = len(content)
        made.addfile(info, io.BytesIO(content))
        made.addfile(tarfile.TarInfo("expected.json"))
    with pytest.raises(BrokenPack, match="a number is none"):
        read_head(file)


def test_another_major_version_or_processor_is_refused_with_the_way_out() -> None:
    with pytest.raises(
        BrokenPack, match="needs PostgreSQL 18 and the embedded one is 17; set TASKPILOT_PG_BIN"
    ):
        require_usable(HERE, 17, None, "a.tar.gz")
    with pytest.raises(BrokenPack, match="made on m68k"):
        require_usable(About(**{**vars(HERE), "machine": "m68k"}), 18, None, "a.tar.gz")
    require_usable(HERE, 18, "/usr/lib/postgresql/18/bin", "a.tar.gz")
