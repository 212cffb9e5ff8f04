"""From files and options on the command line to a ColorizeRequest; a UserError for whatever is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.presets import preset_named
from engine import OUTPUTS, ColorizeRequest, UserError
from engine.catalog import MODELS

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
"""Endings by which a folder's sketches are found; a single file may have any name."""

MOST_BYTES = 200 * 2**20
MOST_REFERENCES = 4

FILES = {name: f"{name}.png" for name in OUTPUTS} | {
    "psd": "layers.psd",
    "ora": "layers.ora",
    "regions": "regions.png",
    "json": "result.json",
}
"""What `--only` may name, and the file that each is written to."""


@dataclass(frozen=True)
class Wishes:
    """The options of `nurie colorize`, the same for every sketch of a folder."""

    hints: tuple[str, ...] = ()
    strokes: Path | None = None
    references: tuple[Path, ...] = ()
    light: str = ""
    preset: str = ""
    model: str = ""
    seed: int = 0
    extras: tuple[Path, ...] = ()
    """Strokes drawn over the sketch, or references: the engine finds out which."""

    def request(self, sketch: Path) -> ColorizeRequest:
        """The request for one sketch. Reads every file that it names."""
        others = (*self.references, *self.extras)
        if len(others) > MOST_REFERENCES:
            what = "references and extra pictures" if self.extras else "references"
            raise UserError(
                "request.too_many_references",
                f"{len(others)} {what} were given; the most is {MOST_REFERENCES}. Leave some out.",
                given=len(others),
                most=MOST_REFERENCES,
            )
        preset = preset_named(self.preset) if self.preset else None
        model = self.model or (preset.model if preset and preset.model else "classical")
        if model not in MODELS:
            text = f'there is no model "{model}"; there is {", ".join(MODELS)}.'
            raise UserError("model.unknown", text, name=model)
        return ColorizeRequest.parse(
            read_picture(sketch),
            self.text(),
            strokes=read_picture(self.strokes) if self.strokes else None,
            references=tuple(read_picture(r) for r in self.references),
            extras=tuple(read_picture(e) for e in self.extras),
            preset=preset,
            model=model,
            seed=self.seed,
        )

    def text(self) -> str:
        """All hints as one text, a line each."""
        return "\n".join([*self.hints, *([f"light: {self.light}"] if self.light else [])])


def read_picture(path: Path) -> bytes:
    """The bytes of a file that should be a picture. UserError when there is no such file, or far too much of it."""
    try:
        if path.is_dir():
            raise UserError("file.folder", f"{path} is a folder; name a picture in it.", path=str(path))
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UserError(
                "file.too_large",
                f"{path} has {size / 2**20:.0f} MiB; the most is {MOST_BYTES // 2**20} MiB. Save it smaller.",
                path=str(path),
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError("file.missing", f"there is no file {path}; check the name.", path=str(path)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError("file.unreadable", f"{path} cannot be read ({reason}).", path=str(path)) from None


def find_sketches(path: Path) -> list[Path]:
    """The sketch itself, or every picture of a folder by name. UserError when the folder has none."""
    if not path.is_dir():
        return [path]
    sketches = sorted(p for p in path.iterdir() if p.suffix.lower() in PICTURES and p.is_file())
    if not sketches:
        raise UserError(
            "file.empty_folder",
            f"the folder {path} holds no sketch; put {', '.join(PICTURES)} files in it.",
            path=str(path),
        )
    return sketches


def chosen_files(only: str) -> frozenset[str] | None:
    """The file names that `--only` asks for, or None for all of them."""
    if not only.strip():
        return None
    names = [n.strip() for n in only.split(",") if n.strip()]
    unknown = [n for n in names if n not in FILES]
    if unknown:
        raise UserError(
            "only.unknown",
            f"--only does not know {', '.join(unknown)}; it takes {', '.join(FILES)}.",
            names=", ".join(unknown),
        )
    return frozenset(FILES[n] for n in names)


def result_folders(sketches: Sequence[Path], out: Path, *, one: bool) -> list[Path]:
    """Where each sketch's files go: `out` itself for one sketch, else a folder a sketch.

    Two sketches that differ only in their ending ("a.png", "a.jpg") keep the ending in the folder's name.
    """
    if one:
        return [out]
    stems = [s.stem for s in sketches]
    return [out / (s.stem if stems.count(s.stem) == 1 else s.name) for s in sketches]


def make_folder(path: Path) -> None:
    """Make a folder for results. UserError when that cannot be done there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError("file.no_folder", f"{path} cannot be made a folder ({reason}); name another.") from None


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write result files. UserError when the folder does not take them."""
    try:
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        text = f"the results cannot be written to {folder} ({reason}); free some space, or name another folder."
        raise UserError("file.unwritable", text) from None
