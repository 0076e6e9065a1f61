"""A picture of evidence: how many dots it has and which program saved it. What stands in it is not read; a person has to look."""

from __future__ import annotations

import io
import re
import warnings

from .document import Document, programs

_FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP")
_MOST_DOTS = 60_000_000  # unpacked to see whether the file is whole; more is not
_SOFTWARE, _DETAILS, _COMMENT = 305, 0x8769, 37510  # the numbers Exif gives them
_TOOL = re.compile(r"(?:CreatorTool|softwareAgent)[>=\"'\s]{1,4}([^<\"']{2,80})")


def read_image(content: bytes, name: str, screenshot: str) -> Document:
    """Width, height and programs. screenshot: the pattern of names that pictures of a screen get. Raises what Pillow raises over a damaged file."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # damaged notes are told of one by one; a size beyond all measure is looked at below
        try:
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
        except Image.DecompressionBombError:
            return Document("image", "large")
        width, height = image.size
        if width * height > _MOST_DOTS:
            return Document("image", "large", width=width, height=height)
        exif = image.getexif()
        image.load()
        comment = str(exif.get_ifd(_DETAILS).get(_COMMENT, "")) + str(image.info.get("Comment", ""))
        named = [exif.get(_SOFTWARE), image.info.get("Software"), image.info.get("software")]
    for key in ("XML:com.adobe.xmp", "xmp"):
        held = image.info.get(key, "")
        named += _TOOL.findall(held.decode("utf-8", "replace") if isinstance(held, bytes) else str(held))[:20]
    is_screen = re.compile(screenshot, re.IGNORECASE)
    shot = bool(is_screen.search(name) or is_screen.search(comment))
    return Document("image", "picture", software=programs(*named), width=width, height=height, screenshot=shot)
