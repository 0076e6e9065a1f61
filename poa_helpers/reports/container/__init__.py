"""From a path to the texts in it: plain files, .gz, .zip with several members, .xlsx with several sheets."""

from __future__ import annotations

from .content import Content
from .read import read_content, read_contents

__all__ = ["Content", "read_content", "read_contents"]
