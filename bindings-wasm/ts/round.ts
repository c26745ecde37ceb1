import * as glue from "../pkg/amalkard.js";
import { Agreement, type AgreementContent } from "./agreement.js";
import type { DateInput, FiscalPeriod } from "./calendar.js";
import { call } from "./error.js";
import { read, toJson, type AmountInput, type Input } from "./json.js";
import { Dataset, Findings, type Finding, type Row, type Rulebook } from "./rules.js";

/** An instant as it goes in: a `Date`, or ISO 8601 with its offset. */
export type InstantInput = Date | string;

/** Who acts. */
export interface Actor {
  person: string;
  role: string;
  agency?: string;
  name?: string;
}

/** What a round is made from. */
export interface Opening {
  id: string;
  period: FiscalPeriod | string;
  agreements: readonly (Agreement | AgreementContent<AmountInput>)[];
  rulebook: Rulebook;
  /** Somebody of the consolidation group; without it the event names no person. */
  by?: Actor;
  at: InstantInput;
  /** The approved figures of the round before. */
  previous?: readonly Row[];
  terms_on?: DateInput;
  windows?: Readonly<Record<string, { from: DateInput; to: DateInput }>>;
  process?: Input;
  utc_offset_minutes?: number;
}

/** What an act brings beside itself. */
export interface ActOptions {
  by: Actor;
  at: InstantInput;
  /** The whole form. */
  rows?: readonly Row[];
  reasons?: readonly Input[];
  justifications?: readonly Input[];
  comment?: string;
  until?: DateInput;
  expected_revision?: number;
  expected_seq?: number;
}

/** An event of the log. */
export interface Event {
  seq: number;
  at: string;
  agency: string | null;
  actor: Actor;
  action: string;
  from: string | null;
  to: string;
  hash: string;
  previous: string;
}

/** A submission of an agency. */
export interface Submission {
  agency: string;
  title: string;
  state: string;
  revision: number;
  approved: number | null;
  returns: number;
  last_seq: number;
  [more: string]: unknown;
}

/** Whether a person can take an action now, and if not why. */
export interface Permission {
  action: string;
  possible: boolean;
  next?: string;
  refusal?: { code: string; message_fa: string; message_en: string };
}

/** One collection campaign. Every change is an event; `Round.replay(round.log())` is equal. */
export class Round {
  readonly #handle: glue.Round;

  /** @internal */
  get handle(): glue.Round {
    return this.#handle;
  }

  private constructor(handle: glue.Round) {
    this.#handle = handle;
    Object.freeze(this);
  }

  /** Opens a round from agreements. Throws `round.*`, `lifecycle.*`, `agreement.*`. */
  static open(opening: Opening): Round {
    const { rulebook, ...rest } = opening;
    return new Round(call(() => glue.Round.open(toJson(rest), rulebook.handle)));
  }

  /** The round that a log tells of: every event is verified and asked for again. */
  static replay(log: string, options: { rulebook?: Rulebook } = {}): Round {
    const { rulebook } = options;
    return new Round(call(() => (rulebook ? glue.Round.replay(log, rulebook.handle) : glue.Round.replayBuiltin(log))));
  }

  /** Does what is asked, if it is possible; nothing has changed when it throws. `null` is the round itself. */
  act(agency: string | null, action: string, options: ActOptions): Event {
    return read(() => this.#handle.act(agency ?? undefined, toJson({ ...options, action })));
  }

  get #described(): Described {
    return read(() => this.#handle.describe());
  }

  get id(): string {
    return this.#described.id;
  }

  /** `opened`, `published` or `closed`. */
  get state(): string {
    return this.#described.state;
  }

  get rulebookDigest(): string {
    return this.#described.rulebook_digest;
  }

  get entryWindow(): { from: string; to: string } | null {
    return this.#described.entry_window;
  }

  /** The hash of the last event: who keeps it can tell a log that was cut off. */
  get head(): string {
    return this.#described.head;
  }

  /** The digest of where the round stands: equal after replay, in every language. */
  get digest(): string {
    return this.#described.digest;
  }

  /** The state of each agency's submission: what `consolidate` takes as `statuses`. */
  get statuses(): Record<string, string> {
    return this.#described.statuses;
  }

  /** The log: one event of canonical JSON on each line. */
  log(): string {
    return call(() => this.#handle.log());
  }

  events(): Event[] {
    return read(() => this.#handle.events());
  }

  submissions(): Submission[] {
    return read(() => this.#handle.submissions());
  }

  submission(agency: string): Submission {
    return read(() => this.#handle.submission(agency));
  }

  /** The figures that an agency has entered last, or those of a confirmed revision. */
  rows(agency: string, options: { revision?: number } = {}): Record<string, string | boolean | null>[] {
    return read(() => this.#handle.rows(agency, options.revision));
  }

  /** What the rules find in the figures that an agency has entered last. */
  findings(agency: string): Findings {
    return new Findings(read(() => this.#handle.findings(agency)));
  }

  /** One agency's figures as its findings see them, for `Rulebook.explain`, `hints` and `localize`. */
  data(agency: string): Dataset {
    return new Dataset(call(() => this.#handle.data(agency)));
  }

  /** The warnings that nobody has explained yet. */
  unjustified(agency: string): Finding[] {
    return read(() => this.#handle.unjustified(agency));
  }

  /** For every action: whether a person can take it now, and if not why, who may, until when. */
  legalActions(agency: string | null, options: { by: Actor; at: InstantInput }): Permission[] {
    return read(() => this.#handle.legalActions(agency ?? undefined, toJson(options.by), instant(options.at)));
  }

  /** How long each stage of each submission has taken against its allowance. */
  clocks(at: InstantInput): Record<string, Input>[] {
    return read(() => this.#handle.clocks(instant(at)));
  }

  /** The clocks that are past their allowance and still run. */
  late(at: InstantInput): Record<string, Input>[] {
    return read(() => this.#handle.late(instant(at)));
  }

  /** The figures of all agencies together: those approved, or whatever is entered. */
  dataset(include: "approved" | "entered" = "approved"): Dataset {
    return new Dataset(call(() => this.#handle.dataset(include)));
  }

  /** The agencies whose figures are not in `dataset`, and why. */
  missing(include: "approved" | "entered" = "approved"): Record<string, Input>[] {
    return read(() => this.#handle.missing(include));
  }

  /** The approved figures, as the next round takes them as `previous`. */
  approvedRows(): Record<string, string | boolean | null>[] {
    return read(() => this.#handle.approvedRows());
  }
}

interface Described {
  id: string;
  state: string;
  rulebook_digest: string;
  entry_window: { from: string; to: string } | null;
  head: string;
  digest: string;
  statuses: Record<string, string>;
}

const instant = (at: InstantInput): string => (typeof at === "string" ? at : at.toISOString());
