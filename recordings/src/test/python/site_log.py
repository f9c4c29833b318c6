#!/usr/bin/env python3
"""A second verifier of Postern's site log, written from docs/verify.md and sharing no code with the first.

usage: site_log.py LOG_FOLDER [ANCHOR_FILE]...

Prints one JSON object a folder: {"folder", "verdict", "harm", "first"}; verdict is intact, tampered or unverifiable.
Several folders: separate them, each with its anchors, by "--".
"""
import base64
import hashlib
import json
import os
import re
import struct
import sys

# Ed25519 verification after RFC 8032, section 6.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * I % P
    if (x * x - x2) % P or (x == 0 and sign):
        raise ValueError("no point")
    return P - x if x & 1 != sign else x


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    u, v, w, z = (f - e) % P, (h - g) % P, (h + g) % P, (f + e) % P
    return u * v % P, w * z % P, v * w % P, u * z % P


def times(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, point)
        point, n = add(point, point), n >> 1
    return out


def point(raw):
    n = int.from_bytes(raw, "little")
    y = n & ((1 << 255) - 1)
    if y >= P:
        raise ValueError("no point")
    x = recover_x(y, n >> 255)
    return x, y, 1, x * y % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signed(key, message, signature):
    try:
        a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    if len(signature) != 64 or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    left, right = times(s, BASE), add(r, times(h, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# The tree after RFC 6962.
def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, leaf):
        rest, self.size = self.size, self.size + 1
        while rest & 1:
            leaf, rest = node(self.peaks.pop(), leaf), rest >> 1
        self.peaks.append(leaf)

    def root(self):
        if not self.peaks:
            return hashlib.sha256().digest()
        out = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            out = node(peak, out)
        return out


class Bad(Exception):
    def __init__(self, harm, first=0):
        super().__init__(harm)
        self.harm, self.first = harm, first


def unbase64(text, length=None):
    raw = base64.b64decode(text, validate=True)
    if (length is not None and len(raw) != length) or base64.b64encode(raw).decode() != text:
        raise ValueError("base64")
    return raw


def read_keys(folder):
    path = os.path.join(folder, "keys")
    if not os.path.exists(path):
        raise Bad("deletion", 1)
    try:
        lines = open(path, "rb").read().decode().split("\n")
        if lines[0] != "postern site keys" or lines[-1] or len(lines) < 4:
            raise ValueError("shape")
        origin, keys = lines[1], []
        for line in lines[2:-1]:
            epoch, start, size, root, key, before, own = line.split(" ")
            message = "\n".join(["postern site key", origin, epoch, start, size, root, key, ""]).encode()
            keys.append({"epoch": int(epoch), "size": int(size), "root": unbase64(root, 32), "key": unbase64(key, 32),
                         "before": before, "own": unbase64(own, 64), "message": message})
    except ValueError as e:
        raise Bad("flip") from e
    for i, key in enumerate(keys):
        own = signed(key["key"], key["message"], key["own"])
        if key["epoch"] != i + 1 or (i and key["size"] < keys[i - 1]["size"]):
            raise Bad("flip", key["epoch"])
        if i == 0 and origin != "postern-site/" + hashlib.sha256(key["key"]).hexdigest()[:32]:
            raise Bad("flip", 1)
        if i and not (key["before"] != "-" and signed(keys[i - 1]["key"], key["message"], unbase64(key["before"]))):
            raise Bad("wrong-epoch-key" if own else "flip", key["epoch"])
        if not own:
            raise Bad("flip", key["epoch"])
    return origin, keys


def read_note(text):
    if re.search("[\0-\x09\x0b-\x1f]", text) or not text.endswith("\n"):
        raise ValueError("note")
    body, marks = text[:-1].rsplit("\n\n", 1)
    signatures = []
    for line in marks.split("\n"):
        dash, name, value = line.split(" ")
        raw = base64.b64decode(value, validate=True)
        if dash != "\u2014" or len(raw) < 5:
            raise ValueError("signature")
        signatures.append((name, raw[:4], raw[4:]))
    return body + "\n", signatures


def read_checkpoint(text, origin, keys, head=None):
    """Size and root; head is the newest size of the log if the text comes from outside."""
    try:
        body, signatures = read_note(text)
        name, size, root = body.split("\n")[:3]
        if not re.fullmatch("0|[1-9][0-9]{0,17}", size):
            raise ValueError("size")
        size, root = int(size), unbase64(root, 32)
    except ValueError as e:
        raise Bad("flip") from e
    if name != origin:
        raise Bad("rewrite")
    for key in reversed(keys):
        ident = hashlib.sha256(origin.encode() + b"\n\1" + key["key"]).digest()[:4]
        mine = [s for n, i, s in signatures if n == origin and i == ident]
        if mine:
            if not all(signed(key["key"], body.encode(), s) for s in mine):
                raise Bad("forged-signature", size)
            following = keys[key["epoch"]]["size"] if key["epoch"] < len(keys) else size
            if not key["size"] <= size <= following:
                raise Bad("wrong-epoch-key", size)
            return size, root
    raise Bad("stale-head", head + 1) if head is not None and size > head else Bad("forged-signature", size)


def anchor_notes(path):
    return [n + "\n" for n in re.findall(r"(?:[^\n\u2014][^\n]*\n)+\n(?:\u2014 [^\n]*\n)*\u2014 [^\n]*(?=\n|$)",
                                         open(path, encoding="utf-8").read())]


def tile_path(folder, level, index, width):
    parts = ["%03d" % (index % 1000)]
    while index >= 1000:
        index //= 1000
        parts.insert(0, "x%03d" % (index % 1000))
    full = os.path.join(folder, "tile", str(level), *parts)
    partial = full + ".p/%d" % width
    return partial if width < 256 and os.path.exists(partial) else full


def bundle(folder, index, width):
    path, out = tile_path(folder, "entries", index, width), []
    data = open(path, "rb").read() if os.path.exists(path) else b""
    while len(data) >= 2 and len(out) < width:
        length = struct.unpack(">H", data[:2])[0]
        if len(data) < 2 + length:
            break
        out.append(data[2:2 + length])
        data = data[2 + length:]
    return out


def crc32c(data, table=[]):
    if not table:
        for n in range(256):
            for _ in range(8):
                n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
            table.append(n)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def tail(folder):
    path = os.path.join(folder, "tail")
    data, out, at, first, batch = open(path, "rb").read() if os.path.exists(path) else b"", [], 0, 0, 0
    while at + 28 <= len(data):
        magic, length, number, group, crc = struct.unpack(">4sIQQI", data[at:at + 28])
        entry = data[at + 28:at + 28 + length]
        if magic != b"PGLF" or not 1 <= length == len(entry) or crc32c(data[at + 4:at + 24] + entry) != crc:
            break
        if out and (number != first + len(out) or group < batch):
            break
        first, batch = (first if out else number), group
        out.append(entry)
        at += 28 + length
    return first, out


def leaves(folder, covered):
    for index in range((covered + 255) // 256):
        width = min(256, covered - index * 256)
        entries = bundle(folder, index, width)
        yield from entries
        if len(entries) < width:
            return
    first, waiting = tail(folder)
    if first <= covered:
        yield from waiting[covered - first:]


def first_odd(folder, covered):
    for index in range((covered + 255) // 256):
        width = min(256, covered - index * 256)
        path = tile_path(folder, 0, index, width)
        tile = open(path, "rb").read() if os.path.exists(path) else b""
        entries = bundle(folder, index, width)
        for i in range(width):
            if i >= len(entries) or leaf_hash(entries[i]) != tile[32 * i:32 * i + 32]:
                return index * 256 + i
    return None


def verify(folder, anchors):
    origin, keys = read_keys(folder)
    heads, covered = [(k["size"], k["root"], False) for k in keys], 0
    path = os.path.join(folder, "checkpoint")
    if os.path.exists(path):
        covered, root = read_checkpoint(open(path, encoding="utf-8").read(), origin, keys)
        heads.append((covered, root, False))
        if covered < keys[-1]["size"]:
            raise Bad("stale-head", covered + 1)
    elif len(keys) > 1:
        raise Bad("deletion", 1)
    for anchor in anchors:
        for note in anchor_notes(anchor):
            heads.append((*read_checkpoint(note, origin, keys, covered), True))
    heads.sort(key=lambda head: head[0])
    tree, good, reached = Tree(), 0, 0

    def compare():
        nonlocal good, reached
        while reached < len(heads) and heads[reached][0] <= tree.size:
            if heads[reached][1] != tree.root():
                odd = first_odd(folder, covered)
                if odd is not None and odd < heads[reached][0]:
                    raise Bad("changed", odd + 1)
                raise Bad("rewrite", good + 1)
            good, reached = heads[reached][0], reached + 1

    compare()
    for entry in leaves(folder, covered):
        tree.add(leaf_hash(entry))
        compare()
    odd = first_odd(folder, covered)
    if tree.size < covered:
        raise Bad("changed" if odd is not None and odd < tree.size else "gone", min(odd, tree.size) + 1)
    if reached < len(heads):
        raise Bad("stale-head", tree.size + 1)
    if odd is not None:
        raise Bad("flip", odd + 1)
    return "intact" if any(head[2] for head in heads) else "unverifiable"


def main(arguments):
    groups = [[]]
    for argument in arguments:
        groups.append([]) if argument == "--" else groups[-1].append(argument)
    worst = 0
    for folder, *anchors in groups:
        answer = {"folder": folder, "verdict": "tampered", "harm": None, "first": 0}
        try:
            answer["verdict"] = verify(folder, anchors)
        except Bad as bad:
            answer["harm"], answer["first"] = bad.harm, bad.first
        except ValueError:
            answer["harm"] = "flip"
        print(json.dumps(answer))
        worst = max(worst, {"intact": 0, "tampered": 1, "unverifiable": 3}[answer["verdict"]])
    return worst


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
