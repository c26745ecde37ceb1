// Everything that the package does, for a module that is loaded: `node.ts` and `browser.ts` load it by themselves,
// `slim.ts` leaves it to you.
export { AmalkardError } from "./error.js";
export type { AmountInput } from "./json.js";
export * from "./values.js";
export * from "./calendar.js";
export * as classification from "./classification.js";
export * from "./agreement.js";
export { version } from "../pkg/amalkard.js";
