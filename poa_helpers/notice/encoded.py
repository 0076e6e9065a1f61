"""Bytes and signs -> the letters that a reader sees, whatever program wrote them; done once, before any offset is taken."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

# What programs write where a message does not say it otherwise, in the languages that Amazon writes.
_USUAL = ("utf_8", "cp1252", "cp932", "euc_jp", "iso2022_jp", "gb18030", "big5")
_WIDER = {  # what these names stand for wherever pages and mails are read (encoding.spec.whatwg.org, section 4.2, checked 2026-11-27)
    "ascii": "", "us-ascii": "", "latin-1": "cp1252", "iso-8859-1": "cp1252", "shift_jis": "cp932", "iso-2022-jp": "iso2022_jp_ext",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs",
}  # fmt: skip
_BY_ESCAPES = b"\x1b$"  # of ISO-2022-JP, which holds nothing else that UTF-8 does not
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# How a mail looks whose transfer encoding nobody undid (RFC 2045, quoted-printable): `d=EDas`, and `=` where a line was cut.
_TRANSFERRED = re.compile(r"=[C-F][0-9A-F](?:=[89A-F][0-9A-F])*|=3D|=20$|=\n(?:> ?)*", re.MULTILINE)
_FEWEST_TRANSFERRED = 2
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
# Signs that PDFs and old programs write for letters: parts of Chinese signs, joined letters, narrow katakana.
_DISGUISED = re.compile("[\u2e80-\u2fdf\ufb00-\ufb06\uff61-\uff9f]+")
# Parts that no normal form undoes, each before the sign it stands for (Unicode 15, EquivalentUnifiedIdeograph.txt).
_PARTS = """
⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺈刀 ⺉刂 ⺊卜 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日
⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺫目 ⺬示 ⺭礻 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺴冗 ⺶羊 ⺹耂 ⺺肀
⺻聿 ⺼肉 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻖阝
⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻟飠 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙
⻱龜 ⻲亀 ⻳龟
"""
_WHOLE = str.maketrans(dict(_PARTS.split()))


def decoded(content: bytes, named: str = "") -> str:
    """The text of bytes: as their encoding is named, if they can be read so, else as UTF-8, else as their letters make it likeliest.

    >>> decoded("出品が停止されました。".encode("cp932")), decoded("Café fermé".encode("cp1252"), "utf-8")
    ('出品が停止されました。', 'Café fermé')
    """
    if not named and _BY_ESCAPES in content:
        named = "iso-2022-jp"
    meant = _WIDER.get(named.lower(), named)
    # What is UTF-8 by its bytes is hardly ever Windows', whatever it is called.
    for encoding in filter(None, ("" if meant == "cp1252" else meant, "utf-8-sig", meant)):
        try:
            return content.decode(encoding)
        except (LookupError, ValueError):  # no such name, no text in it, or none of bytes
            continue
    from charset_normalizer import from_bytes

    likeliest = from_bytes(content, cp_isolation=[*_USUAL]).best()
    return str(likeliest) if likeliest else content.decode("cp1252", "replace")


def normalised(text: str) -> str:
    r"""One kind of line end, no invisible characters, letters as themselves.

    >>> normalised("Hello,\r\n\u200byour account\r")
    'Hello,\nyour account\n'
    >>> normalised("12⽉2⽇までに⻑所、ｱｶｳﾝﾄを conﬁrm")
    '12月2日までに長所、アカウントを confirm'
    """
    words = _INVISIBLE.sub("", _transferred(_NEWLINES.sub("\n", text)))
    words = _DISGUISED.sub(lambda found: unicodedata.normalize("NFKC", found[0].translate(_WHOLE)), words)
    return words.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be stored


def _transferred(text: str) -> str:
    r"""A pasted mail with its transfer encoding undone.

    >>> _transferred("tiene 3 d=EDas para cor=\nregir; d=C3=ADa")
    'tiene 3 días para corregir; día'
    >>> _transferred("a = b, https://amazon.example/?id=20260301&x=88271")
    'a = b, https://amazon.example/?id=20260301&x=88271'
    """
    if sum(1 for _ in islice(_TRANSFERRED.finditer(text), _FEWEST_TRANSFERRED)) < _FEWEST_TRANSFERRED:
        return text
    return _TRANSFERRED.sub(lambda found: _signs(found[0]), text)


def _signs(transferred: str) -> str:
    if transferred.startswith("=\n"):
        return ""
    content = bytes.fromhex(transferred.replace("=", ""))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
