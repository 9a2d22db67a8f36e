"""Which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from errors import InvalidInput

_HEAD = 65_536
_CHUNK = 1_048_576

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook (.xls)"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"word/", "a Word document"),
    (b"ppt/", "a PowerPoint file"),
    (b"Index/", "a Numbers or Pages document"),
    (b"application/vnd.oasis.opendocument", "a LibreOffice document"),
)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE_AS_CSV = "open it in its program, save or export it as CSV, and give that file"

_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
# A letter, in each encoding, between two ASCII letters or at the end of a word: the byte
# ranges of accented letters hardly meet, which tells the two apart on a few names.
_LATIN_LETTER = re.compile(
    rb"[A-Za-z][\xc0-\xd6\xd8-\xf6\xf8-\xff]|[\xc0-\xd6\xd8-\xf6\xf8-\xff][a-z]"
)
_MAC_LETTER = re.compile(rb"[A-Za-z][\x80-\x9f]|[\x80-\x9f][a-z]")


def recognise_encoding(stream: BinaryIO, record: str) -> str:
    """The Python name of the encoding of ``stream``, which is read from its start.

    A byte-order mark decides; then zero bytes in every second place (UTF-16); then
    UTF-8 where the whole file is, or where sound UTF-8 sequences outnumber the other
    high bytes (a few broken characters do not turn a list into Windows-1252, which
    would garble every other accent; the broken ones read as U+FFFD, and the rows they
    stand in are judged one by one); else Windows-1252, or Mac Roman, as Excel on a
    Mac still writes it. Raises ``InvalidInput`` for an empty file and for what is not
    text, naming what it is.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe") and not stream.read(1):
        raise InvalidInput(
            "The file is empty", record=record, fix="give a CSV with a header and rows"
        )
    _refuse_binary(head, record)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    utf16 = _utf16_without_mark(head)
    if utf16:
        return utf16
    if len(_CONTROL.findall(head)) > len(head) // 10:
        raise InvalidInput("The file is not text", record=record, fix=_SAVE_AS_CSV)
    return _eight_bit(stream)


def _refuse_binary(head: bytes, record: str) -> None:
    kind = next((name for magic, name in _KINDS if head.startswith(magic)), None)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind = next((name for mark, name in _ZIPPED if mark in head), "a ZIP archive")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<table")):
        kind = "a web page or XML (some sites name it .xls or .csv)"
    elif start.replace(b" ", b"").startswith((b'{"', b"[{", b'{\n"', b'{\r\n"')):
        kind = "JSON"
    if kind:
        raise InvalidInput(f"This is {kind}, not a CSV", record=record, fix=_SAVE_AS_CSV)


def _utf16_without_mark(head: bytes) -> str | None:
    even, odd = head[0::2], head[1::2]
    if len(odd) < 2:
        return None
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if zeros_odd > 0.4 and zeros_even < 0.1:
        return "utf-16-le"
    if zeros_even > 0.4 and zeros_odd < 0.1:
        return "utf-16-be"
    return None


def _eight_bit(stream: BinaryIO) -> str:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    stream.seek(0)
    sound = high = latin = mac = 0
    while chunk := stream.read(_CHUNK):
        sequences = _SEQUENCE.findall(chunk)
        sound += len(sequences)
        high += len(_HIGH.findall(chunk)) - sum(map(len, sequences))
        latin += len(_LATIN_LETTER.findall(chunk))
        mac += len(_MAC_LETTER.findall(chunk))
    if sound > high:
        return "utf-8"
    return "mac_roman" if mac > 2 * latin else "cp1252"
