"""Draws the program's icon: `python resources/packaging/icon.py OUT.ico` (or .icns, .png)."""

import os
import struct
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "desktop" / "backcast.svg"
SIZE = 256


def draw(target: Path) -> Path:
    """Write the icon, in the format that the name's ending says, and give its path."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    drawn = target.with_suffix(".png") if target.suffix == ".icns" else target
    if not image.save(str(drawn)):
        raise OSError(f"'{drawn}' cannot be written as a picture")
    if target.suffix == ".icns":  # one picture of 256 pixels, in Apple's box
        picture = drawn.read_bytes()
        entry = b"ic08" + struct.pack(">I", 8 + len(picture)) + picture
        target.write_bytes(b"icns" + struct.pack(">I", 8 + len(entry)) + entry)
    del app
    return target


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
