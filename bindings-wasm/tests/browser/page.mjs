// Runs every vector in the page and leaves the outcome where the test finds it.
import * as amalkard from "/dist/browser.js";
import { check } from "/tests/vectors.mjs";

const files = await (await fetch("/vectors.json")).json();
window.outcome = files.map(({ file, cases }) => ({
  file,
  cases: cases.map((vector) => ({ name: vector.name, ...check(amalkard, vector) })),
}));
