import { AmalkardError, call } from "./error.js";

/** An amount as it goes in: text, or a `bigint`; a `number` only where it is a safe integer. */
export type AmountInput = string | bigint;

/** A plain value as it goes in. */
export type Input = null | boolean | string | bigint | number | Input[] | { readonly [name: string]: Input | undefined };

/** JSON text of a plain value: a `bigint` is text there, and what is no number at all is not made `null` in silence. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return part.toString();
    if (typeof part === "number" && !Number.isFinite(part)) return String(part);
    return part;
  });
}

/** The text of an amount; a `number` is refused, because it may have lost digits already. */
export function amountText(amount: AmountInput): string {
  if (typeof amount === "string") return amount;
  if (typeof amount === "bigint") return amount.toString();
  throw new AmalkardError({
    code: "amount.float",
    message_fa: "عدد ممیز شناور مبلغ دقیق نیست",
    message_en: "a floating-point number is not an exact amount",
    expected: "text or bigint",
    help_fa: "مبلغ را به صورت متن بفرستید",
    help_en: "send the amount as text",
  });
}

/** Calls the module for JSON text, and reads it. */
export function read<T>(operation: () => string): T {
  return JSON.parse(call(operation)) as T;
}
