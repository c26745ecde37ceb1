// The package for forms in Node: the module is read from its folder.
import { readFileSync } from "node:fs";
import { initSync } from "../../pkg/amalkard.js";

initSync({ module: readFileSync(new URL("../../pkg/amalkard_bg.wasm", import.meta.url)) });

export * from "./index.js";
