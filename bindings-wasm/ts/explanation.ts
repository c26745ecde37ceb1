import type { Bilingual, Operand, Scalar } from "./rules.js";

/** A quotient as it is compared, never carried out; `percent` is for reading, `≈` where it is rounded. */
export interface Quotient {
  numerator: string;
  denominator: string;
  percent: Bilingual;
}

/** Why a value is unknown. */
export type Unknown =
  | "empty_cell"
  | "unreadable_cell"
  | "no_related_row"
  | "several_related_rows"
  | "no_rows"
  | "unknown_in_sum"
  | "overflow"
  | "unknown_part"
  | "undefined";

/** A node of a rule's expression, with its value in the row. */
export interface ExplanationNode {
  text: string;
  title: Bilingual | null;
  value: Scalar;
  quotient: Quotient | null;
  shown: Bilingual;
  unknown: Unknown | null;
  zero_for_missing: boolean;
  literal: boolean;
  operand: Operand | null;
  /** Whether what the rule says hangs on it being as it is. */
  decisive: boolean;
  children: ExplanationNode[];
}

/** A part of a sum: a row, or a term. */
export interface SumPart {
  term: string | null;
  table: string | null;
  row: number | null;
  key: Record<string, string>;
  value: Scalar;
  share: Quotient | null;
}

/** A sum and what it is made of, the largest first. */
export interface SumParts {
  text: string;
  total: Scalar;
  largest: SumPart[];
  left_out: number;
  left_out_total: Scalar;
  unknown: SumPart[];
  unknown_left_out: number;
}

/** Why a rule says what it says of a row, as plain data. */
export interface ExplanationParts {
  rule: string;
  title: Bilingual;
  law: string | null;
  table: string;
  row: number | null;
  key: Record<string, string>;
  outcome: "holds" | "fails" | "not_applied" | "skipped" | "overflow";
  when: ExplanationNode | null;
  check: ExplanationNode;
  left: Scalar;
  right: Scalar;
  residual: Scalar;
  larger: "left" | "right" | null;
  by: Scalar;
  sums: SumParts[];
}

/** Why a rule says what it says of a row: its expressions as a tree, each node with its value. */
export class Explanation {
  /** The tree and the rest as plain data. */
  readonly parts: ExplanationParts;
  readonly #text: readonly [fa: string, en: string];
  readonly #html: readonly [fa: string, en: string];

  /** @internal */
  constructor(explained: { explanation: ExplanationParts; text: [string, string]; html: [string, string] }) {
    this.parts = explained.explanation;
    this.#text = explained.text;
    this.#html = explained.html;
    Object.freeze(this);
  }

  /** The tree as indented text. */
  toText(language: "fa" | "en" = "fa"): string {
    return this.#text[language === "fa" ? 0 : 1];
  }

  /** The tree as a fragment of HTML. */
  toHtml(language: "fa" | "en" = "fa"): string {
    return this.#html[language === "fa" ? 0 : 1];
  }

  toJSON(): ExplanationParts {
    return this.parts;
  }
}
