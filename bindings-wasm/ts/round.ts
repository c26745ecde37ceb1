import * as glue from "../pkg/amalkard.js";
import { Agreement, type AgreementContent } from "./agreement.js";
import type { DateInput, FiscalPeriod } from "./calendar.js";
import { call } from "./error.js";
import { read, toJson, type AmountInput, type Input } from "./json.js";
import type { Process } from "./lifecycle.js";
import { ReportTable } from "./report.js";
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
  process?: Process | Input;
  /** Tables that the agencies fill in beside `lines`. */
  forms?: readonly string[];
  /** `Asia/Tehran` unless another one is named, or an offset such as `+03:30`. */
  time_zone?: string;
  utc_offset_minutes?: number;
}

/** A change of one cell: what the editor saw and what he wants; `null` is an empty cell. Without a field, the row goes. */
export interface Edit {
  table?: string;
  key: Readonly<Record<string, string>>;
  field?: string;
  from?: Input;
  to?: Input;
}

/** A cell that two have changed in two ways. */
export interface Clash {
  table: string;
  key: Record<string, string>;
  field: string | null;
  base: string | boolean | null;
  mine: string | boolean | null;
  theirs: string | boolean | null;
}

/** What an agency has entered, by table. */
export type EnteredForm = Record<string, Record<string, string | boolean | null>[]>;

/** How long a stage once had a submission. */
export interface StageTime {
  agency?: string;
  stage: string;
  from: string;
  to: string;
  due: string;
}

/** What an act brings beside itself. */
export interface ActOptions {
  by: Actor;
  at: InstantInput;
  /** The whole form. */
  rows?: readonly Row[];
  /** The other forms of the round. */
  tables?: Readonly<Record<string, readonly Row[]>>;
  edits?: readonly Edit[];
  /** For whom, where the actor is a delegate. */
  on_behalf_of?: Actor;
  /** For `delegate` and `revoke`. */
  delegation?: { delegate: Actor; window?: { from: DateInput; to: DateInput } };
  /** For `admit`. */
  agreements?: readonly (Agreement | AgreementContent<AmountInput>)[];
  previous?: readonly Row[];
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

  /** The round that a snapshot and the events behind it tell of. */
  static resume(snapshot: string, tail = "", options: { rulebook?: Rulebook } = {}): Round {
    const { rulebook } = options;
    const resumed = (): glue.Round =>
      rulebook ? glue.Round.resume(snapshot, tail, rulebook.handle) : glue.Round.resumeBuiltin(snapshot, tail);
    return new Round(call(resumed));
  }

  /** Where the round stands now, as text, to go on from later by `Round.resume`. */
  snapshot(): string {
    return call(() => this.#handle.snapshot());
  }

  /** The round as it stood after an event, or at a time. */
  asOf(moment: { seq: number } | { at: InstantInput }): Round {
    const asked = "seq" in moment ? moment : { at: instant(moment.at) };
    return new Round(call(() => this.#handle.asOf(toJson(asked))));
  }

  /** One file that shows what was reported, found and decided: for `replayBundle`, in any language. */
  bundle(agency: string | null = null): string {
    return call(() => this.#handle.bundle(agency ?? undefined));
  }

  /** What the host signs with its Ed25519 key for `sign`: the hash of the last event, as a text. */
  get signingMessage(): string {
    return call(() => this.#handle.signingMessage());
  }

  /** Attaches the host's signature of the last event; key and signature are hexadecimal. */
  sign(key: string, signature: string): void {
    call(() => this.#handle.sign(key, signature));
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

  /** Every event so far; with an agency those about its submission. */
  events(agency: string | null = null): Event[] {
    return read(() => this.#handle.events(agency ?? undefined));
  }

  /** What an agency has entered, by table: last, in a confirmed revision, or after an event of the log. */
  form(agency: string, options: { revision?: number; seq?: number } = {}): EnteredForm {
    return read(() => this.#handle.form(agency, options.revision, options.seq));
  }

  /** Merges a form filled in offline with the present one, three ways, by cell. The base is the form it was begun from, or
   * the number of the event that it showed. */
  merge(
    agency: string,
    form: Readonly<Record<string, readonly Row[]>>,
    base: number | Readonly<Record<string, readonly Row[]>>,
  ): { edits: Edit[]; clashes: Clash[]; form: EnteredForm } {
    return read(() => this.#handle.merge(agency, toJson(form), toJson(base)));
  }

  /** The delegations made in the round, ended ones among them. */
  delegations(): { principal: Actor; delegate: Actor; window: { from: string; to: string }; revoked?: number }[] {
    return read(() => this.#handle.delegations());
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
  legalActions(agency: string | null, options: { by: Actor; at: InstantInput; on_behalf_of?: Actor }): Permission[] {
    const { by, at, on_behalf_of } = options;
    const whose = on_behalf_of && toJson(on_behalf_of);
    return read(() => this.#handle.legalActions(agency ?? undefined, toJson(by), instant(at), whose));
  }

  /** How long each stage of each submission has taken against its allowance. */
  clocks(at: InstantInput): Record<string, Input>[] {
    return read(() => this.#handle.clocks(instant(at)));
  }

  /** The clocks that are past their allowance and still run. */
  late(at: InstantInput): Record<string, Input>[] {
    return read(() => this.#handle.late(instant(at)));
  }

  /** How long each stage has had the round and each submission, as a table. */
  clocksTable(at: InstantInput): ReportTable {
    return new ReportTable(call(() => this.#handle.clocksTable(instant(at))));
  }

  /** How many spells of each agency and stage were in time, and how often each was returned. */
  punctuality(at: InstantInput): Record<string, Input>[] {
    return read(() => this.#handle.punctuality(instant(at)));
  }

  punctualityTable(at: InstantInput): ReportTable {
    return new ReportTable(call(() => this.#handle.punctualityTable(instant(at))));
  }

  /** How long each stage had each submission, as far as it has ended: what later rounds forecast from. */
  stageTimes(): StageTime[] {
    return read(() => this.#handle.stageTimes());
  }

  /** When each submission will be approved, read off how long stages took before. */
  forecast(past: readonly StageTime[], options: { at: InstantInput; percent?: number }): Record<string, Input> {
    return read(() => this.#handle.forecast(toJson(past), options.percent ?? 50, instant(options.at)));
  }

  forecastTable(past: readonly StageTime[], options: { at: InstantInput; percent?: number }): ReportTable {
    return new ReportTable(
      call(() => this.#handle.forecastTable(toJson(past), options.percent ?? 50, instant(options.at))),
    );
  }

  /** The figures of all agencies together: those approved, or whatever is entered. */
  dataset(include: "approved" | "entered" = "approved"): Dataset {
    return new Dataset(call(() => this.#handle.dataset(include)));
  }

  /** The agencies whose figures are not in `dataset`, and why. */
  missing(include: "approved" | "entered" = "approved"): Record<string, Input>[] {
    return read(() => this.#handle.missing(include));
  }

  /** The rejected lines of agencies whose figures are in `dataset`, and why each is left out. */
  rejected(include: "approved" | "entered" = "approved"): Record<string, Input>[] {
    return read(() => this.#handle.rejected(include));
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
