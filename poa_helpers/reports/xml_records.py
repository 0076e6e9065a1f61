"""XML read as a stream: the wanted elements one by one, as nested mappings; the document as a whole is never in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from ..errors import PoaError
from .container import Content
from .errors_of_files import AGAIN

_DEEPEST = 60
_MOST_PARTS = 200_000  # elements of one record
_MOST_TEXT = 20_000_000  # characters of one record
_MOST_SILENCE = 16_000_000  # bytes without any element: a single tag or comment is never that long
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\r\n")  # XML forbids them; reports hold them all the same
_NAME = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


def names_in(head: str) -> list[str]:
    """The names of the elements that open in a piece of XML, in their order, without namespaces.

    >>> names_in('<?xml version="1.0"?><e:AmazonEnvelope><Message><Order/>')
    ['AmazonEnvelope', 'Message', 'Order']
    """
    return _NAME.findall(head)


def xml_records(content: Content, wanted: Callable[[list[str]], bool]) -> Iterator[dict[str, Any]]:
    """Each wanted element as a mapping: child name -> its text, its own mapping, or a list where the name repeats.

    wanted: told the names of the open elements, the innermost last. An attribute is `@name`; the text of an element with attributes is
    `#`; the name of the element itself is `""`. Names are without namespaces. Control characters are dropped, and the encoding is the one
    that fits the bytes, whatever the declaration says (files announced as ISO-8859-1 have been UTF-8).

    Raises PoaError for XML that is cut off or not well formed (with the row), that declares a document type or entities, or whose parts are
    larger than any report's.
    """
    collector = _Collector(wanted, content.file)
    parser = DefusedXMLParser(target=collector, encoding="utf-8", forbid_dtd=True)
    try:
        for piece in content.utf8():
            collector.silent += len(piece)
            parser.feed(piece.translate(None, _CONTROLS))
            collector.check()
            yield from collector.take()
        parser.close()
        yield from collector.take()
    except ParseError as error:
        mend = f"It may have been cut off or edited. {AGAIN}"
        raise PoaError.of("The file is not valid XML", mend, file=content.file, row=error.position[0]) from None
    except DefusedXmlException:
        what = "The XML file declares a document type or entities, as no report does"
        raise PoaError.of(what, f"It may be meant to do harm. {AGAIN}", file=content.file) from None


class _Collector:
    """What the parser reports to: keeps the open elements, and the wanted ones that are complete."""

    def __init__(self, wanted: Callable[[list[str]], bool], file: str):
        self.wanted, self.file, self.silent = wanted, file, 0
        self._open: list[str] = []
        self._nodes: list[tuple[dict[str, Any], list[str]]] = []
        self._parts = self._text = 0
        self._done: list[dict[str, Any]] = []

    def take(self) -> list[dict[str, Any]]:
        done, self._done = self._done, []
        return done

    def check(self) -> None:
        if self.silent > _MOST_SILENCE:
            raise self._too_large()

    def _too_large(self) -> PoaError:
        return PoaError.of("The XML file has parts that are deeper or larger than those of any report", AGAIN, file=self.file)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.silent = 0
        name = tag.rpartition("}")[2]
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise self._too_large()
        if self._nodes or self.wanted(self._open):
            if not self._nodes:
                self._parts = self._text = 0
            self._parts += 1 + len(attributes)
            if self._parts > _MOST_PARTS:
                raise self._too_large()
            self._nodes.append(({"@" + key.rpartition("}")[2]: value for key, value in attributes.items()}, []))

    def data(self, text: str) -> None:
        self.silent = 0
        if self._nodes:
            self._text += len(text)
            if self._text > _MOST_TEXT:
                raise self._too_large()
            self._nodes[-1][1].append(text)

    def end(self, tag: str) -> None:
        name = self._open.pop()
        if not self._nodes:
            return
        node, texts = self._nodes.pop()
        text = "".join(texts).strip()
        if not self._nodes:
            self._done.append({"": name, **node, **({"#": text} if text else {})})
            return
        value: Any = {**node, **({"#": text} if text else {})} if node else text
        above = self._nodes[-1][0]
        if name not in above:
            above[name] = value
        elif isinstance(above[name], list):
            above[name].append(value)
        else:
            above[name] = [above[name], value]

    def close(self) -> None:
        """The parser asks for it; there is nothing to give at the end."""
