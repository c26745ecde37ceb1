// What each operation of the vectors does in JavaScript: `(library, input) => result`. An operation that is not here
// fails its cases.

export const operations = {
  "text.fold": (lib, { text }) => ({ text: lib.fold(text) }),
  "text.normalize": (lib, { text }) => ({ text: lib.normalize(text) }),
  "amount.parse": (lib, { text, unit }) => {
    const amount = lib.parseAmount(text);
    return unit === undefined ? { amount } : { amount, rials: lib.convert(amount, unit, "rial") };
  },
  "amount.add": (lib, { a, b }) => ({ amount: lib.add(a, b) }),
  "amount.convert": (lib, { amount, from, to }) => ({ amount: lib.convert(amount, from, to) }),
  "calendar.parse_date": (lib, { text }) => ({ date: new lib.PersianDate(text) }),
  "calendar.to_gregorian": (lib, { date }) => ({ gregorian: new lib.PersianDate(date).iso }),
  "calendar.from_gregorian": (lib, { gregorian }) => ({ date: lib.PersianDate.fromIso(gregorian) }),
  "calendar.period_bounds": (lib, { period, basis }) => {
    const [first, last] = new lib.FiscalPeriod(period).window(basis);
    return { first, last };
  },
  "calendar.is_leap": (lib, { year }) => ({ leap: lib.isLeap(year) }),
  "classification.lookup": (lib, { list, code, year }) => lib.classification.lookup(list, code, year),
  "classification.crosswalk": (lib, { code, from, to, list }) => ({
    code: lib.classification.crosswalk(code, from, to, { list }),
  }),
  "classification.plan_code": (lib, { text, schemes }) => lib.classification.planCode(text, { schemes }),
  "classification.misc_row": (lib, { text }) => lib.classification.miscRow(text),
  "classification.agency_code": (lib, { text }) => ({ code: lib.classification.agencyCode(text) }),
  "agreement.terms": (lib, { agreement, date }) => ({ terms: new lib.Agreement(agreement).termsOn(date) }),
  "agreement.amend": (lib, { agreement, amendment }) => ({
    terms: new lib.Agreement(agreement).amend(amendment).latestTerms(),
  }),
  "rules.load": (lib, input) => {
    const book = rulebook(lib, input);
    return { id: book.id, rules: book.rules.length };
  },
  "rules.analyse": (lib, input) => rulebook(lib, input).analyse(),
  "rules.impact": (lib, input) => {
    const datasets = input.datasets.map(({ name, tables }) => [name, dataset(lib, input, tables)]);
    return rulebook(lib, input).impact(named(lib, input.changed), datasets);
  },
  "rules.check": (lib, input) => {
    const book = rulebook(lib, input);
    const findings = book.check(new lib.Dataset(input.tables, { rulebook: book }));
    return { findings, digest: findings.digest };
  },
  "rules.explain": (lib, input) => {
    const book = rulebook(lib, input);
    const explanation = book.explain(dataset(lib, input, input.tables), input.rule, input.row ?? input.key);
    const lines = (language) => explanation.toText(language).trimEnd().split("\n");
    return { explanation, fa: lines("fa"), en: lines("en"), html: [explanation.toHtml("fa"), explanation.toHtml("en")] };
  },
  "rules.hints": (lib, input) => ({
    hints: rulebook(lib, input).hints(dataset(lib, input, input.tables), input.table, input.row),
  }),
  "rules.localize": (lib, input) => {
    const { extra_weight: extraWeight, most_solutions: mostSolutions, ...rest } = input.options ?? {};
    const data = dataset(lib, input, input.tables);
    return rulebook(lib, input).localize(data, input.table, input.row, { ...rest, extraWeight, mostSolutions });
  },
  "rules.live": (lib, input) => {
    const book = rulebook(lib, input);
    const live = new lib.LiveCheck(book, new lib.Dataset(input.tables, { rulebook: book }));
    const steps = input.edits.map(({ table, row, field, cell, add, remove }) => {
      const removed = remove === undefined ? live.set.bind(live, table, row, field, cell) : live.removeRow.bind(live, table, remove);
      const update = add === undefined ? removed() : live.addRow(table, add);
      return { update, findings: live.findings() };
    });
    const { digest } = live.findings();
    if (digest !== book.check(live.data).digest) throw new Error("not the findings of a check of the whole");
    return { steps, digest };
  },
  "rules.digest": (lib, input) => {
    const [book, compared] = [rulebook(lib, input), other(lib, input)];
    return { canonical: book.canonical(), digest: book.digest, same: compared && compared.digest === book.digest };
  },
  "rules.in_force": (lib, input) => {
    const book = rulebook(lib, input);
    const text = book.inForce();
    return { text, same: lib.Rulebook.fromToml(text).digest === book.digest };
  },
  "rules.compare": (lib, input) => ({ changes: named(lib, input.rulebook).compare(other(lib, input)) }),
  "rules.format": (lib, { text }) => ({ text: lib.formatRules(text) }),
  "rules.not_run": (lib, input) => ({ rules: rulebook(lib, input).notRun(dataset(lib, input, input.tables)) }),
  "rules.catalogue": (lib, input) => {
    const [book, examples] = [rulebook(lib, input), dataset(lib, input, input.tables)];
    return { fa: book.catalogue("fa", { examples }), en: book.catalogue("en", { examples }) };
  },
  "dataset.read": (lib, input) => {
    // As JSON text, in which an integer can be larger than a JavaScript number.
    const text = JSON.stringify(input.tables).replace(/\{"\$integer":"(-?\d+)"\}/g, "$1");
    const data = lib.Dataset.fromJson(text, { rulebook: rulebook(lib, input) });
    return { rows: data.tables, findings: data.intake };
  },
  "rules.identities": (lib, input) => {
    const rows = identities(BigInt(input.seed), BigInt(input.low), BigInt(input.span), input.count);
    const book = rulebook(lib, input);
    const lines = rows.map(([total, a, b], line) => ({ line: String(line), total, a, b }));
    const findings = book.check(new lib.Dataset({ lines }, { rulebook: book }));
    const found = new Set(findings.items.map(({ row }) => row));
    return {
      rows: rows.length,
      first: rows.slice(0, 2),
      failing: findings.length,
      false_alarms: [...found].filter((row) => row % 2 === 0).length,
      missed: rows.filter((_, row) => row % 2 === 1 && !found.has(row)).length,
      digest: findings.digest,
    };
  },
  "round.story": (lib, input) => story(lib, input),
  "process.layers": (lib, input) =>
    story(lib, { ...input, opening: { ...input.opening, process: lib.Process.standard().withLayers(input.layers) } }),
  "process.check": (lib, { process }) => {
    const read = process ? lib.Process.of(process) : lib.Process.standard();
    return { moves: read.moves().length, remarks: read.remarks().map(({ en }) => en) };
  },
  "round.merge": (lib, input) => passed(lib, input).merge(input.agency, input.form, input.base),
  "round.past": (lib, input) => {
    const round = passed(lib, input);
    const then = round.asOf({ seq: input.seq });
    const tail = round.log().trimEnd().split("\n").slice(input.seq).join("\n");
    const resumed = lib.Round.resume(then.snapshot(), tail, { rulebook: rulebook(lib, input) });
    return {
      states: then.statuses,
      resumed: resumed.digest === round.digest,
      evidence: lib.replayBundle(round.bundle()).same,
    };
  },
  "round.deadlines": (lib, input) => {
    const round = passed(lib, input);
    const { at, past, percent } = input;
    const all = round.punctuality(at).find((row) => !("agency" in row) && !("stage" in row));
    const { ends, due, agencies } = round.forecast(past, { at, percent });
    const by = agencies.map(({ agency, stage_ends, ends, basis }) => [agency, [stage_ends, ends, basis]]);
    return { punctuality: all, forecast: { ends, due, agencies: Object.fromEntries(by) } };
  },
  "bundle.replay": (lib, input) => {
    const [from, to] = input.replace;
    const text = passed(lib, input).bundle(input.agency);
    if (!text.includes(from)) throw new Error(`no ${from} in the bundle`);
    // A function, so that nothing in the text is taken for a pattern.
    const { same, differences } = lib.replayBundle(text.replace(from, () => to));
    return { same, places: differences.map(({ place }) => place) };
  },
  "bundle.read": (lib, { text }) => lib.replayBundle(text),
  "log.verify": (lib, input) => {
    const round = passed(lib, input);
    let lines = round.log().trimEnd().split("\n");
    const [change, number, replacement] = input.change;
    if (change === "drop") lines.splice(number - 1, 1);
    if (change === "swap") lines.splice(number - 1, 2, lines[number], lines[number - 1]);
    if (change === "repeat") lines.splice(number, 0, lines[number - 1]);
    if (change === "cut") lines.length = number;
    if (change === "replace") lines = lines.join("\n").replace(number, replacement).split("\n");
    const head = input.head && { seq: input.head, hash: round.events()[input.head - 1].hash };
    const { events, round: id, signed } = lib.verifyLog(lines.join("\n"), { head, keys: input.keys ?? [] });
    return { events, round: id, signed };
  },
  consolidate: (lib, input) => records(consolidated(lib, input)),
  "consolidation.merge": (lib, input) => {
    const parts = input.parts.map((tables, part) => consolidated(lib, { ...input, tables }, "abcd"[part]));
    return records(parts.reduce((total, part) => total.merge(part)));
  },
  "consolidation.update": (lib, input) =>
    records(consolidated(lib, input).update(input.agency, dataset(lib, input, input.update))),
  "consolidation.lineage": (lib, input) => consolidated(lib, input, "sample").lineage(input.of, input.key),
  "consolidation.table": (lib, input) => consolidated(lib, input).table(input.of).toDicts(),
  "consolidation.bounds": (lib, input) => {
    const { by, ...assumption } = input.ask;
    return consolidated(lib, input).bounds(by, assumption);
  },
  "consolidation.rollup": (lib, input) => {
    const { by, ...options } = input.ask;
    return consolidated(lib, input).rollup(by, options);
  },
  "consolidation.difference": (lib, input) => consolidated(lib, input).difference(earlier(lib, input)),
  "consolidation.changes": (lib, input) =>
    consolidated(lib, input, "after").changes(earlier(lib, input), input.ask.by, input.ask.key),
  "consolidation.compare": (lib, input) => consolidated(lib, input).compare(earlier(lib, input), input.ask.by),
  "consolidation.restatement": (lib, input) =>
    consolidated(lib, input).restatement(earlier(lib, input, "first"), earlier(lib, input, "now")),
  "consolidation.contributors": (lib, input) => {
    const { by, key, measure, ...options } = input.ask;
    return consolidated(lib, input).contributors(by, key, measure, options);
  },
  "consolidation.compare_stated": (lib, input) =>
    consolidated(lib, input, "sample").compareStated(input.ask.totals, { unit: input.ask.unit }),
  "consolidation.gaps": (lib, input) =>
    consolidated(lib, input, "sample").gaps(input.ask.by, input.ask.left, input.ask.right),
  "consolidation.not_added": (lib, input) => consolidated(lib, input, "sample").notAdded(),
  "consolidation.eliminations": (lib, input) => {
    const { by, ...transfers } = input.ask;
    return consolidated(lib, input).eliminations(dataset(lib, input, input.tables), by, transfers);
  },
  "consolidation.partial": (lib, input) => {
    const { parts, lines } = input.ask;
    const travelled = (tables) =>
      lib.Consolidation.fromPartial(consolidated(lib, { ...input, tables }).partial({ lines }));
    return records(parts.map(travelled).reduce((total, part) => part.merge(total)));
  },
  "consolidation.live": (lib, input) => {
    const { rulebook, tables, ask, ...plan } = input;
    const live = new lib.LiveConsolidation(dataset(lib, input, tables), plan);
    const step = ({ agency, state, lines }) => {
      if (state !== undefined) return live.setStatus(agency, state);
      if (lines !== undefined) return live.replace(agency, dataset(lib, input, { lines }));
      return live.withdraw(agency);
    };
    const updates = ask.steps.map(step).map(({ changed, ...update }) => update);
    const total = live.consolidation();
    if (total.digest !== live.digest) throw new Error("a snapshot has another digest");
    return { updates, total: records(total) };
  },
  "report.tables": (lib, input) =>
    reports(lib, input)
      .tables(input.report)
      .map((table) => ({ title: table.title, header: table.header, rows: table.toDicts() })),
  "report.chart": (lib, input) => {
    const chart = reports(lib, input).chart(input.report);
    return { chart: chart && { title: chart.title, bars: chart.bars } };
  },
  "report.rounded": (lib, input) => {
    const table = reports(lib, input).tables(input.report)[input.table].rounded(input.unit);
    return { rows: table.toDicts(), unkept: table.unkept, header: table.header };
  },
  "report.csv": (lib, input) => reports(lib, input).tables(input.report)[0].toCsv(input.style),
  "package.round_trip": (lib, input) => {
    const book = named(lib, input.rulebook);
    const data = new lib.Dataset(input.tables, { rulebook: book });
    const files = data.toPackage({ name: input.name });
    const again = lib.Dataset.fromPackage(files, { rulebook: book }).digest;
    return { files: Object.keys(files).sort(), lines: files["lines.csv"], digest: data.digest, again };
  },
  "package.read": (lib, input) => ({
    digest: lib.Dataset.fromPackage(input.files, { rulebook: named(lib, input.rulebook) }).digest,
  }),
};

/** The rulebooks of each library that were read: they never change, and reading one is most of what many cases do. */
const books = new Map();

/** The rulebook that is named, or written out. */
function named(lib, text) {
  const known = books.get(lib) ?? new Map();
  books.set(lib, known);
  if (!known.has(text)) known.set(text, text === "ir/1404" ? lib.Rulebook.builtin("ir", 1404) : lib.Rulebook.fromToml(text));
  return known.get(text);
}

/** The rulebook of a case, changed by the files where there are some. */
/** A round after its acts, and what each refused was refused with. */
function acted(lib, input) {
  const round = lib.Round.open({ ...input.opening, rulebook: rulebook(lib, input) });
  const errors = input.acts.map(({ agency, act: { action, ...options } }) => {
    try {
      round.act(agency, action, options);
      return null;
    } catch (error) {
      if (!(error instanceof lib.AmalkardError)) throw error;
      return error.code;
    }
  });
  return { round, errors };
}

/** A round whose acts all pass. */
function passed(lib, input) {
  const { round, errors } = acted(lib, input);
  if (errors.some(Boolean)) throw new Error(`refused: ${errors}`);
  return round;
}

function story(lib, input) {
  const { round, errors } = acted(lib, input);
  const again = lib.Round.replay(round.log(), { rulebook: rulebook(lib, input) });
  if (again.digest !== round.digest) throw new Error("the replayed log tells another round");
  const revisions = Object.fromEntries(round.submissions().map(({ agency, revision }) => [agency, revision]));
  return { round: round.state, states: round.statuses, revisions, errors, event_count: round.events().length };
}

function rulebook(lib, input) {
  const book = named(lib, input.rulebook);
  return input.files ? book.extended(input.files) : book;
}

/** The book that a case compares with its own: another, or its own changed by the files. */
function other(lib, input) {
  if (input.other) return named(lib, input.other);
  return input.files ? rulebook(lib, input) : null;
}

function dataset(lib, input, tables) {
  return new lib.Dataset(tables, { rulebook: rulebook(lib, input) });
}

/** The plan is the input without what is not part of it. */
function consolidated(lib, input, source = "") {
  const { rulebook, tables, parts, agency, update, of, key, ask, ...plan } = input;
  return lib.consolidate(dataset(lib, input, tables), { ...plan, source });
}

/** The consolidation that a case compares with: of other tables in what it asks. */
function earlier(lib, input, name = "before") {
  return consolidated(lib, { ...input, tables: input.ask[name] }, "before");
}

function reports(lib, input) {
  const { scope, period, statuses } = input;
  const data = new lib.Dataset(input.tables, { rulebook: named(lib, input.rulebook) });
  return new lib.Reports(data, { scope, period, ...(statuses && { statuses }) });
}

function records(total) {
  return { ...total.toJSON(), digest: total.digest };
}

/** What tests/src/identities.rs describes: sums in rials, every second one wrong by one rial. */
function identities(state, low, span, count) {
  const draw = () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return state >> 32n;
  };
  const part = () => {
    const upper = draw() << 32n;
    return low + ((upper | draw()) % span);
  };
  return Array.from({ length: count }, (_, index) => {
    const [a, b] = [part(), part()];
    const step = draw() % 2n === 0n ? 1n : -1n;
    return [a + b + (index % 2 ? step : 0n), a, b];
  });
}
