import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read, toJson, type AmountInput } from "./json.js";
import type { DateInput } from "./calendar.js";
import type { Unit } from "./values.js";

/** A credit line of an agreement; `Amount` is text in what comes out, and text or `bigint` in what goes in. */
export interface CreditLine<Amount = string> {
  line: string;
  kind: "expense" | "capital";
  source?: string;
  chapter?: string;
  programme?: string;
  plan?: string;
  project?: string;
  county?: string;
  title: string;
  /** The approved credit, in `unit`. */
  approved: Amount;
  /** Million rials where nothing is said. */
  unit?: Unit;
}

/** What an amendment does to one line, in the line's unit. */
export interface LineChange<Amount = string> {
  line: string;
  increase?: Amount;
  decrease?: Amount;
  title?: string;
}

/** A numbered amendment of an agreement. */
export interface Amendment<Amount = string> {
  number: number;
  date: DateInput;
  kind: "ceiling" | "transfer" | "correction" | "text";
  by: string;
  reason: string;
  reference?: string;
  new_lines?: CreditLine<Amount>[];
  changes: LineChange<Amount>[];
}

/** An agreement as data. */
export interface AgreementContent<Amount = string> {
  id: string;
  agency: string;
  agency_title: string;
  province: string;
  year: number;
  exchanged_on: DateInput;
  lines: CreditLine<Amount>[];
  amendments?: Amendment<Amount>[];
}

/** A line with its credit on a date, and what changed it. */
export interface Terms {
  line: CreditLine;
  approved: string;
  amended: string;
  history: {
    amendment: number;
    date: string;
    kind: Amendment["kind"];
    by: string;
    reason: string;
    reference?: string;
    old: string;
    increase: string;
    decrease: string;
    new: string;
    old_title?: string;
  }[];
}

/** An agreement between an agency and the planning organisation, with its amendments; every change keeps its history. */
export class Agreement {
  readonly #json: string;

  /** An agreement from its content, or from JSON text. Throws `agreement.*` and `amount.*`. */
  constructor(content: AgreementContent<AmountInput> | string) {
    const json = typeof content === "string" ? content : toJson(content);
    this.#json = call(() => glue.agreement(json));
    Object.freeze(this);
  }

  /** All of it as data. */
  toJSON(): AgreementContent {
    return JSON.parse(this.#json) as AgreementContent;
  }

  /** All of it as canonical JSON (RFC 8785). */
  toString(): string {
    return this.#json;
  }

  /** Each line with its approved and amended credit on a date. Throws `agreement.not_in_force`. */
  termsOn(date: DateInput): Terms[] {
    return read(() => glue.agreementTerms(this.#json, String(date)));
  }

  /** The terms after all amendments. */
  latestTerms(): Terms[] {
    return read(() => glue.agreementTerms(this.#json));
  }

  /** The agreement with one more amendment; this one stays as it is. Throws `agreement.*`. */
  amend(amendment: Amendment<AmountInput>): Agreement {
    return new Agreement(call(() => glue.amend(this.#json, toJson(amendment))));
  }
}
