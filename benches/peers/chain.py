"""Verifies the chain of a log as an auditor would with the standard library: prints the head and the nanoseconds."""

import hashlib
import json
import sys
import time

start = time.process_time_ns()
previous = "0" * 64
with open(sys.argv[1], encoding="utf-8") as log:
    for number, line in enumerate(log, start=1):
        event = json.loads(line)
        stated = event.pop("hash")
        event.pop("signature", None)
        canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert event["seq"] == number and event["previous"] == previous, number
        assert hashlib.sha256(canonical.encode()).hexdigest() == stated, number
        previous = stated
print(previous, time.process_time_ns() - start)
