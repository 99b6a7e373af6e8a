"""Prints the base64 text of UnicodeFormCTable.Data from Python's Unicode database. Usage: make_unicode_table.py

Nine columns, each a varint count followed by zigzag varint differences, then deflated: code points with one canonical
replacement, the replacements; code points with two, first and second parts; those never composed again; runs of equal
combining class: starts, lengths, classes.
"""
import base64
import unicodedata
import zlib

EVERY = range(0x110000)


def canonical(code):
    mapping = unicodedata.decomposition(chr(code))
    return [] if mapping.startswith("<") else [int(part, 16) for part in mapping.split()]


def class_runs():
    runs = []
    for code in EVERY:
        rank = unicodedata.combining(chr(code))
        if not rank:
            continue
        if runs and sum(runs[-1][:2]) == code and runs[-1][2] == rank:
            runs[-1][1] += 1
        else:
            runs.append([code, 1, rank])
    return runs


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def column(numbers):
    out, last = varint(len(numbers)), 0
    for number in numbers:
        step = number - last
        out, last = out + varint(step * 2 if step >= 0 else -step * 2 - 1), number
    return out


singles = [(code, *canonical(code)) for code in EVERY if len(canonical(code)) == 1]
pairs = [(code, *canonical(code)) for code in EVERY if len(canonical(code)) == 2]
excluded = [code for code, _, _ in pairs if unicodedata.normalize("NFC", chr(code)) != chr(code)]
columns = [*zip(*singles), *zip(*pairs), excluded, *zip(*class_runs())]
packer = zlib.compressobj(9, wbits=-15)
print(base64.b64encode(packer.compress(b"".join(map(column, columns))) + packer.flush()).decode())
