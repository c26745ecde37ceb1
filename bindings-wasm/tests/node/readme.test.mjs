// What the READMEs show runs, and prints what they say.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const PACKAGE = new URL("../../", import.meta.url);

for (const readme of ["../README.md", "README.md"]) {
  const text = readFileSync(new URL(readme, PACKAGE), "utf8");
  const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  for (const [number, code] of blocks.entries()) {
    test(`${readme}, block ${number + 1}`, () => {
      const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: PACKAGE, encoding: "utf8" });
      for (const [, said] of code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)) {
        assert.ok(printed.includes(said), `${said}\n\n${printed}`);
      }
    });
  }
}
