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
  "round.story": (lib, input) => {
    const book = rulebook(lib, input);
    const round = lib.Round.open({ ...input.opening, rulebook: book });
    const errors = input.acts.map(({ agency, act: { action, ...options } }) => {
      try {
        round.act(agency, action, options);
        return null;
      } catch (error) {
        if (!(error instanceof lib.AmalkardError)) throw error;
        return error.code;
      }
    });
    const again = lib.Round.replay(round.log(), { rulebook: book });
    if (again.digest !== round.digest) throw new Error("the replayed log tells another round");
    const revisions = Object.fromEntries(round.submissions().map(({ agency, revision }) => [agency, revision]));
    return { round: round.state, states: round.statuses, revisions, errors, event_count: round.events().length };
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

/** The rulebook that is named, or written out. */
function named(lib, text) {
  return text === "ir/1404" ? lib.Rulebook.builtin("ir", 1404) : lib.Rulebook.fromToml(text);
}

/** The rulebook of a case, changed by the files where there are some. */
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
  const { rulebook, tables, parts, agency, update, of, key, ...plan } = input;
  return lib.consolidate(dataset(lib, input, tables), { ...plan, source });
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
