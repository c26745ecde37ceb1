// Everything that the package does, for a module that is loaded: `node.ts` and `browser.ts` load it by themselves,
// `slim.ts` leaves it to you.
export { AmalkardError } from "./error.js";
export { version } from "../pkg/amalkard.js";
