"""A pack as a file: a compressed archive of pack.json, expected.json and the data folder.

A pack comes from somewhere else, so its archive is read with care: only plain files and folders below the
data folder, no links, no more bytes than it announces.
"""

import io
import os
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lab.packs.about import ABOUT, DATA, EXPECTED, About, BrokenPack, read_about
from lab.unprivileged import Account
from webapp.refusal import first_line

COMPRESSION = 6
LARGEST_DOCUMENT = 16 * 2**20
BROKEN = (tarfile.TarError, EOFError, OSError, zlib.error)


def write_pack(file: Path, about: About, expected: str, data: Path) -> None:
    """Write the archive beside its place, then move it there."""
    fresh = file.with_name(f".{file.name}.new")
    try:
        with tarfile.open(fresh, "w:gz", compresslevel=COMPRESSION) as archive:
            for title, words in ((ABOUT, about.text()), (EXPECTED, expected)):
                entry = tarfile.TarInfo(title)
                entry.size = len(words.encode())
                archive.addfile(entry, io.BytesIO(words.encode()))
            archive.add(data, DATA, filter=_nobodys)
        fresh.chmod(0o600)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def read_head(file: Path) -> tuple[About, str]:
    """What a pack says of itself, and its ground truth; BrokenPack where the file is none."""
    try:
        with tarfile.open(file, "r|gz") as archive:
            content = dict(_documents(archive))
    except BROKEN as error:
        raise BrokenPack(f"{file} is no pack of 'flask lab pack': {first_line(error)}") from None
    if ABOUT not in content or EXPECTED not in content:
        raise BrokenPack(f"{file} is no pack of 'flask lab pack': it does not begin with {ABOUT}")
    return read_about(content[ABOUT], str(file)), content[EXPECTED].decode(errors="replace")


def extract_data(file: Path, about: About, target: Path, account: Account) -> None:
    """Put the data folder into `target` as the account; BrokenPack where the archive is not sound."""
    left = about.bytes
    try:
        with tarfile.open(file, "r|gz") as archive, account.acting():
            target.mkdir(mode=0o700)
            for entry in archive:
                inside = PurePosixPath(entry.name)
                if inside.parts[:1] != (DATA,) or ".." in inside.parts or inside.is_absolute():
                    if entry.name in (ABOUT, EXPECTED):
                        continue
                    raise BrokenPack(f"{file} holds {entry.name!r}, which has no place in a pack")
                place = target.joinpath(*inside.parts[1:])
                if entry.isdir():
                    place.mkdir(mode=0o700, exist_ok=True)
                elif entry.isreg() and entry.size <= left:
                    left -= entry.size
                    _extract(archive, entry, place)
                else:
                    raise BrokenPack(f"{file} holds {entry.name!r}, a link or more than it announces")
    except BROKEN as error:
        raise BrokenPack(f"{file} is damaged: {first_line(error)}") from None


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo, place: Path) -> None:
    content = archive.extractfile(entry)
    assert content is not None
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        while chunk := content.read(2**20):
            written.write(chunk)


def _documents(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """The first two files, which are small."""
    for entry, title in zip(archive, (ABOUT, EXPECTED), strict=False):
        content = archive.extractfile(entry)
        if entry.name != title or entry.size > LARGEST_DOCUMENT or content is None:
            return
        yield title, content.read()


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without its owner."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
