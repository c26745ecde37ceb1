"""Workload C: one agency's submission is replaced. Each library keeps the lines and the totals of every grouping, and
changes the totals by what goes out and what comes in; then it reads the total of that agency."""

import time

import duckdb
import numpy as np
import polars as pl
from columns import AMOUNTS, CODES, GROUPINGS, load

SUMMED = ["count", *AMOUNTS]


def contenders(folder):
    given, anew = (lines(load(place)) for place in [folder, folder / "anew"])
    changed = {agency: anew.filter(pl.col("agency") == agency) for agency in anew["agency"].unique(maintain_order=True)}
    exact = pl.col(AMOUNTS).cast(pl.Decimal(38, 0))
    decimal = (given.with_columns(exact), {agency: frame.with_columns(exact) for agency, frame in changed.items()})
    return {
        "DuckDB": {"C": Duck(given, changed).run},
        "Polars Decimal": {"C": Polars(*decimal).run},
        "Polars int64": {"C": Polars(given, changed).run},
        "Polars int64, a frame for each agency": {"C": Apart(given, changed).run},
    }


def lines(columns):
    frame = pl.DataFrame({name: columns[name] for name in [*CODES, *AMOUNTS]})
    return frame.with_columns(count=pl.lit(1, pl.Int64))


def sums(frame, by):
    return frame.group_by(by).agg(pl.col(SUMMED).sum()) if by else frame.select(pl.col(SUMMED).sum())


class Replacing:
    """Replaces all submissions, one by one; afterwards, untimed, all is as it was."""

    def __init__(self, given, changed):
        self.changed = changed
        self.given = {agency: given.filter(pl.col("agency") == agency) for agency in changed}
        self.prepare(given)

    def run(self):
        start, busy = time.perf_counter_ns(), time.process_time_ns()
        for agency, frame in self.changed.items():
            self.replace(agency, frame)
            self.read(agency)
        scale = 1000 / len(self.changed)
        times = (int((time.perf_counter_ns() - start) * scale), int((time.process_time_ns() - busy) * scale))
        totals = self.totals()
        for agency, frame in self.given.items():
            self.replace(agency, frame)
        return *times, totals


class Polars(Replacing):
    """A frame for the lines and one for the totals of each grouping."""

    def prepare(self, given):
        self.lines = given
        self.kept = [sums(given, by) for by in GROUPINGS]

    def out(self, agency, frame):
        own = pl.col("agency") == agency
        old = self.lines.filter(own)
        self.lines = pl.concat([self.lines.filter(~own), frame], rechunk=True)
        return old

    def without(self, place, agency):
        return self.kept[place].filter(pl.col("agency") != agency)

    def replace(self, agency, frame):
        old = self.out(agency, frame)
        delta = pl.concat([frame, old.with_columns(-pl.col(SUMMED))], rechunk=False)
        for place, by in enumerate(GROUPINGS):
            if "agency" in by:
                self.kept[place] = pl.concat([self.without(place, agency), sums(frame, by)], rechunk=True)
            else:
                changed = sums(pl.concat([self.kept[place], sums(delta, by)], rechunk=False), by)
                self.kept[place] = changed.filter(pl.col("count") != 0)

    def read(self, agency):
        return self.kept[0].row(by_predicate=pl.col("agency") == agency)

    def totals(self):
        wide = [total.with_columns(pl.col(AMOUNTS).cast(pl.Int64)) for total in self.kept]
        return [{name: total[name].to_numpy() for name in [*by, *SUMMED]} for by, total in zip(GROUPINGS, wide)]


class Apart(Polars):
    """The lines, and the totals that tell agencies apart, in a frame for each agency: what is replaced is looked up."""

    def prepare(self, given):
        super().prepare(given)
        apart = lambda frame: {agency: own for (agency,), own in frame.partition_by("agency", as_dict=True).items()}
        self.lines = apart(given)
        self.apart = {place: apart(self.kept[place]) for place, by in enumerate(GROUPINGS) if "agency" in by}

    def replace(self, agency, frame):
        old, self.lines[agency] = self.lines[agency], frame
        delta = pl.concat([frame, old.with_columns(-pl.col(SUMMED))], rechunk=False)
        for place, by in enumerate(GROUPINGS):
            if "agency" in by:
                self.apart[place][agency] = sums(frame, by)
            else:
                changed = sums(pl.concat([self.kept[place], sums(delta, by)], rechunk=False), by)
                self.kept[place] = changed.filter(pl.col("count") != 0)

    def read(self, agency):
        return self.apart[0][agency].row(0)

    def totals(self):
        for place, frames in self.apart.items():
            self.kept[place] = pl.concat(frames.values())
        return super().totals()


class Duck(Replacing):
    """A table for the lines and one for the totals of each grouping, in its own memory."""

    def prepare(self, given):
        self.database = duckdb.connect()
        self.database.execute("set threads = 1")
        # Of the forms tried (an index, upserts by primary key, updates of the cube too) the fastest, if only by a little.
        self.create("lines", given.sort("agency"))
        for when, frames in [("given", self.given), ("changed", self.changed)]:
            for agency, frame in frames.items():
                self.create(f"{when}_{agency}", frame)
        for place, by in enumerate(GROUPINGS):
            total = ", ".join(f"sum({name})::hugeint as {name}" for name in SUMMED)
            codes = "".join(f"{name}, " for name in by)
            self.database.execute(f"create table total_{place} as select {codes}{total} from lines {grouped(by)}")

    def create(self, name, frame):
        self.database.register("frame", frame.to_arrow())
        self.database.execute(f"create table {name} as select * from frame")
        self.database.unregister("frame")

    def replace(self, agency, frame):
        run = self.database.execute
        new = f"changed_{agency}" if frame is self.changed[agency] else f"given_{agency}"
        signed = ", ".join(f"-{name} as {name}" for name in [*AMOUNTS, "count"])
        run("begin")
        run(f"create temp table delta as select * from {new} union all select {', '.join(CODES)}, {signed} from lines where agency = {agency}")
        for place, by in enumerate(GROUPINGS):
            codes = "".join(f"{name}, " for name in by)
            total = ", ".join(f"sum({name})::hugeint as {name}" for name in SUMMED)
            if "agency" in by:
                run(f"delete from total_{place} where agency = {agency}")
                run(f"insert into total_{place} select {codes}{total} from {new} {grouped(by)}")
                continue
            met = " and ".join(f"total.{name} = delta.{name}" for name in by) or "true"
            add = ", ".join(f"{name} = total.{name} + delta.{name}" for name in SUMMED)
            run(f"create or replace temp table change as select {codes}{total} from delta {grouped(by)}")
            run(f"update total_{place} as total set {add} from change as delta where {met}")
            if by:
                run(f"insert into total_{place} select * from change as delta where not exists (select 1 from total_{place} as total where {met})")
                run(f"delete from total_{place} where count = 0")
        run(f"delete from lines where agency = {agency}")
        run(f"insert into lines select * from {new}")
        run("drop table delta")
        run("commit")

    def read(self, agency):
        return self.database.execute(f"select * from total_0 where agency = {agency}").fetchone()

    def totals(self):
        cells = []
        for place, by in enumerate(GROUPINGS):
            columns = ", ".join([*by, *(f"{name}::bigint as {name}" for name in SUMMED)])
            cells.append(self.database.execute(f"select {columns} from total_{place}").fetchnumpy())
        return cells


def grouped(by):
    return f"group by {', '.join(by)}" if by else ""
