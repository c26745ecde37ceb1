import * as glue from "../pkg/amalkard.js";
import { call } from "./error.js";
import { read } from "./json.js";

/** A date as it goes in: a `PersianDate`, or text such as `1404-06-31` or `۱۴۰۴/۶/۳۱`. */
export type DateInput = PersianDate | string;

/** A day of the Persian calendar; it exists, or there is no value. Its text, also in JSON, is `1404-06-31`. */
export class PersianDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** The same day in ISO 8601, Gregorian: `2025-09-22`. */
  readonly iso: string;

  /** Reads a date. Throws `calendar.invalid_date` where there is no such day. */
  constructor(text: DateInput) {
    const parts = read<{ year: number; month: number; day: number; iso: string }>(() => glue.persianDate(String(text)));
    this.year = parts.year;
    this.month = parts.month;
    this.day = parts.day;
    this.iso = parts.iso;
    Object.freeze(this);
  }

  /** A day by its numbers. */
  static of(year: number, month: number, day: number): PersianDate {
    return new PersianDate(`${String(year).padStart(4, "0")}-${month}-${day}`);
  }

  /** The same day of a Gregorian date in ISO 8601: `2025-09-22`. */
  static fromIso(iso: string): PersianDate {
    return new PersianDate(call(() => glue.persianDateFromIso(iso)));
  }

  /** Days since 1970-01-01. */
  get dayNumber(): number {
    return call(() => glue.dayNumber(String(this)));
  }

  /** The day so many days later, or earlier where negative. */
  addDays(days: number): PersianDate {
    return new PersianDate(call(() => glue.addDays(String(this), String(days))));
  }

  /** The days from this day to another; negative where the other is earlier. */
  daysUntil(other: DateInput): number {
    return new PersianDate(other).dayNumber - this.dayNumber;
  }

  toString(): string {
    const two = (number: number) => String(number).padStart(2, "0");
    return `${String(this.year).padStart(4, "0")}-${two(this.month)}-${two(this.day)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A period of a fiscal year: `1404/6m`. Periods: `3m`, `6m`, `9m`, `12m`, `supplementary`, `month-1` to `month-12`. */
export class FiscalPeriod {
  readonly year: number;
  /** The period of the year: `6m`. */
  readonly period: string;
  readonly titleFa: string;
  readonly titleEn: string;
  readonly firstDay: PersianDate;
  readonly lastDay: PersianDate;
  readonly #previous: string | null;
  readonly #windows: Readonly<Record<"cumulative" | "in_period", [string, string]>>;

  /** Reads `1404/6m`. Throws `calendar.unknown_period`. */
  constructor(text: string) {
    const parts = read<PeriodParts>(() => glue.fiscalPeriod(text));
    this.year = parts.year;
    this.period = parts.period;
    this.titleFa = parts.title_fa;
    this.titleEn = parts.title_en;
    this.firstDay = new PersianDate(parts.first_day);
    this.lastDay = new PersianDate(parts.last_day);
    this.#previous = parts.previous;
    this.#windows = { cumulative: parts.cumulative, in_period: parts.in_period };
    Object.freeze(this);
  }

  /** The period before it in the same fiscal year; none before the first. */
  get previous(): FiscalPeriod | undefined {
    return this.#previous === null ? undefined : new FiscalPeriod(this.#previous);
  }

  /** Its first and last day: from 1 Farvardin, or only those after the previous period. */
  window(basis: "cumulative" | "in_period"): [from: PersianDate, to: PersianDate] {
    const [from, to] = this.#windows[basis];
    return [new PersianDate(from), new PersianDate(to)];
  }

  toString(): string {
    return `${this.year}/${this.period}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

interface PeriodParts {
  year: number;
  period: string;
  title_fa: string;
  title_en: string;
  previous: string | null;
  first_day: string;
  last_day: string;
  cumulative: [string, string];
  in_period: [string, string];
}

/** Whether Esfand of a fiscal year has 30 days. */
export const isLeap = (year: number): boolean => call(() => glue.isLeap(String(year)));
