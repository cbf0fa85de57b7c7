"""A release: a folder that describes itself (design.md section 5), read as bytes and checked digest by digest.

``release.json`` lists a sha256 for every other file; the release id is derived from release.json's own bytes, so
nothing in the folder can change without its name ceasing to fit.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from model.description import ReleaseDescription, parse_description
from model.errors import ReleaseRefusedError
from model.messages import message

DESCRIPTION_FILE, TEMPLATES_FILE = "release.json", "templates.npz"


@dataclass(frozen=True, eq=False)
class Release:
    """A checked release in memory.

    Attributes:
        id: derived from release.json's bytes.
        model: the ONNX file's bytes.
        gallery: the gallery.npz file's bytes.
        sha256: of release.json's bytes. The id tells a quarter of it; the rest only who has the release can know.
        references: sha256 of each reference picture -> its JPEG bytes.
        templates: the templates.npz file's bytes; empty if the release has none.
    """

    id: str
    description: ReleaseDescription
    model: bytes
    gallery: bytes
    sha256: str
    references: Mapping[str, bytes] = field(default_factory=dict)
    templates: bytes = b""


def release_id(description: bytes) -> str:
    """The id of the release whose release.json has these bytes: ``r-`` and 16 hexadecimal digits of their sha256."""
    return "r-" + description_sha256(description)[:16]


def description_sha256(description: bytes) -> str:
    """The sha256 of a release.json, in hexadecimal."""
    return hashlib.sha256(description).hexdigest()


def load_release(folder: Path) -> Release:
    """Read and check a release folder.

    Raises:
        ReleaseRefusedError: a file is missing, changed or not listed, the folder's name is not the release's id
            (a folder named otherwise on purpose, such as ``demo``, is fine), or release.json is not understood.
    """
    raw = _read(folder / DESCRIPTION_FILE)
    description = parse_description(raw)
    contents = {name: _checked(folder, name, digest) for name, digest in description.files.items()}
    _refuse_unlisted(folder, description.files)
    if folder.name.startswith("r-") and folder.name != release_id(raw):
        raise ReleaseRefusedError(
            message("{folder}: the folder's name is not the id of its release.json", folder=folder)
        )
    return _release(str(folder), raw, description, contents)


def release_of(files: Mapping[str, bytes]) -> Release:
    """Check a release whose files are in memory.

    Args:
        files: bytes by the path below the release's folder, release.json among them.

    Raises:
        ReleaseRefusedError: a file is missing, changed or not listed, or release.json is not understood.
    """
    if DESCRIPTION_FILE not in files:
        raise ReleaseRefusedError(message("{name} is missing; send the whole release again", name=DESCRIPTION_FILE))
    raw = files[DESCRIPTION_FILE]
    description = parse_description(raw)
    for name, digest in description.files.items():
        if name not in files:
            raise ReleaseRefusedError(message("{name} is missing; send the whole release again", name=name))
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise ReleaseRefusedError(
                message("{path}: changed since the release was made; copy the whole release again", path=name)
            )
    unlisted = sorted(set(files) - set(description.files) - {DESCRIPTION_FILE})
    if unlisted:
        raise ReleaseRefusedError(message("{name} is not part of the release; leave it out", name=unlisted[0]))
    return _release(release_id(raw), raw, description, files)


def _release(called: str, raw: bytes, description: ReleaseDescription, contents: Mapping[str, bytes]) -> Release:
    """A release whose files have the digests that release.json lists."""
    for name in ("model.onnx", "gallery.npz", "MODEL_CARD.md", *(each.file for each in description.references)):
        if name not in description.files:
            raise ReleaseRefusedError(message("{folder}: release.json lists no {name}", folder=called, name=name))
    return Release(
        id=release_id(raw),
        description=description,
        model=contents["model.onnx"],
        gallery=contents["gallery.npz"],
        sha256=description_sha256(raw),
        references={picture.sha256: contents[picture.file] for picture in description.references},
        templates=contents.get(TEMPLATES_FILE, b""),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReleaseRefusedError(
            message(
                "{path}: can't be read ({strerror}); copy the whole release again",
                path=path,
                strerror=str(error.strerror),
            )
        ) from error


def _checked(folder: Path, name: str, digest: str) -> bytes:
    """The bytes of one listed file, whose digest is right and which lies inside the folder."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ReleaseRefusedError(
            message("{folder}: release.json lists '{name}', which lies outside the folder", folder=folder, name=name)
        )
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ReleaseRefusedError(
            message("{path}: changed since the release was made; copy the whole release again", path=path)
        )
    return content


def _refuse_unlisted(folder: Path, files: Mapping[str, str]) -> None:
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
    unlisted = sorted(present - set(files) - {DESCRIPTION_FILE})
    if unlisted:
        raise ReleaseRefusedError(
            message("{folder}: {unlisted} is not part of the release; remove it", folder=folder, unlisted=unlisted[0])
        )
