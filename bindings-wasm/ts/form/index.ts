// What a web form needs, for the small module: values, code lists, a rulebook, findings as figures are typed, their
// explanation and the slips of the pen, the table of moves. The same classes and answers as the whole package, less what
// `studies.ts` and `evidence.ts` add.
export { AmalkardError } from "../error.js";
export type { AmountInput, Input } from "../json.js";
export * from "../values.js";
export * from "../calendar.js";
export * as classification from "../classification.js";
export * from "../rules.js";
export * from "../explanation.js";
export type { Hint } from "../hints.js";
export * from "../live.js";
export * from "../form.js";
export * from "../lifecycle.js";
export { version } from "../../pkg/amalkard.js";
