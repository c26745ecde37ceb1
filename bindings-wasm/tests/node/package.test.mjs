// The package as a package: its size, and that a bundler takes it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

// The whole library: rules, rounds, consolidation, reports, code lists and the built-in rulebook. With the rules' analysis,
// localization, explanation and the book of 153 rules it grew from 579 to 873 KB: the text of the book is 39 KB of that, and
// a sixth of the code is the standard library's sorting, made anew for every type that is sorted or collected in order.
// The thirteen reports, controlled rounding, charts, CSV and data packages brought it to 1,003 KB; hierarchies, live totals
// and what is asked of totals, and the evidence of rounds with Ed25519, to 1,337 KB. The goal is 150: this bound is a
// brake, not a success.
const MOST_GZIPPED_BYTES = 1377 * 1024;

test("the module stays small", (t) => {
  const size = gzipSync(readFileSync(new URL("../../pkg/amalkard_bg.wasm", import.meta.url)), { level: 9 }).length;
  t.diagnostic(`${size} bytes gzipped`);
  assert.ok(size <= MOST_GZIPPED_BYTES, `${size} bytes gzipped, at most ${MOST_GZIPPED_BYTES}`);
});

test("a bundler takes it for the browser", async () => {
  const { outputFiles, warnings } = await build({
    stdin: { contents: 'export { version } from "amalkard";', resolveDir: new URL("..", import.meta.url).pathname },
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  assert.match(outputFiles[0].text, /amalkard_bg\.wasm/);
});
