"""Pictures as bytes: one frame for the stage, and several under one another for the stored page."""

import io

from PIL import Image, ImageChops, ImageDraw

MARGIN, ROUND = 11, 9  # of the stored card, in its pixels: around the frames, and of its corners


def encode(rgba, format):
    """An (h, w, 4) buffer as bytes: JPEG while things move (small, fast), PNG at rest (exact)."""
    file = io.BytesIO()
    image = Image.frombuffer("RGBA", (rgba.shape[1], rgba.shape[0]), rgba, "raw", "RGBA", 0, 1)
    image = image.convert("RGB")
    if format == "jpeg":
        image.save(file, "JPEG", quality=90, subsampling=0)
    else:
        image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def stack(frames):
    """Frames (h, w, 4) under one another on a card of white paper, as one small PNG.

    Its corners are round and transparent: on a dark page a card is meant, a white box looks forgotten.
    """
    images = [Image.fromarray(frame).convert("RGB") for frame in frames]
    width, height = max(i.width for i in images), sum(i.height for i in images)
    card, top = Image.new("RGB", (width + 2 * MARGIN, height + 2 * MARGIN), "white"), MARGIN
    for image in images:
        card.paste(image, (MARGIN, top))
        top += image.height
    paper = Image.new("L", card.size, 0)
    ImageDraw.Draw(paper).rounded_rectangle((0, 0, card.width - 1, card.height - 1), ROUND, fill=255)
    card = card.quantize(255, dither=Image.Dither.NONE)
    colors = card.getpalette()[:765]
    card.putpalette([*colors, *[255] * (768 - len(colors))])
    card.paste(255, mask=ImageChops.invert(paper))  # the one colour that is left: white, and transparent
    file = io.BytesIO()
    card.save(file, "PNG", optimize=True, transparency=255)
    return file.getvalue()
