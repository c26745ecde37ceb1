// Everything that the package does, for a module that is loaded: `node.ts` and `browser.ts` load it by themselves,
// `slim.ts` leaves it to you.
export { AmalkardError } from "./error.js";
export type { AmountInput, Input } from "./json.js";
export * from "./values.js";
export * from "./calendar.js";
export * as classification from "./classification.js";
export * from "./agreement.js";
export * from "./rules.js";
export * from "./explanation.js";
export type * from "./analysis.js";
export type * from "./hints.js";
export * from "./studies.js";
export * from "./live.js";
export * from "./form.js";
export * from "./lifecycle.js";
export * from "./evidence.js";
export * from "./round.js";
export * from "./consolidation.js";
export type * from "./totals.js";
export * from "./report.js";
export * from "./reports.js";
export { version } from "../pkg/amalkard.js";
