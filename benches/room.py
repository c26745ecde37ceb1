"""What takes the room of a WebAssembly module: `python benches/room.py MODULE.wasm [DEPTH]`.

Reads the names that rustc leaves in `target/wasm32-unknown-unknown/wasm/amalkard_wasm.wasm` and sums the bytes of code by
the first DEPTH parts of each function's path, with the copies of generic functions of the standard library among them.
"""

import re
import sys
from collections import Counter
from pathlib import Path

MARKS = {"$LT$": "<", "$GT$": ">", "$RF$": "&", "$u20$": " ", "$C$": ",", "$BP$": "*", "$LP$": "(", "$RP$": ")", "..": "::"}


class Reader:
    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def number(self) -> int:
        result = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            result |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return result

    def take(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]

    def sections(self):
        self.at = 8
        while self.at < len(self.data):
            kind = self.number()
            yield kind, self.take(self.number())


def names(custom: bytes) -> dict[int, str]:
    reader = Reader(custom)
    if reader.take(reader.number()) != b"name":
        return {}
    while reader.at < len(custom):
        kind, length = reader.number(), reader.number()
        if kind == 1:
            pairs = ((reader.number(), reader.take(reader.number()).decode()) for _ in range(reader.number()))
            return dict(pairs)
        reader.take(length)
    return {}


def imported(section: bytes) -> int:
    """The number of imported functions: rustc's modules import nothing else before the glue is made."""
    return Reader(section).number()


def bodies(section: bytes) -> list[int]:
    reader = Reader(section)
    return [len(reader.take(reader.number())) for _ in range(reader.number())]


def path(name: str) -> list[str]:
    """The path of a mangled name, of either scheme; generic arguments are left out."""
    if name.startswith("_ZN"):
        at, parts = 3, []
        while digits := re.match(r"\d+", name[at:]):
            at += digits.end()
            parts.append(name[at : at + int(digits[0])])
            at += int(digits[0])
        name = "::".join(parts[:-1])
        for mark, sign in MARKS.items():
            name = name.replace(mark, sign)
        name = re.sub(r"^_?(<impl )?[<&*]*(dyn |mut )*", "", name)
    elif name.startswith("_R"):
        crate = re.search(r"Cs\w*?_(\d+)(\w+)", name)
        return [crate[2][: int(crate[1])] if crate else name]
    return re.split(r"::", re.split(r"[<> ]", name)[0])


def main() -> None:
    depth = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    sizes: list[int] = []
    known: dict[int, str] = {}
    before = data = 0
    for kind, section in Reader(Path(sys.argv[1]).read_bytes()).sections():
        if kind == 2:
            before = imported(section)
        elif kind == 10:
            sizes = bodies(section)
        elif kind == 11:
            data = len(section)
        elif kind == 0:
            known |= names(section)
    room, copies = Counter(), Counter()
    for number, size in enumerate(sizes):
        of = "::".join(path(known.get(number + before, "?"))[:depth])
        room[of] += size
        copies[of] += 1
    print(f"{sum(sizes)} bytes of code in {len(sizes)} functions, {data} of data")
    for of, size in room.most_common(40):
        print(f"{size:9} {100 * size / sum(sizes):5.1f}% {copies[of]:5} {of}")


if __name__ == "__main__":
    main()
