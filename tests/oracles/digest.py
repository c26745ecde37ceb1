#!/usr/bin/env python3
"""Recomputes the digest of every vector that states one, from the findings or the canonical form of a rulebook that are
written in the vector; exit 1 if one differs.

The oracle shares nothing with the library: canonical JSON (RFC 8785) of values that hold no numbers but small integers
is what Python's own json module writes with sorted keys and no spaces. Such vectors state their findings in full.
"""
import hashlib
import json
import pathlib
import sys

RULES = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "rules"


def canonical(value):
    """Canonical JSON."""
    # Keys are ASCII, so Python's order of code points is RFC 8785's order of UTF-16 units.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value):
    """SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def main():
    checked, wrong = 0, 0
    for path in sorted(RULES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
            expect = case.get("expect") or {}
            if "digest" not in expect:
                continue
            if "findings" in expect:
                stated, text = expect["findings"], None
            elif "canonical" in expect:
                text = expect["canonical"]
                stated = json.loads(text)
            else:
                continue
            checked += 1
            # A canonical text must itself be what Python writes for what it says.
            if expect["digest"] != digest(stated) or text not in (None, canonical(stated)):
                wrong += 1
                print("DIFFERS", path.name, case["name"], digest(stated))
    print(checked, "digests recomputed,", wrong, "differ")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
