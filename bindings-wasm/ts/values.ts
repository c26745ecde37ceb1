import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { amountText, toJson, type AmountInput } from "./json.js";

/** What a source punctuates its figures with: a preset, or its signs. */
export type Separators =
  | "default"
  | "law_1399"
  | "law_1399_web"
  | "law_1401"
  | "law_1402"
  | "percent"
  | { group?: string[]; decimal?: string[]; mixed?: boolean; reversed?: boolean; plain_parentheses?: boolean };

/** A unit of money. */
export type Unit =
  | "rial"
  | "thousand_rial"
  | "million_rial"
  | "milliard_rial"
  | "toman"
  | "million_toman"
  | "milliard_toman"
  | "new_rial";

/** The form in which two spellings of the same text are equal; for comparing, never for showing or storing. */
export const fold = (text: string): string => glue.fold(text);

/** The text as it should be stored: Persian ye, kaf and digits, no presentation forms, no invisible marks. */
export const normalize = (text: string): string => glue.normalize(text);

/** Whether `normalize` would leave the text as it is. */
export const isFoldedLetters = (text: string): boolean => glue.isFoldedLetters(text);

/** The text with Persian and Arabic-Indic digits as ASCII digits. */
export const asciiDigits = (text: string): string => glue.asciiDigits(text);

/** A number written in ASCII, as Persian readers see it. */
export const persianDigits = (number: string): string => glue.persianDigits(number);

/** A plain ASCII number with a comma between groups of three digits. */
export const group = (number: string): string => glue.group(number);

/** The candidate that the word was probably meant to be, if one is near enough. */
export const closest = (word: string, candidates: string[]): string | undefined => glue.closest(word, candidates);

/**
 * Reads an amount exactly and gives it as plain text: `"۱٬۲۳۴٫۵"` is `"1234.5"`.
 *
 * Throws `AmalkardError`: `amount.ambiguous` with its readings in the details, `amount.grouping`,
 * `amount.not_a_number`, `amount.too_precise`, ...
 */
export function parseAmount(text: AmountInput, options: { separators?: Separators } = {}): string {
  const { separators } = options;
  const given = typeof separators === "object" ? toJson(separators) : separators;
  return call(() => glue.parseAmount(amountText(text), given));
}

/** Reads a percentage: as `parseAmount`, but `12/5` can only mean 12.5. */
export const parsePercent = (text: string): string => call(() => glue.parsePercent(text));

/** Converts an amount between units exactly. Throws `amount.unit_inexact` where digits would be lost. */
export const convert = (amount: AmountInput, unit: Unit, to: Unit): string =>
  call(() => glue.convert(amountText(amount), unit, to));

/** The sum of two amounts: exact, or refused with `amount.too_large`. */
export const add = (a: AmountInput, b: AmountInput): string => call(() => glue.add(amountText(a), amountText(b)));

/** The difference of two amounts: exact, or refused with `amount.too_large`. */
export const subtract = (a: AmountInput, b: AmountInput): string =>
  call(() => glue.subtract(amountText(a), amountText(b)));

/** The SHA-256 of the canonical JSON (RFC 8785) of plain data. */
export const digestOf = (value: unknown): string => call(() => glue.digestOf(toJson(value)));
