// Workload F in JavaScript: one cell of a form of 500 lines is typed anew, and the findings of its line are wanted.
// `node form.mjs FORM.json [ROUNDS]` lets every contender follow the same edits in turn, compares what they find by digest
// and prints medians. The library runs as the WebAssembly package where that is built (`cargo xtask wasm`).

import Ajv from "ajv";
import Big from "big.js";
import { Decimal } from "decimal.js";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";

const { rows, edits, rules } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const rounds = Number(process.argv[3] ?? 5);
const AMOUNTS = ["approved", "notified", "allocated", "received", "committed", "paid"];
const key = (row, period) => `${row.agency} ${row.line} ${row[period]}`;

/** The twelve rules over figures of a number type; gives the positions of those that fail. */
function rulesOf({ of, below, times }) {
  const zero = of("0"), hundred = of("100"), half = of("500000"), twice = of("2000000");
  return (line, before) => {
    const failing = [];
    AMOUNTS.forEach((name, rule) => below(line[name], zero) && failing.push(rule));
    const { approved, notified, allocated, received, committed, paid, progress } = line;
    if (below(notified, allocated) || below(approved, notified)) failing.push(6);
    if (below(received, paid) || below(allocated, received)) failing.push(7);
    if (below(allocated, committed)) failing.push(8);
    if (below(progress, zero) || below(hundred, progress)) failing.push(9);
    if (below(zero, paid) && !below(times(paid, twice), approved) && !below(approved, times(paid, half))) failing.push(10);
    if (before !== undefined && below(paid, before.paid)) failing.push(11);
    return failing;
  };
}

const decimal = { of: (text) => new Decimal(text), below: (a, b) => a.lt(b), times: (a, b) => a.times(b) };
const big = { of: (text) => new Big(text), below: (a, b) => a.lt(b), times: (a, b) => a.times(b) };
// Hundredths, so that progress is whole; all other figures are whole already.
const bigint = {
  of: (text) => (text.includes(".") ? BigInt(text.replace(".", "").padEnd(text.indexOf(".") + 2, "0")) : BigInt(text) * 100n),
  below: (a, b) => a < b,
  times: (a, b) => (a * b) / 100n,
};
const figures = (row, type) => Object.fromEntries([...AMOUNTS, "progress"].map((name) => [name, type.of(row[name])]));

/** Figures are kept; an edit makes one anew and judges its line. */
function stateful(type) {
  const judge = rulesOf(type);
  return () => {
    const lines = rows.map((row) => figures(row, type));
    const at = new Map(rows.map((row, place) => [key(row, "period"), place]));
    return ([row, field, text]) => {
      lines[row][field] = type.of(text);
      return judge(lines[row], lines[at.get(key(rows[row], "before"))]);
    };
  };
}

/** The form is validated as a whole, as a validator of documents does, then all its lines are judged. */
function validating(type, valid) {
  const judge = rulesOf(type);
  return () => {
    const form = rows.map((row) => ({ ...row }));
    return ([row, field, text]) => {
      form[row][field] = text;
      valid(form);
      const lines = form.map((row) => figures(row, type));
      const at = new Map(form.map((row, place) => [key(row, "period"), place]));
      return lines.map((line, place) => judge(line, lines[at.get(key(form[place], "before"))]))[row];
    };
  };
}

const figure = { type: "string", pattern: "^-?[0-9]+(\\.[0-9]+)?$" };
const names = [...AMOUNTS, "progress"];
const schema = {
  type: "array",
  items: { type: "object", properties: Object.fromEntries(names.map((name) => [name, figure])), required: names },
};
const compiled = new Ajv().compile(schema);
const shape = z.array(z.object(Object.fromEntries(names.map((name) => [name, z.string().regex(/^-?[0-9]+(\.[0-9]+)?$/)]))));

const contenders = new Map();
// The folder of the package; another place where it was built elsewhere.
const folder = pathToFileURL(`${process.env.AMALKARD_WASM ?? fileURLToPath(new URL("../../../bindings-wasm", import.meta.url))}/`);
const packed = new URL("dist/node.js", folder);
if (existsSync(packed)) {
  const { Form, Rulebook } = await import(packed);
  const book = Rulebook.fromToml(rules);
  contenders.set("amalkard (WebAssembly), Form.set", () => {
    const form = new Form({ rulebook: book, tables: { lines: rows } });
    // As a web form does: what was typed goes in, the findings of its line come back with their messages.
    return ([row, field, text]) => form.set(row, field, text).map(({ rule }) => Number(rule.slice(1)) - 1);
  });
} else {
  console.log("!! ABSENT: the WebAssembly package is not built (cargo xtask wasm)");
}
contenders.set("decimal.js, stateful: the line alone", stateful(decimal));
contenders.set("BigInt by hand, stateful: the line alone", stateful(bigint));
contenders.set("ajv + BigInt: the whole form", validating(bigint, (form) => compiled(form) || fail(compiled.errors)));
contenders.set("zod + big.js: the whole form", validating(big, (form) => shape.parse(form)));

function fail(errors) {
  throw new Error(JSON.stringify(errors));
}

const found = new Map();
for (let round = 0; round < rounds; round++) {
  for (const [name, prepare] of contenders) {
    const edit = prepare();
    const hash = createHash("sha256");
    let nanoseconds = 0n, results = 0;
    const before = process.cpuUsage();
    edits.forEach((one, number) => {
      const start = process.hrtime.bigint();
      const failing = edit(one);
      nanoseconds += process.hrtime.bigint() - start;
      failing.sort((a, b) => a - b);
      results += failing.length;
      for (const rule of failing) hash.update(new BigUint64Array([BigInt(number * 16 + rule)]));
    });
    const { user, system } = process.cpuUsage(before);
    const digest = hash.digest("hex");
    const known = found.get(name) ?? { times: [], busy: [], results, digest };
    if (known.digest !== digest) throw new Error(`${name}: another result in round ${round + 1}`);
    known.times.push(Number(nanoseconds) / 1e3 / edits.length);
    known.busy.push((user + system) / edits.length);
    found.set(name, known);
  }
}
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const first = found.values().next().value;
console.log(`\n### F in JavaScript: one cell of a form of ${rows.length} lines, Node ${process.version}\n`);
console.log("| contender | wall us for an edit | processor us | x the first | results | digest |\n|---|---:|---:|---:|---:|---|");
for (const [name, { times, busy, results, digest }] of found) {
  const [wall, own, ratio] = [median(times), median(busy), median(busy) / median(first.busy)].map((value) => value.toFixed(2));
  console.log(`| ${name} | ${wall} | ${own} | ${ratio} | ${results} | ${digest.slice(0, 12)} |`);
}
const equal = [...found.values()].every(({ digest }) => digest === first.digest);
console.log(equal ? "\nAll results are equal." : "\nRESULTS DIFFER.");
process.exit(equal ? 0 : 1);
