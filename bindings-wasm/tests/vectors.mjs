// The vectors of `tests/vectors`, for Node and for a browser: the library is handed in.
import { operations } from "./operations.mjs";

/**
 * Runs one case. Gives what is `wrong` with the answer (`null` where it is the expected one), and the answer's digest,
 * or the code of the refusal, for comparing with other languages.
 */
export function check(library, vector) {
  const operation = operations[vector.op];
  if (!operation) return { wrong: `no runner for \`${vector.op}\`` };
  let result;
  try {
    result = asJson(operation(library, vector.input));
  } catch (error) {
    if (!(error instanceof library.AmalkardError)) return { wrong: `not a coded error: ${error?.stack ?? error}` };
    return { wrong: difference(asJson(parts(error)), wantedError(vector), true), answer: error.code };
  }
  const answer = library.digestOf(result);
  if ("error" in vector) return { wrong: `expected a refusal ${JSON.stringify(vector.error)}, got ${JSON.stringify(result)}`, answer };
  // What rules find is stated in part: a vector names the keys that it is about.
  return { wrong: difference(result, vector.expect, /^(rules|dataset)\./.test(vector.op)), answer };
}

function wantedError(vector) {
  if (!("error" in vector)) return { expected: "an answer" };
  return typeof vector.error === "string" ? { code: vector.error } : vector.error;
}

function parts(error) {
  return {
    code: error.code,
    place: error.place,
    expected: error.expected,
    message_fa: error.messageFa,
    message_en: error.messageEn,
    details: error.details,
    readings: error.details.filter(([name]) => name === "reading").map(([, reading]) => reading),
    suggestion: error.details.find(([name]) => name === "suggestion")?.[1] ?? null,
    causes: error.causes.map(parts),
  };
}

/** A result as JSON has it. */
function asJson(result) {
  if (result === undefined) return null;
  return JSON.parse(JSON.stringify(result, (_, value) => (typeof value === "bigint" ? value.toString() : value)));
}

/** The first difference; with `partly`, an object may have more than is wanted. */
function difference(got, wanted, partly, place = "$") {
  if (Array.isArray(wanted) && Array.isArray(got)) {
    if (got.length !== wanted.length) return `${place}: ${got.length} items, wanted ${wanted.length}: ${JSON.stringify(got)}`;
    return first(wanted.map((item, index) => () => difference(got[index], item, partly, `${place}[${index}]`)));
  }
  if (isObject(wanted) && isObject(got)) {
    const names = new Set([...Object.keys(wanted), ...(partly ? [] : Object.keys(got))]);
    return first([...names].map((name) => () => difference(got[name], wanted[name], partly, `${place}.${name}`)));
  }
  return Object.is(got, wanted) ? null : `${place}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function first(checks) {
  for (const check of checks) {
    const found = check();
    if (found) return found;
  }
  return null;
}
