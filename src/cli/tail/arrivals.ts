import type { EventRow, SessionRow, SpanTable } from "../../inspector/index.ts";
import { isToolCall } from "../../inspector/model/facts.ts";
import { type Draft, NOTHING } from "../../inspector/steps/draft.ts";
import { eventStep } from "../../inspector/steps/event-step.ts";
import { STEP_TYPES } from "../../inspector/steps/span-step.ts";
import { placesOf, type SpanPlace, spanKey } from "../../inspector/steps/span-tree.ts";
import type { TailSource } from "./tail-source.ts";

/** What came into a session since the last look, in the order of the tree where it came together. */
export interface Arrived {
  readonly session: SessionRow;
  readonly lines: readonly ArrivedLine[];
}

export interface ArrivedLine extends Draft {
  /** Who sent it: a session may be of several. */
  readonly service: string;
  /** The name of the span that an event belongs to; null for spans, and while that has not come. */
  readonly under: string | null;
}

/** A session that is watched for longer is forgotten when it is the oldest. */
const MAX_SESSIONS = 1_000;

/** Knows what was shown of each session, and gives what was not. */
export class Arrivals {
  readonly #source: TailSource;
  readonly #shown = new Map<string, Set<string>>();

  constructor(source: TailSource) {
    this.#source = source;
  }

  /** Undefined for a session that is not there. */
  async of(id: string): Promise<Arrived | undefined> {
    const [session, table, events] = await Promise.all([
      this.#source.session(id),
      this.#source.spans(id),
      this.#source.events(id),
    ]);
    if (session === undefined || table === undefined) return undefined;
    const shown = this.#shownOf(id);
    const places = placesOf(table);
    const lines = [...spanLines(table, places, shown), ...eventLines(events, table, places, shown)];
    return { session, lines: lines.sort((a, b) => a.startUs - b.startUs || a.rank - b.rank) };
  }

  #shownOf(id: string): Set<string> {
    const shown = this.#shown.get(id) ?? new Set<string>();
    this.#shown.delete(id);
    this.#shown.set(id, shown);
    const oldest = this.#shown.size > MAX_SESSIONS ? this.#shown.keys().next().value : undefined;
    if (oldest !== undefined) this.#shown.delete(oldest);
    return shown;
  }
}

type Places = ReadonlyMap<string, SpanPlace>;

function spanLines(table: SpanTable, places: Places, shown: Set<string>): readonly ArrivedLine[] {
  const lines: ArrivedLine[] = [];
  for (let row = 0; row < table.id.length; row++) {
    const key = spanKey(table.traces[table.trace[row] ?? 0], table.id[row]);
    if (shown.has(key)) continue;
    shown.add(key);
    const place = places.get(key);
    const line = place === undefined ? undefined : spanLine(table, row, place);
    if (line !== undefined) lines.push({ ...line, service: table.strings[table.service[row] ?? 0] ?? "", under: null });
  }
  return lines;
}

/** Undefined for what is no work of an agent, and for another span of a request that counts already. */
function spanLine(table: SpanTable, row: number, place: SpanPlace): Draft | undefined {
  const { kind } = place;
  const type = kind === "session" ? "agent" : STEP_TYPES[kind];
  if (type === undefined || (kind === "inference" && !place.counted)) return undefined;
  const text = (index: number | undefined): string | null => table.strings[index ?? 0] || null;
  const name = text(table.name[row]) ?? "";
  const errorType = text(table.errorType[row]);
  return {
    ...NOTHING,
    type,
    traceId: table.traces[table.trace[row] ?? 0] ?? null,
    spanId: table.id[row] ?? null,
    // Parents come when they end: until then a span stands where its kind usually does.
    depth:
      table.parent[row] === MISSING
        ? Math.max(place.depth, kind === "agent" || kind === "task" ? 1 : 2)
        : indent(place, kind),
    rank: place.depth,
    name: isToolCall(type) ? (text(table.tool[row]) ?? name) : name,
    agent: text(table.agent[row]),
    model: text(table.model[row]),
    startUs: table.originUs + (table.start[row] ?? 0),
    durationUs: table.duration[row] ?? 0,
    failed: table.status[row] === FAILED || errorType !== null,
    errorType,
    inputTokens: table.input[row] ?? null,
    outputTokens: table.output[row] ?? null,
    cacheReadTokens: table.cacheRead[row] ?? null,
    cacheWriteTokens: table.cacheWrite[row] ?? null,
    reasoningTokens: table.reasoning[row] ?? null,
    costUsd: table.cost[row] ?? null,
    counted: place.counted,
  };
}

const MISSING = -2;
const FAILED = 2;

/** A session is around everything, and has a line of its own here. */
function indent({ depth }: SpanPlace, kind: string): number {
  return kind === "session" ? 0 : depth + 1;
}

function eventLines(
  events: readonly EventRow[],
  table: SpanTable,
  places: Places,
  shown: Set<string>,
): readonly ArrivedLine[] {
  const alike = new Map<string, number>();
  const fresh = events.filter(({ timeUs, name, traceId, spanId }) => {
    const said = `event ${timeUs} ${name} ${spanKey(traceId, spanId)}`;
    // Two events of one name at one time are two: which of them it is tells them apart, whatever comes before them later.
    const count = (alike.get(said) ?? 0) + 1;
    alike.set(said, count);
    const key = `${said} ${count}`;
    return !shown.has(key) && shown.add(key);
  });
  const names = fresh.length === 0 ? NO_NAMES : namesOf(table);
  return fresh.flatMap((event) => {
    const key = spanKey(event.traceId, event.spanId);
    const place = places.get(key);
    const line = eventStep(event, place === undefined ? 1 : indent(place, place.kind) + 1);
    return line === undefined ? [] : [{ ...line, service: event.service, under: names.get(key) ?? null }];
  });
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

function namesOf(table: SpanTable): ReadonlyMap<string, string> {
  return new Map(
    table.id.map((id, row) => [
      spanKey(table.traces[table.trace[row] ?? 0], id),
      table.strings[table.name[row] ?? 0] ?? "",
    ]),
  );
}
