// The package for forms in a browser, and through a bundler that knows `new URL(..., import.meta.url)`.
import init from "../../pkg/amalkard.js";

await init({ module_or_path: new URL("../../pkg/amalkard_bg.wasm", import.meta.url) });

export * from "./index.js";
