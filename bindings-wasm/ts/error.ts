/** A request that cannot be carried out: what, where, why not, and what to do. The codes are the same in Rust and Python. */
export class AmalkardError extends Error {
  override readonly name = "AmalkardError";
  /** The stable code, such as `amount.too_precise`. */
  readonly code: string;
  /** The place it is about, such as `lines/12/spent` or `C-chain.toml:14:9`. */
  readonly place: string | undefined;
  /** What was expected instead. */
  readonly expected: string | undefined;
  readonly messageFa: string;
  readonly messageEn: string;
  readonly helpFa: string | undefined;
  readonly helpEn: string | undefined;
  /** Named details, in order. */
  readonly details: readonly (readonly [name: string, value: string])[];
  /** The errors that this one sums up, such as every mistake of a rulebook. */
  readonly causes: readonly AmalkardError[];

  constructor(parts: ErrorParts) {
    super(parts.message_en);
    this.code = parts.code;
    this.place = parts.place;
    this.expected = parts.expected;
    this.messageFa = parts.message_fa;
    this.messageEn = parts.message_en;
    this.helpFa = parts.help_fa;
    this.helpEn = parts.help_en;
    this.details = parts.details ?? [];
    this.causes = (parts.causes ?? []).map((cause) => new AmalkardError(cause));
  }
}

/** An error as it crosses from the module. */
export interface ErrorParts {
  code: string;
  place?: string;
  expected?: string;
  message_fa: string;
  message_en: string;
  help_fa?: string;
  help_en?: string;
  details?: [string, string][];
  causes?: ErrorParts[];
}

/** Calls the module; a refusal, which crosses as JSON text, is thrown as an `AmalkardError`. */
export function call<T>(operation: () => T): T {
  try {
    return operation();
  } catch (refusal) {
    throw typeof refusal === "string" ? new AmalkardError(JSON.parse(refusal) as ErrorParts) : refusal;
  }
}
