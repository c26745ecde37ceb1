// The package for forms where you load the module yourself, from wherever you keep it: `await init({ module_or_path: bytes })`.
export { default as init, initSync } from "../../pkg/amalkard.js";
export * from "./index.js";
