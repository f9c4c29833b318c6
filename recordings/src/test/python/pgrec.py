#!/usr/bin/env python3
"""Reads and verifies recordings in format 1.0, from docs/recording-format.md alone.

    pgrec.py verify [--key ID=HEX]... FILE...        one JSON line a file; needs no data key
    pgrec.py read [--data-key HEX] FILE              one JSON line an entry; exit code 1 if damaged

ID=HEX is the 32-byte Ed25519 public key of a signer. Python's standard library has neither CRC32C nor Ed25519 nor AES,
so they are written out here, plainly and slowly. Packed blocks are unpacked by the program `zstd`, which must be
installed for `read`; `verify` does without.
"""
import hashlib, hmac, json, struct, subprocess, sys, tempfile
MAGIC = b"PGREC\r\n\x1a"
ZSTD, CONTINUES, SNAPSHOT = 1, 2, 4
MAX_RAW, MAX_SNAPSHOT, MAX_TORN = 65600, 1 << 20, 80 * 1024
class Damage(Exception):
    """What is wrong, and the first entry that is lost."""
    def __init__(self, harm, sequence, text):
        super().__init__(text)
        self.harm, self.sequence = harm, sequence
class TooNew(Exception): pass
class TooOld(Exception): pass

# CRC32C
def _crc_table():
    table = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ 0x82F63B78 if n & 1 else n >> 1
        table.append(n)
    return table
CRC = _crc_table()
def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF

# Ed25519 (RFC 8032)
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P
def _mul(s, p):
    q = (0, 1, 1, 0)
    while s:
        if s & 1:
            q = _add(q, p)
        p, s = _add(p, p), s >> 1
    return q
def _point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P
BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def ed25519_verify(public, message, signature):
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = _mul(s, BASE), _add(r, _mul(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))

# AES-256-GCM
def _sbox():
    box, p, q = [0x63] * 256, 1, 1
    while True:
        p = p ^ p << 1 & 255 ^ (0x1B if p & 0x80 else 0)
        for shift in (1, 2, 4):
            q ^= q << shift & 255
        q ^= 0x09 if q & 0x80 else 0
        x = q
        for n in (1, 2, 3, 4):
            x ^= (q << n | q >> 8 - n) & 255
        box[p] = x ^ 0x63
        if p == 1:
            return box
SBOX = _sbox()
def _double(x):
    return x << 1 & 255 ^ (0x1B if x & 0x80 else 0)
def aes_schedule(key):
    words, rcon = [list(key[i : i + 4]) for i in range(0, 32, 4)], 1
    while len(words) < 60:
        w = words[-1]
        if len(words) % 8 == 0:
            w = [SBOX[b] for b in w[1:] + w[:1]]
            w[0] ^= rcon
            rcon = _double(rcon)
        elif len(words) % 8 == 4:
            w = [SBOX[b] for b in w]
        words.append([a ^ b for a, b in zip(words[-8], w)])
    return [sum(words[i : i + 4], []) for i in range(0, 60, 4)]
def aes_block(schedule, block):
    state = [a ^ b for a, b in zip(block, schedule[0])]
    for i in range(1, 15):
        state = [SBOX[state[(n + 4 * (n % 4)) % 16]] for n in range(16)]
        if i < 14:
            mixed = []
            for c in range(0, 16, 4):
                a = state[c : c + 4]
                t = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[n] ^ t ^ _double(a[n] ^ a[(n + 1) % 4]) for n in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, schedule[i])]
    return bytes(state)
def _gmul(x, y):
    z = 0
    for i in range(127, -1, -1):
        if y >> i & 1:
            z ^= x
        x = x >> 1 ^ (0xE1 << 120 if x & 1 else 0)
    return z
def gcm_open(key, nonce, aad, sealed):
    schedule = aes_schedule(key)
    h = int.from_bytes(aes_block(schedule, bytes(16)), "big")
    text, tag = sealed[:-16], sealed[-16:]
    padded = lambda d: d + bytes(-len(d) % 16)
    y = 0
    for block in (padded(aad), padded(text), struct.pack(">QQ", len(aad) * 8, len(text) * 8)):
        for i in range(0, len(block), 16):
            y = _gmul(y ^ int.from_bytes(block[i : i + 16], "big"), h)
    mask = aes_block(schedule, nonce + b"\0\0\0\1")
    if not hmac.compare_digest(bytes(a ^ b for a, b in zip(y.to_bytes(16, "big"), mask)), tag):
        return None
    out = bytearray()
    for n, i in enumerate(range(0, len(text), 16)):
        stream = aes_block(schedule, nonce + struct.pack(">I", n + 2))
        out += bytes(a ^ b for a, b in zip(text[i : i + 16], stream))
    return bytes(out)

# the file
class Recording:
    """The parts of a file; `blocks` yields the blocks that fit, then the footer is in `footer`."""

    def __init__(self, data):
        self.data, self.sequence, self.footer, self.block_count, self.raw_bytes = data, 1, None, 0, 0
        self.last, self.index, self.proven, self.first, self.micros = None, {}, 0, 0, 0
        self.find_trailer()
        try:
            self.read_header()
        except struct.error:
            raise Damage("FLIP", 1, "header") from None
        self.origin = self.chain = hashlib.sha256(b"\2" + data[: self.start]).digest()

    def find_trailer(self):
        at = len(self.data) - 24
        self.trailer, self.shift = None, 0
        if at >= 0 and self.data[at + 16 :] == b"PGRECFIN":
            offset, length, crc = struct.unpack(">qiI", self.data[at : at + 16])
            if crc == crc32c(self.data[at : at + 12]):
                self.trailer, self.shift = (offset, length), at - offset - length
    def harm(self):
        return "FLIP" if self.shift == 0 else "INSERTION" if self.shift > 0 else "DELETION"
    def read_header(self):
        d = self.data
        if len(d) < 20 and not self.trailer:
            raise Damage("TRUNCATION", 1, "the file ends inside its header")
        if d[:8] != MAGIC:
            raise Damage(self.harm(), 1, "no recording")
        major, minor, self.start = struct.unpack(">HHi", d[8:16])
        if not 24 <= self.start <= 65536:
            raise Damage(self.harm(), 1, "length of the header")
        if self.start > len(d):
            raise Damage("TRUNCATION" if not self.trailer else self.harm(), 1, "the header is cut")
        if crc32c(d[: self.start - 4]) != struct.unpack(">I", d[self.start - 4 : self.start])[0]:
            raise Damage(self.harm(), 1, "checksum of the header")
        if major != 1:
            raise (TooNew if major > 1 else TooOld)(f"format {major}.{minor}")
        flags, self.id, self.created, self.key_check, facts = struct.unpack(">I16sq8sI", d[16:56])
        if flags & ~1:
            raise TooNew(f"header flags {flags}")
        self.encrypted = flags == 1
        if facts != self.start - 60:
            raise Damage(self.harm(), 1, "length of the facts")
        self.facts = json.loads(d[56 : self.start - 4])
    def blocks(self):
        """Yields (offset, chain before, fields, extension, stored)."""
        footer_problem = None
        if self.trailer and self.shift == 0:
            try:
                self.read_footer(*self.trailer)
            except Damage as e:
                footer_problem = e
        end = self.trailer[0] if self.trailer and self.shift == 0 else len(self.data)
        at = self.start
        while at != end if self.trailer and self.shift == 0 else self.data[at : at + 4] != b"PGFT":
            marked = self.index.pop(at, None)
            agreed = marked is None or (marked[0] <= self.sequence and marked[1] == self.chain)
            if marked and agreed:
                self.proven = self.sequence - 1
            block = self.block(at, end, agreed)
            yield block
            at += 56 + len(block[3]) + len(block[4])
        if footer_problem:
            raise Damage(self.harm(), self.sequence, str(footer_problem))
        self.check_end(at)
    def fail(self, found, at, text):
        forged = found == "UNLINKED" and self.shift == 0
        if self.trailer:
            harm = {
                "FOREIGN": "SWAP",
                "LATER": "REORDER" if self.shift == 0 else self.harm(),
                "EARLIER": "INSERTION" if self.shift > 0 else "REORDER",
                "UNLINKED": "FORGERY" if self.shift == 0 else self.harm(),
            }.get(found, self.harm())
        else:
            forged = found == "UNLINKED"
            torn = "TRUNCATION" if len(self.data) - at <= MAX_TORN else "FLIP"
            harm = {"FOREIGN": "SWAP", "LATER": "DELETION", "EARLIER": "INSERTION",
                    "UNLINKED": "FORGERY", "SHORT": "TRUNCATION"}.get(found, torn)
        bad = self.last if forged and self.last else self.sequence
        raise Damage(harm, bad, f"at byte {at}: {text}")
    def block(self, at, end, agreed):
        if at + 52 > end:
            self.fail("SHORT", at, "the file ends inside a block")
        head = self.data[at : at + 52]
        (magic, flags, x, stored, raw, first, count, micros, origin, link, content_crc, crc) = struct.unpack(
            ">4sHHiiqiq4s4sII", head)
        if magic != b"PGBK" or crc != crc32c(head[:48]):
            self.fail("NO_BLOCK", at, "no block's header")
        if flags & ~7:
            raise TooNew(f"block flags {flags}")
        snapshot, tag = flags & SNAPSHOT, 16 if self.encrypted else 0
        if not (0 < raw <= (MAX_SNAPSHOT if snapshot else MAX_RAW) and tag < stored <= raw + 1024
                and x == (12 if self.encrypted else 0) and (flags & ZSTD or raw + tag == stored)
                and first >= 1 and micros >= 0
                and (count == 0 and not flags & CONTINUES if snapshot else 1 <= count <= raw // 3)):
            self.fail("NO_BLOCK", at, "an impossible block")
        if origin != self.origin[:4]:
            self.fail("FOREIGN", at, "another recording's block")
        if first > self.sequence or (first < self.sequence and not snapshot):
            self.fail("LATER" if first > self.sequence else "EARLIER", at, "not the next entries")
        if link != self.chain[:4]:
            moved = snapshot and self.micros >= micros and self.first >= first
            self.fail("EARLIER" if moved else "UNLINKED", at, "does not follow the block before")
        body = self.data[at + 52 : at + 52 + x + stored]
        if at + 56 + x + stored > end:
            self.fail("SHORT", at, "the file ends inside a block")
        if self.data[at + 52 + x + stored : at + 56 + x + stored] != b"PGBE" or content_crc != crc32c(body):
            self.fail("CONTENT", at, "checksum of the content")
        if not agreed:
            raise Damage("FORGERY", self.proven + 1, "the index names other blocks")
        before, self.chain = self.chain, hashlib.sha256(b"\2" + self.chain + head + body).digest()
        self.block_count += 1
        self.last, self.first, self.micros = None if snapshot else first, first, micros
        self.sequence += count
        self.raw_bytes += 0 if snapshot else raw
        return at, before, (flags, raw, first, count, micros), body[:x], body[x:]
    def read_footer(self, at, length):
        f = self.data[at : at + length]
        if not 85 <= length <= 1 << 24 or len(f) < length or f[:4] != b"PGFT" or struct.unpack(
                ">I", f[4:8])[0] != length or struct.unpack(">I", f[-4:])[0] != crc32c(f[:-4]):
            raise Damage(self.harm(), self.sequence, "the footer")
        flags, blocks, entries, micros, raw, chain, sections = struct.unpack(">Iqqqq32sI", f[8:80])
        if flags:
            raise TooNew(f"footer flags {flags}")
        found, p = {}, 80
        while p < 80 + sections:
            kind, size = struct.unpack(">HI", f[p : p + 6])
            if kind & 0x8000:
                raise TooNew(f"footer section {kind}")
            found[kind], p = f[p + 6 : p + 6 + size], p + 6 + size
        n = f[p]
        self.footer = {"blocks": blocks, "entries": entries, "raw": raw, "chain": chain,
                       "summary": json.loads(found[1]), "completeness": json.loads(found[2]),
                       "key": f[p + 1 : p + 1 + n].decode("ascii"),
                       "signature": f[p + 1 + n : p + 65 + n] if n else b"", "signed": f[: p + 1 + n]}
        for section in (found[3], found.get(4, b"")):
            for i in range(0, len(section), 56):
                offset, sequence, _, before = struct.unpack(">qqq32s", section[i : i + 56])
                self.index[offset] = (sequence, before)
    def check_end(self, at):
        if self.footer is None:
            if self.trailer:
                raise Damage(self.harm(), self.sequence, "the trailer points elsewhere")
            length = struct.unpack(">i", self.data[at + 4 : at + 8])[0] if at + 8 <= len(self.data) else 0
            if length < 85 or len(self.data) < at + length + 24:
                raise Damage("TRUNCATION", self.sequence, "the file ends inside its footer")
            whole = len(self.data) == at + length + 24
            raise Damage("FLIP" if whole else "INSERTION", self.sequence, "no trailer")
        if self.footer["chain"] != self.chain:
            raise Damage("FORGERY", self.last or self.sequence, "not what the footer was made for")
        if (self.footer["entries"], self.footer["blocks"], self.footer["raw"]) != (
                self.sequence - 1, self.block_count, self.raw_bytes) or self.index:
            raise Damage("FORGERY", self.sequence, "the footer counts other blocks")
    def signature(self, keys):
        if not self.footer["key"]:
            return "UNSIGNED"
        public = keys.get(self.footer["key"])
        if public is None:
            return "UNKNOWN_KEY"
        message = b"postern recording footer 1\n" + hashlib.sha256(b"\3" + self.footer["signed"]).digest()
        return "VALID" if ed25519_verify(public, message, self.footer["signature"]) else "INVALID"

def verify(data, keys):
    """The verdict on a file, as a dictionary."""
    answer, r = {"verdict": "INTACT"}, None
    try:
        r = Recording(data)
        for _ in r.blocks():
            pass
        answer["signature"] = r.signature(keys)
        if answer["signature"] == "INVALID":
            raise Damage("BAD_SIGNATURE", 1, "the signature")
    except TooNew:
        answer = {"verdict": "TOO_NEW"}
    except TooOld:
        answer = {"verdict": "TOO_OLD"}
    except Damage as e:
        trailer = r.trailer if r else None
        incomplete = e.harm == "TRUNCATION" and not trailer
        answer = {"verdict": "INCOMPLETE" if incomplete else "TAMPERED", "harm": e.harm, "sequence": e.sequence}
    return answer

# entries
def unpack(stored, prefix, raw):
    command = ["zstd", "-d", "-c", "-q"]
    with tempfile.NamedTemporaryFile() as dictionary:
        if prefix:
            dictionary.write(prefix)
            dictionary.flush()
            command += ["-D", dictionary.name]
        out = subprocess.run(command, input=stored, capture_output=True, check=True).stdout
    if len(out) != raw:
        raise Damage("FLIP", 0, "a block unpacks to another length")
    return out

def number(raw, at):
    value, shift = 0, 0
    while True:
        value |= (raw[at] & 127) << shift
        if raw[at] < 128:
            return value, at + 1
        at, shift = at + 1, shift + 7

def entries(data, key):
    """Yields (sequence, micros, code, content) of a recording's entries."""
    r, group = Recording(data), b""
    for at, before, (flags, raw_length, sequence, count, micros), nonce, stored in r.blocks():
        if r.encrypted:
            check = hmac.new(key, b"postern data key check v1", "sha256").digest()[:8]
            if check != r.key_check:
                raise ValueError("not the recording's data key")
            stored = gcm_open(key, nonce, r.id + data[at : at + 44] + before, stored)
            if stored is None:
                raise Damage("FORGERY", sequence, "not written by the holder of the key")
        group = group if flags & CONTINUES else b""
        raw = unpack(stored, group, raw_length) if flags & ZSTD else stored
        if flags & SNAPSHOT:
            continue
        group += raw
        numbers, p = [], count
        for _ in range(2 * count):
            value, p = number(raw, p)
            numbers.append(value)
        for i in range(count):
            micros, length = micros + numbers[count + i], numbers[i]
            yield sequence + i, micros, raw[i], raw[p : p + length]
            p += length

def main(args):
    keys, data_key, files = {}, b"", []
    command, args = args[0], args[1:]
    while args:
        if args[0] == "--key":
            name, value = args[1].rsplit("=", 1)
            keys[name], args = bytes.fromhex(value), args[2:]
        elif args[0] == "--data-key":
            data_key, args = bytes.fromhex(args[1]), args[2:]
        else:
            files, args = files + args[:1], args[1:]
    for name in files:
        with open(name, "rb") as f:
            data = f.read()
        if command == "verify":
            print(json.dumps({"file": name, **verify(data, keys)}))
        else:
            for sequence, micros, code, content in entries(data, data_key):
                print(json.dumps([sequence, micros, code, content.hex()]))

if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Damage, TooNew, TooOld) as e:
        sys.exit(f"pgrec: {e}")
