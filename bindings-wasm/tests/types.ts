// Compiled, never run: what TypeScript must accept, and what it must not.
import * as amalkard from "amalkard";

const code: string = new amalkard.AmalkardError({ code: "a.b", message_fa: "", message_en: "" }).code;
void code;
