"""Pictures as bytes: one frame for the stage, and several under one another for the stored page."""

import io

from PIL import Image


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
    """Frames (h, w, 4) under one another as one small PNG."""
    images = [Image.fromarray(frame).convert("RGB") for frame in frames]
    width, height = max(i.width for i in images), sum(i.height for i in images)
    sheet, top = Image.new("RGB", (width, height), "white"), 0
    for image in images:
        sheet.paste(image, (0, top))
        top += image.height
    file = io.BytesIO()
    sheet.quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()
