"""The command line on real pictures, good and bad: files, exit codes, and one line that says what to mend."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bot.cli import run
from engine import OUTPUTS

ROOT = Path(__file__).parents[2]
SKETCH = ROOT / "examples" / "girl.png"
FILES = {f"{name}.png" for name in OUTPUTS} | {"layers.psd", "layers.ora", "regions.png", "result.json"}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def nurie(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs one command line in this process; its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run([str(a) for a in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sketch, so that the tests of this file stay quick: one of the examples at a quarter of its size."""
    path = tmp_path_factory.mktemp("sketch") / "small.png"
    with Image.open(SKETCH) as sketch:
        sketch.convert("L").resize((sketch.width // 4, sketch.height // 4), Image.Resampling.LANCZOS).save(path)
    return path


def refused(result: tuple[int, str, str]) -> str:
    """The one line of a wrong request."""
    code, out, err = result
    assert code == 2, f"exit code {code}, stderr {err!r}"
    assert "Traceback" not in err + out
    lines = err.strip().splitlines()
    assert len(lines) == 1, f"one line was promised: {lines}"
    return lines[0]


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with hardly any data behind it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks
    )


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def test_an_extra_picture_is_strokes_or_a_reference_as_it_looks(nurie: Run, small: Path, tmp_path: Path) -> None:
    with Image.open(small) as sketch:
        drawn = sketch.convert("RGB")
    middle = drawn.width // 2, drawn.height * 3 // 4
    pen = ImageDraw.Draw(drawn)
    pen.line((middle[0] - 8, middle[1], middle[0] + 8, middle[1]), (255, 0, 80), 5)
    drawn.save(tmp_path / "drawn.png")
    reference = ROOT / "examples" / "reference-rose.png"
    given = ("-x", tmp_path / "drawn.png", "--extra", reference, "--only", "flat,json")
    code, _, err = nurie("colorize", small, "-o", "out", *given)
    assert (code, err) == (0, "")
    about = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert [note["code"] for note in about["notes"]][:2] == ["extra.strokes", "extra.reference"]
    assert len(about["request"]["extras"]) == 2
    with Image.open(tmp_path / "out" / "flat.png") as flat:
        assert flat.getpixel(middle) == (255, 0, 80)
    too_many = nurie("colorize", small, "-o", "no", *(["-x", small] * 3), *(["-r", reference] * 2))
    assert "5 references and extra pictures" in refused(too_many)
    assert not (tmp_path / "no").exists()
    assert "nowhere.png" in refused(nurie("colorize", small, "-o", "no", "--extra", "nowhere.png"))


def test_colorize_writes_every_file_at_the_size_of_the_sketch(nurie: Run, small: Path, tmp_path: Path) -> None:
    code, out, err = nurie("colorize", small, "-o", "out", "-H", "bg: cream", "-H", "@ 50% 50%: gold", "--seed", 3)
    assert (code, err) == (0, "")
    assert "small.png" in out
    assert {p.name for p in (tmp_path / "out").iterdir()} >= FILES
    with Image.open(small) as sketch:
        size = sketch.size
    for name in OUTPUTS:
        with Image.open(tmp_path / "out" / f"{name}.png") as picture:
            assert picture.size == size
    flat = np.asarray(Image.open(tmp_path / "out" / "flat.png").convert("RGB"))
    gold = json.loads((tmp_path / "out" / "result.json").read_text())["request"]["hints"][-1]["color"]
    assert flat[size[1] // 2, size[0] // 2].tolist() == gold


def test_only_and_json(nurie: Run, small: Path, tmp_path: Path) -> None:
    code, out, _ = nurie("colorize", small, "-o", "out", "--only", "flat,psd", "--json")
    report = json.loads(out)
    assert code == 0
    assert sorted(report["files"]) == ["flat.png", "layers.psd"] == sorted(p.name for p in (tmp_path / "out").iterdir())
    with Image.open(small) as sketch:
        assert report["size"] == [sketch.height, sketch.width]


def test_a_folder_goes_on_after_a_bad_sketch(nurie: Run, small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.png").write_bytes(small.read_bytes())
    (folder / "b.jpg").write_text("no picture")
    (folder / "notes.txt").write_text("not a sketch")
    code, out, err = nurie("colorize", folder, "-o", "out", "--only", "flat")
    assert code == 2
    assert "a.png" in out
    assert "b.jpg" in err
    assert "1 sketches coloured, 1 failed" in err
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a"]


def test_the_same_request_gives_the_same_bytes_and_another_seed_does_not(nurie: Run, small: Path) -> None:
    for folder, seed in (("one", 1), ("same", 1), ("other", 2)):
        assert nurie("colorize", small, "-o", folder, "--only", "rendered,psd", "--seed", seed)[0] == 0
    for name in ("rendered.png", "layers.psd"):
        assert Path("one", name).read_bytes() == Path("same", name).read_bytes()
    assert Path("one", "rendered.png").read_bytes() != Path("other", "rendered.png").read_bytes()


def test_strokes_light_and_a_preset_of_ones_own(nurie: Run, small: Path, tmp_path: Path) -> None:
    with Image.open(small) as sketch:
        strokes = np.zeros((sketch.height, sketch.width, 4), np.uint8)
    y, x = strokes.shape[0] // 2, strokes.shape[1] // 2
    strokes[y - 3 : y + 3, x - 3 : x + 3] = (10, 130, 200, 255)
    Image.fromarray(strokes).save("strokes.png")
    Path("mine.toml").write_text('palette = ["#aa3344", "#ddccbb"]\nlines = "colored"\n')
    code, _, err = nurie(
        *(
            "colorize",
            small,
            "-o",
            "out",
            "--strokes",
            "strokes.png",
            "--light",
            "warm @ right",
            "--preset",
            "mine.toml",
        )
    )
    assert (code, err) == (0, "")
    flat = np.asarray(Image.open(tmp_path / "out" / "flat.png").convert("RGB"))
    assert flat[y, x].tolist() == [10, 130, 200]


def test_regions_draws_a_map(nurie: Run, small: Path, tmp_path: Path) -> None:
    code, out, err = nurie("regions", small, "-o", "deep/map.png")
    assert (code, err) == (0, "")
    assert "regions" in out
    with Image.open(small) as sketch, Image.open(tmp_path / "deep" / "map.png") as picture:
        assert picture.size == sketch.size


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "empty", id="zero bytes"),
        pytest.param(b"just text, whatever it is called", "", id="text"),
        pytest.param(SKETCH.read_bytes()[:2000], "", id="truncated"),
        pytest.param(png(50_000, 50_000), "megapixel", id="50,000 x 50,000"),
    ],
)
def test_a_bad_sketch_is_refused_and_leaves_nothing(nurie: Run, tmp_path: Path, data: bytes, says: str) -> None:
    Path("bad.png").write_bytes(data)
    line = refused(nurie("colorize", "bad.png", "-o", "out", "-H", "bg: cream"))
    assert says in line
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and p.name != "bad.png"]


@pytest.mark.parametrize(
    ("hints", "says"),
    [
        ("hiar: pink @ top", "hair"),
        ("hair: pinc @ top", "pink"),
        ("@ 140% 20%: red", "140"),
        ("12: ", ""),
        ("; ".join(["@ 50% 50%: red"] * 10_000), "hints"),
        ("x" * 4_000, ""),
        ("red " * 50_000, "4000"),
    ],
    ids=["unknown part", "unknown colour", "outside", "no colour", "10,000 hints", "4,000 characters", "200,000"],
)
def test_wrong_hints_are_refused_with_a_suggestion(nurie: Run, small: Path, hints: str, says: str) -> None:
    line = refused(nurie("colorize", small, "-o", "out", "-H", hints))
    assert says in line
    assert len(line) < 600
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("colorize",),
        ("colorize", "sketch.png"),
        ("colorize", "missing.png", "-o", "out"),
        ("colorize", ".", "-o", "out"),
        ("colorize", SKETCH, "-o", "out", "--only", "flatt"),
        ("colorize", SKETCH, "-o", "out", "--seed", "-1"),
        ("colorize", SKETCH, "-o", "out", "--preset", "nowhere.toml"),
        ("colorize", SKETCH, "-o", "out", "--preset", "pastle"),
        ("colorize", SKETCH, "-o", "out", "--model", "magic"),
        ("colorize", SKETCH, "-o", "out", *["-r", SKETCH] * 5),
        ("colorize", SKETCH, "-o", SKETCH),
        ("colorize", SKETCH, "-o", "out", "--strokes", "missing.png"),
        ("regions", "missing.png", "-o", "map.png"),
        ("demo", "missing", "-o", "out"),
        ("frobnicate",),
    ],
    ids=lambda a: " ".join(Path(str(x)).name for x in a[:8]),
)
def test_wrong_command_lines_are_one_line(nurie: Run, arguments: tuple[object, ...]) -> None:
    assert refused(nurie(*arguments)).startswith("nurie: ")


def odd_pictures(small: Path) -> dict[str, bytes]:
    sketch = Image.open(small).convert("RGB")
    grey16 = Image.fromarray(np.asarray(sketch.convert("L")).astype(np.uint16) * 257)
    frames = [Image.new("RGB", sketch.size, "white")]
    return {
        "cmyk.jpg": encoded(sketch.convert("CMYK"), "JPEG"),
        "16bit.png": encoded(grey16, "PNG"),
        "animated.gif": encoded(sketch, "GIF", save_all=True, append_images=frames),
        "1x1.png": encoded(Image.new("L", (1, 1), 255), "PNG"),
        "white.png": encoded(Image.new("L", (64, 48), 255), "PNG"),
        "black.png": encoded(Image.new("L", (64, 48), 0), "PNG"),
        "webp.webp": encoded(sketch, "WEBP"),
        "colored.png": (ROOT / "examples" / "reference-rose.png").read_bytes(),
    }


def test_odd_pictures_are_coloured_or_refused_clearly(nurie: Run, small: Path, tmp_path: Path) -> None:
    """Each comes out at its own size, or is refused with a sentence; none is a fault of ours."""
    for name, data in odd_pictures(small).items():
        Path(name).write_bytes(data)
        code, _, err = nurie("colorize", name, "-o", f"out-{name}", "--only", "flat,rendered")
        assert code in (0, 2), f"{name}: {err}"
        if name in ("cmyk.jpg", "16bit.png", "animated.gif", "webp.webp", "colored.png"):
            assert code == 0, f"{name}: {err}"
        if code == 0:
            with Image.open(name) as sketch, Image.open(tmp_path / f"out-{name}" / "flat.png") as flat:
                assert flat.size == sketch.size


def test_an_already_coloured_picture_is_said_so(nurie: Run) -> None:
    _, out, _ = nurie("colorize", ROOT / "examples" / "reference-rose.png", "-o", "out", "--only", "flat")
    assert "colour" in out


def test_the_process_itself(tmp_path: Path) -> None:
    """As a program: help on stdout with 0, a wrong request on stderr with 2."""

    def program(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    helped = program("--help")
    assert helped.returncode == 0
    for command in ("colorize", "regions", "run", "worker", "models", "doctor", "demo"):
        assert command in helped.stdout
    wrong = program("colorize", str(tmp_path / "none.png"), "-o", str(tmp_path / "out"))
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("nurie: there is no file")
