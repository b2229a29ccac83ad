import { UNFINISHED, VERIFY } from "../../../semconv/agentscribe-attributes.ts";
import { SCOPE_NAME } from "../../../semconv/schema.ts";
import { jsonToProtobuf } from "../../decode/json-to-protobuf.ts";
import { decodeLogs } from "../../decode/logs.ts";
import { decodeMetrics } from "../../decode/metrics.ts";
import type { Decoded } from "../../decode/record-tally.ts";
import { SpanAttributes } from "../../decode/span-attributes.ts";
import { decodeTraces } from "../../decode/traces.ts";
import type { Facts } from "../../model/facts.ts";
import type { RawGroup, RawLog, RawPoint, RawSpan } from "../../model/raw.ts";
import {
  type UnderstoodLog,
  understandLog,
  understandPoints,
  understandSpan,
  WANTED_ATTRIBUTES,
} from "../../understand/index.ts";
import { RunningHex } from "../hex.ts";
import type { Encoding, Ingested, Signal } from "../store.ts";
import type { Tables } from "../tables.ts";
import type { Trace } from "../traces.ts";
import { wasDeleted } from "./deleted-traces.ts";
import { EventWriter } from "./event-writer.ts";
import { PointWriter } from "./point-writer.ts";
import type { SessionUpkeep } from "./session-upkeep.ts";
import { SpanWriter } from "./span-writer.ts";

const WANTED: ReadonlySet<string> = new Set([...WANTED_ATTRIBUTES, UNFINISHED]);

/** A request, decoded and understood, that is still to be written. */
export type WriteRequest = () => Ingested;

interface ReadSpan {
  trace: Trace | undefined;
  readonly span: RawSpan;
  readonly facts: Facts;
  readonly group: RawGroup;
  readonly unfinished: boolean;
}

/** Turns requests into rows. */
export class Ingest {
  readonly #tables: Tables;
  readonly #upkeep: SessionUpkeep;
  readonly #spans: SpanWriter;
  readonly #events: EventWriter;
  readonly #points: PointWriter;

  constructor(tables: Tables, upkeep: SessionUpkeep) {
    this.#tables = tables;
    this.#upkeep = upkeep;
    this.#spans = new SpanWriter(tables, upkeep);
    this.#events = new EventWriter(tables, upkeep, this.#spans);
    this.#points = new PointWriter(tables, upkeep, this.#spans, understandPoints);
  }

  /** Reads a request as a whole, so that nothing of a malformed one is written. @throws MalformedOtlp, OversizedOtlp */
  read(signal: Signal, encoding: Encoding, body: Uint8Array): WriteRequest {
    const request = encoding === "json" ? jsonToProtobuf(signal, body) : body;
    if (signal === "traces") return this.#readTraces(request);
    return signal === "logs" ? this.#readLogs(request) : this.#readMetrics(request);
  }

  forget(): void {
    this.#points.forget();
  }

  #readTraces(request: Uint8Array): WriteRequest {
    const read: ReadSpan[] = [];
    const attributes = new SpanAttributes();
    let tests = 0;
    const decoded = decodeTraces(
      request,
      WANTED,
      (span, group) => {
        if (isTest(span.name, group)) {
          tests += 1;
          return;
        }
        const unfinished = attributes.get(UNFINISHED) === true;
        read.push({ trace: undefined, span, facts: understandSpan(span, group), group, unfinished });
      },
      () => attributes.cleared(),
    );
    return () => {
      const { traces, groups } = this.#tables;
      const hex = new RunningHex();
      // First those that name their session: what they say is then known for the rest of their trace.
      for (const one of read) {
        const { span, facts } = one;
        const trace = traces.of(hex.of(span.traceId));
        one.trace = trace;
        if (wasDeleted(trace.deletedUs, span.startUs, span.durationUs)) continue;
        if (facts.session !== undefined && !trace.stated) this.#upkeep.sessionOf(trace, facts.session);
      }
      return this.#count(without(decoded, tests), read, ({ trace, span, facts, group, unfinished }) =>
        this.#spans.add(span, facts, trace ?? traces.of(hex.of(span.traceId)), groups.of(group), unfinished),
      );
    };
  }

  #readLogs(request: Uint8Array): WriteRequest {
    const read: [RawLog, UnderstoodLog, RawGroup][] = [];
    let tests = 0;
    const decoded = decodeLogs(request, (log, group) => {
      if (isTest(log.eventName, group)) tests += 1;
      else read.push([log, understandLog(log, group), group]);
    });
    return () =>
      this.#count(without(decoded, tests), read, ([log, understood, raw]) =>
        this.#events.add(log, understood, this.#tables.groups.of(raw)),
      );
  }

  #readMetrics(request: Uint8Array): WriteRequest {
    const read = new Map<RawGroup, RawPoint[]>();
    let tests = 0;
    const decoded = decodeMetrics(request, (point, group) => {
      if (isTest(point.metric, group)) {
        tests += 1;
        return;
      }
      const points = read.get(group);
      if (points === undefined) read.set(group, [point]);
      else points.push(point);
    });
    return () => {
      let written = 0;
      for (const [group, points] of read) written += this.#points.addAll(points, group);
      return this.#answer(without(decoded, tests), written);
    };
  }

  #count<Record>(decoded: Decoded, records: readonly Record[], write: (record: Record) => boolean): Ingested {
    let written = 0;
    for (const record of records) if (write(record)) written += 1;
    return this.#answer(decoded, written);
  }

  /** What a request brought; records that were there already are counted for the store, too. */
  #answer({ accepted, rejected, reason }: Decoded, written: number): Ingested {
    const duplicates = accepted - written;
    if (duplicates > 0) this.#tables.counters.add("duplicates", duplicates);
    return { accepted: written, duplicates, rejected, reason };
  }
}

/** A record that `telemetry.verify()` sends to see whether it arrives: it has arrived, and is no work of an agent. */
function isTest(name: string, { scopeName }: RawGroup): boolean {
  return name === VERIFY && scopeName === SCOPE_NAME;
}

function without(decoded: Decoded, tests: number): Decoded {
  return tests === 0 ? decoded : { ...decoded, accepted: decoded.accepted - tests };
}
