"""Two folders of pictures compared by their pixels.

    python -m tests.e2e.compare BEFORE AFTER [OUT]

Prints every picture that differs, with the number of pixels and the box around them, and writes before,
after and their difference side by side to OUT. Answers 1 when something differs.
"""

import sys
from pathlib import Path

from PIL import Image, ImageChops


def difference(before: Image.Image, after: Image.Image) -> tuple[int, tuple[int, int, int, int] | None]:
    """(pixels that differ, the box around them); pictures of two sizes differ in all that only one has."""
    size = (max(before.width, after.width), max(before.height, after.height))
    canvases = []
    for picture in (before, after):
        canvas = Image.new("RGB", size, (255, 0, 255))
        canvas.paste(picture)
        canvases.append(canvas)
    changed = ImageChops.difference(*canvases).convert("L").point(lambda value: 255 if value else 0)
    return changed.histogram()[255], changed.getbbox()


def beside(before: Image.Image, after: Image.Image) -> Image.Image:
    size = (max(before.width, after.width), max(before.height, after.height))
    sheet = Image.new("RGB", (3 * size[0], size[1]), (255, 0, 255))
    sheet.paste(before, (0, 0))
    sheet.paste(after, (size[0], 0))
    if before.size == after.size:
        sheet.paste(ImageChops.invert(ImageChops.difference(before, after)), (2 * size[0], 0))
    return sheet


def compare(before: Path, after: Path, out: Path | None) -> int:
    names = sorted({path.name for folder in (before, after) for path in folder.glob("*.png")})
    differing = 0
    for name in names:
        if not all((folder / name).exists() for folder in (before, after)):
            continue
        pictures = [Image.open(folder / name).convert("RGB") for folder in (before, after)]
        pixels, box = difference(*pictures)
        if not pixels:
            continue
        differing += 1
        print(f"{name}: {pixels} pixels within {box}, {pictures[0].size} to {pictures[1].size}")
        if out:
            out.mkdir(parents=True, exist_ok=True)
            beside(*pictures).save(out / name)
    both = [name for name in names if all((folder / name).exists() for folder in (before, after))]
    print(f"{differing} of {len(both)} pictures differ; {len(names) - len(both)} are in one folder only")
    return 1 if differing else 0


if __name__ == "__main__":
    folders = [Path(each) for each in sys.argv[1:]]
    sys.exit(compare(folders[0], folders[1], folders[2] if len(folders) > 2 else None))
