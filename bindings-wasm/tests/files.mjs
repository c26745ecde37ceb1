// The vector files, read by Node; a browser is handed them as one text.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, relative } from "node:path";

const folder = fileURLToPath(new URL("../../tests/vectors", import.meta.url));
const rulebooks = fileURLToPath(new URL("../../tests/rulebooks", import.meta.url));

/** Integers that a JavaScript number cannot hold, kept as text: `operations.mjs` writes them out again. */
const exact = (text) => text.replace(/(?<=:\s*)-?\d{16,}(?=\s*[,}\]])/g, (integer) => `{"$integer":"${integer}"}`);

/** The text of a file of tests/rulebooks, where a value is its name. */
const shared = (value) =>
  typeof value === "string" && /^[\w-]+\.toml$/.test(value) ? readFileSync(join(rulebooks, value), "utf8") : value;
const withRulebooks = (vector) => ({
  ...vector,
  input: Object.fromEntries(Object.entries(vector.input).map(([name, value]) => [name, shared(value)])),
});

/** Every file with its cases, in order of their names. */
export function vectorFiles() {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => ({ file: relative(folder, join(folder, name)), ...JSON.parse(exact(readFileSync(join(folder, name), "utf8"))) }))
    .map(({ cases, ...rest }) => ({ ...rest, cases: cases.map(withRulebooks) }));
}

/** Leaves the digest of every answer where `cargo xtask test` compares them with those of the other languages. */
export function leaveAnswers(runner, answers) {
  const place = process.env.AMALKARD_ANSWERS;
  if (place) writeFileSync(join(place, `${runner}.tsv`), answers.map((pair) => pair.join("\t")).join("\n"));
}
