"""Rules of `ir/1404` as a user of these libraries would state them: what fails, in SQL for DuckDB and Polars, and in
Python's decimal for one row of a form. Figures are rials; agreement and previous period are met by one packed key."""

import hashlib
import re
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

FORM = 500
FIGURES = (
    "approved amended notified allocated received float_received collected secured committed advance on_account spent paid"
    " returned unspent carried_over physical_progress"
).split()
NOTHING = np.iinfo(np.int64).min
ALL = "approved, amended, notified, allocated, received, float_received, collected, secured, committed, advance, on_account, spent, paid, returned, unspent, carried_over"
MOST = "greatest(z(allocated), z(received), z(secured), z(committed), z(spent), z(paid))"
CREDIT = "(z(amended) + z(notified) + z(carried_over))"
#: Ten million times a credit in rials is beyond 64 bits: DuckDB says so, Polars would go on with another number.
WIDE = f"cast({CREDIT} as hugeint)"
KINDS = "allocated received float_received collected secured committed advance on_account spent paid returned unspent".split()
#: A month alone does not run from the start of the year; special revenue, credit carried over and a month are not bound
#: by the allocation of their row.
START = "alone = 0"
BOUND = f"{START} and special = 0 and z(carried_over) = 0"
LEFT = "(z(received) + z(float_received) - z(paid) - z(returned))"
#: Rule to what fails; `z(x)` is zero where x is missing, which the rule says; else an unknown comparison fails nothing.
FAILS = {
    "B01": f"{START} and least({', '.join(f'z({name})' for name in ALL.split(', '))}) < 0",
    "B02": f"{CREDIT} > 0 and {MOST} >= 100000 * {WIDE} and {MOST} <= 10000000 * {WIDE}",
    "B04": f"{CREDIT} > 0 and {MOST} >= 800 * {CREDIT} and {MOST} <= 1200 * {CREDIT}",
    "B05": " or ".join(f"z({name}) % 1000000 <> 0" for name in KINDS),
    "C02": "(amended is not null or z(notified) > 0) and z(allocated) > z(amended) + z(notified)",
    "C03": f"{BOUND} and z(received) > z(allocated) + z(float_received)",
    "C04": f"{BOUND} and secured > allocated",
    "C05": f"{START} and paid > secured",
    "C06": f"{BOUND} and spent > allocated",
    "C07": f"{START} and z(spent) > z(received) + z(float_received)",
    "C08": f"{BOUND} and committed > allocated",
    "C09": f"(amended is not null or z(notified) > 0 or z(carried_over) > 0) and greatest(z(committed), z(paid)) > {CREDIT}",
    "C10": f"{START} and z(paid) <> z(spent) + z(advance) + z(on_account)",
    "C11": f"{START} and ((unspent is not null and unspent <> {LEFT}) or {LEFT} < 0)",
    "C16": f"{START} and special = 1 and (z(paid) > z(collected) or amended is not null and z(paid) > amended)",
    "C21": f"{BOUND} and z(allocated) = 0 and z(float_received) = 0 and z(paid) > 0",
    "C01b": "approved <> agreement_approved or amended <> agreement_amended",
    "D02": f"{START} and (returned is null or spent + returned < previous_spent)"
    " and spent < previous_spent and spent + previous_spent <= allocated",
}
#: What each rule reads beside the row: columns of the agreement and of the previous period.
RELATED = {"agreement": ["approved", "amended"], "previous": ["spent"]}


def sql(rule):
    return re.sub(r"z\((\w+)\)", r"coalesce(\1, 0)", FAILS[rule])


class Book:
    """The tables as the Rust program wrote them, in each library's own form."""

    def __init__(self, folder: Path):
        self.rules = (folder / "rules.txt").read_text().split()
        read = lambda name: np.fromfile(folder / name, np.int64)
        figures = {name: read(name) for name in FIGURES}
        key, before = read("key"), read("previous.key")
        known = before != NOTHING
        as_column = lambda values: pl.Series(values).set(pl.Series(values == NOTHING), None)
        lines = pl.DataFrame({"key": key, "special": read("special"), "alone": read("alone")} | {name: as_column(column) for name, column in figures.items()})
        self.lines = lines.with_row_index("row")
        self.agreement = pl.DataFrame({"key": key} | {f"agreement_{name}": as_column(read(f"agreement.{name}")) for name in RELATED["agreement"]})
        self.previous = pl.DataFrame({"key": before[known]} | {f"previous_{name}": as_column(read(f"previous.{name}")[known]) for name in RELATED["previous"]})
        self.edits = read("edits").reshape(-1, 3)
        self.database = duckdb.connect()
        self.database.execute("set threads = 1")
        for name in ["lines", "agreement", "previous"]:
            table = getattr(self, name).to_arrow()
            self.database.register("given", table)
            self.database.execute(f"create table {name} as select * from given")
            self.database.unregister("given")

    def contenders(self):
        exact = {name: frame.with_columns(pl.col(self.money(frame)).cast(pl.Decimal(38, 0))) for name, frame in self.frames().items()}
        return {
            "Polars Decimal": {"R": lambda: self.in_polars(exact)},
            "Polars int64": {"R": lambda: self.in_polars(self.frames())},
            "DuckDB": {"R": lambda: self.in_duckdb()},
            "Python Decimal: stated rules on the row": {"D": lambda: self.edited(whole=False)},
            "Python Decimal: stated rules on the whole form": {"D": lambda: self.edited(whole=True)},
        }

    def frames(self):
        return {"lines": self.lines, "agreement": self.agreement, "previous": self.previous}

    @staticmethod
    def money(frame):
        return [name for name in frame.columns if name not in ("row", "key", "special", "alone", "physical_progress")]

    def in_polars(self, frames):
        lazy = frames["lines"].lazy()
        for name in ["agreement", "previous"]:
            lazy = lazy.join(frames[name].lazy(), on="key", how="left")
        masks = [pl.sql_expr(sql(rule)).fill_null(False).alias(rule) for rule in self.rules]
        found = lazy.select("row", *masks).filter(pl.any_horizontal(pl.exclude("row"))).collect(engine="streaming")
        rows = found["row"].to_numpy()
        return [rows[found[rule].to_numpy()] for rule in self.rules]

    def in_duckdb(self):
        bits = " | ".join(f"(coalesce({sql(rule)}, false)::bigint << {at})" for at, rule in enumerate(self.rules))
        found = self.database.execute(
            f"select row, {bits} as failed from lines left join agreement using (key) left join previous using (key) where failed <> 0"
        ).fetchnumpy()
        return [found["row"][(found["failed"] >> at) & 1 == 1] for at in range(len(self.rules))]

    def edited(self, whole):
        """Each edit in turn; the time of a thousand edits."""
        wide = self.lines.head(FORM)
        for name in ["agreement", "previous"]:
            wide = wide.join(getattr(self, name), on="key", how="left")
        money = set(self.money(wide))
        million = lambda name, value: Decimal(value).scaleb(-6) if name in money and value is not None else value
        rows = wide.sort("row").iter_rows(named=True)
        form = [{name: million(name, value) for name, value in row.items()} for row in rows]
        found, nanoseconds, processor = [], 0, 0
        for number, (row, figure, rials) in enumerate(self.edits.tolist()):
            start, busy = time.perf_counter_ns(), time.process_time_ns()
            form[row][FIGURES[figure]] = Decimal(rials).scaleb(-6)
            failing = {at: failing_rules(form[at]) for at in (range(len(form)) if whole else [row])}
            nanoseconds += time.perf_counter_ns() - start
            processor += time.process_time_ns() - busy
            found += [number * 64 + at for at, rule in enumerate(self.rules) if rule in failing[row]]
        scale = 1000 / len(self.edits)
        digest = hashlib.sha256(np.array(found, "<u8").tobytes()).hexdigest()
        return {"nanoseconds": int(nanoseconds * scale), "processor": int(processor * scale), "results": len(found), "digest": digest}


def failing_rules(row):
    """The rules that a line fails, in Python's decimal; figures are million rials."""
    zero = {name: row[name] or 0 for name in FIGURES}
    known = lambda *names: all(row[name] is not None for name in names)
    allocated, received, spent, paid = zero["allocated"], zero["received"], zero["spent"], zero["paid"]
    amended, notified, carried = zero["amended"], zero["notified"], zero["carried_over"]
    credit, come = amended + notified + carried, received + zero["float_received"]
    left = come - paid - zero["returned"]
    most = max(allocated, received, zero["secured"], zero["committed"], spent, paid)
    before = row["previous_spent"]
    start = not row["alone"]
    bound = start and not row["special"] and carried == 0
    fallen = known("spent", "previous_spent") and (not known("returned") or spent + zero["returned"] < before)
    fails = {
        "B01": start and min(zero[name] for name in FIGURES[:-1]) < 0,
        "B02": credit > 0 and 100_000 * credit <= most <= 10_000_000 * credit,
        "B04": credit > 0 and 800 * credit <= most <= 1200 * credit,
        "B05": any(zero[name] % 1 for name in KINDS),
        "C02": (known("amended") or notified > 0) and allocated > amended + notified,
        "C03": bound and received > allocated + zero["float_received"],
        "C04": bound and known("secured", "allocated") and zero["secured"] > allocated,
        "C05": start and known("paid", "secured") and paid > zero["secured"],
        "C06": bound and known("spent", "allocated") and spent > allocated,
        "C07": start and spent > come,
        "C08": bound and known("committed", "allocated") and zero["committed"] > allocated,
        "C09": (known("amended") or notified > 0 or carried > 0) and max(zero["committed"], paid) > credit,
        "C10": start and paid != spent + zero["advance"] + zero["on_account"],
        "C11": start and ((known("unspent") and zero["unspent"] != left) or left < 0),
        "C16": start and row["special"] and (paid > zero["collected"] or known("amended") and paid > amended),
        "C21": bound and allocated == 0 and zero["float_received"] == 0 and paid > 0,
        "C01b": differs(row, "approved") or differs(row, "amended"),
        "D02": start and known("allocated") and fallen and spent < before and spent + before <= allocated,
    }
    return {rule for rule, failed in fails.items() if failed}


def differs(row, name):
    agreed = row[f"agreement_{name}"]
    return row[name] is not None and agreed is not None and row[name] != agreed
