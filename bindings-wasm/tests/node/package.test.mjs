// The package as a package: its size, and that a bundler takes it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

// Close above what is reached, so that growth is seen where it happens; benches/RESULTS.md says what takes the room, and
// that the goal for forms is 150 KB.
const MOST_GZIPPED_KB = { "pkg/amalkard_bg.wasm": 1265, "form/pkg/amalkard_bg.wasm": 480 };

for (const [module, most] of Object.entries(MOST_GZIPPED_KB)) {
  test(`${module} stays small`, (t) => {
    const size = gzipSync(readFileSync(new URL(`../../${module}`, import.meta.url)), { level: 9 }).length;
    t.diagnostic(`${size} bytes gzipped`);
    assert.ok(size <= most * 1024, `${size} bytes gzipped, at most ${most} KB`);
  });
}

for (const entry of ["amalkard", "amalkard/form"]) {
  test(`a bundler takes ${entry} for the browser`, async () => {
    const { outputFiles, warnings } = await build({
      stdin: { contents: `export { version } from "${entry}";`, resolveDir: new URL("..", import.meta.url).pathname },
      bundle: true,
      format: "esm",
      platform: "browser",
      write: false,
      logLevel: "silent",
    });
    assert.deepEqual(warnings, []);
    assert.match(outputFiles[0].text, /amalkard_bg\.wasm/);
  });
}
