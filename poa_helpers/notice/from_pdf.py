"""The text of a PDF that holds text; a scanned page is a picture, which is not read."""

from __future__ import annotations

import io

from ..errors import PoaError

_MOST_PAGES = 60
_PASTE = "Open it, copy the whole message and paste it, or save it as a .txt file."


def pdf_text(content: bytes, name: str) -> str:
    """The words of its pages. Raises PoaError when it is damaged, protected by a password, or holds no text."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of every small fault of the file
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PoaError.of("The PDF is protected by a password", f"{_PASTE}", file=name)
        pages = [page.extract_text() for page in reader.pages[:_MOST_PAGES]]
    except PoaError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, NotImplementedError, OSError):
        raise PoaError.of("The PDF is damaged and cannot be read", _PASTE, file=name) from None
    words = "\n\n".join(page.strip() for page in pages)
    if not words.strip():
        raise PoaError.of("The PDF holds pictures of pages, no text", _PASTE, file=name)
    return words
