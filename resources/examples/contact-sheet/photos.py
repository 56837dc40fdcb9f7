"""A folder of photos becomes one contact sheet that every browser shows and prints.

The Steps of `contact-sheet.flow.json`. Only the head of each file is read to learn its size, so a folder of
large photos takes no memory; the sheet refers to the photos and needs no other program. It goes to
`examples/contact-sheet` under `BACKCAST_HOME` where that is set, else under the user's data folder.
"""

from __future__ import annotations

import os
import struct
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from engine import Fatal, step

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif")
HEAD: Final = 256 * 1024
"""Bytes of a photo that are read: its size stands at the beginning."""

SHEET: Final = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Contact sheet</title>
<style>
body {{ font: 13px/1.4 sans-serif; margin: 1.5rem; color: #1b2430; }}
main {{ display: grid; grid-template-columns: repeat({columns}, 1fr); gap: 1rem; }}
figure {{ margin: 0; break-inside: avoid; }}
img {{ width: 100%; aspect-ratio: 3/2; object-fit: contain; background: #eef1f4; }}
figcaption {{ overflow-wrap: anywhere; }} small {{ color: #4a5764; }}
</style>
<h1>{count} photos</h1>
<main>{figures}</main>
</html>
"""


@step(outputs={"photos": list})
def find_photos(folder: str) -> list[str]:
    """List the photos of a folder, by name."""
    place = Path(__file__).parent / folder
    found = sorted(path for path in place.glob("*") if path.suffix.lower() in SUFFIXES)
    if not found:
        raise Fatal(f"there is no photo in '{place}'; it takes {', '.join(SUFFIXES)}")
    return [str(path) for path in found]


@step(outputs={"card": dict})
def look_at(photo: str) -> dict[str, Any]:
    """Learn the size of one photo, and when it was taken or last changed."""
    path = Path(photo)
    try:
        with path.open("rb") as file:
            width, height = _size(file.read(HEAD))
        taken = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    except (OSError, ValueError, struct.error) as error:
        raise Fatal(f"'{path.name}' is no photo that can be read: {error}") from error
    return {"path": photo, "width": width, "height": height, "date": taken}


@step(outputs={"sheet": str})
def lay_out_sheet(card: list[dict[str, Any]], columns: int) -> str:
    """Lay out all photos on one page, and give its path."""
    figures = "".join(
        f'<figure><img src="{escape(Path(one["path"]).absolute().as_uri())}" alt="" loading="lazy">'
        f"<figcaption>{escape(Path(one['path']).name)}<br>"
        f"<small>{one['width']} × {one['height']} · {one['date']}</small></figcaption></figure>"
        for one in card
    )
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    path = data / "examples" / "contact-sheet" / "sheet.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    page = SHEET.format(columns=max(1, columns), count=len(card), figures=figures)
    path.write_text(page, encoding="utf-8")
    return str(path)


def _size(head: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the first bytes of a PNG, GIF or JPEG file."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack(">II", head[16:24])
    elif head.startswith((b"GIF87a", b"GIF89a")):
        width, height = struct.unpack("<HH", head[6:10])
    elif head.startswith(b"\xff\xd8"):
        width, height = _jpeg_size(head)
    else:
        raise ValueError("it begins like no PNG, GIF or JPEG file")
    return width, height


def _jpeg_size(head: bytes) -> tuple[int, int]:
    """The size of a JPEG picture: that of the first frame, behind whatever stands before it."""
    at = 2
    while True:
        marker, length = struct.unpack(">HH", head[at : at + 4])
        if 0xFFC0 <= marker <= 0xFFCF and marker not in {0xFFC4, 0xFFC8, 0xFFCC}:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 2 + length
