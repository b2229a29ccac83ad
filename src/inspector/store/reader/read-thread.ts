import { JsonParts } from "../json-answer.ts";
import { sqliteVersion } from "../sqlite.ts";
import {
  type Channel,
  errorText,
  type FromThread,
  type ReadCall,
  type ThreadData,
} from "../threads/thread-messages.ts";
import { readAnswer } from "./ad-hoc.ts";
import { readAlertReport } from "./alerts.ts";
import { readChanges } from "./changes.ts";
import { readEvents } from "./event-list.ts";
import { readMetrics } from "./metric-series.ts";
import { readOtlp } from "./otlp-pages.ts";
import { Reading } from "./reading.ts";
import { readComparison, readSteps } from "./runs.ts";
import { readSession, readSessions } from "./session-list.ts";
import { readDetails, readSpan } from "./span-details.ts";
import { readSpanTable } from "./span-table.ts";
import { readStatus } from "./status.ts";
import { readUnpriced } from "./unpriced.ts";

type Asked<Read> = Read extends (reading: Reading, ...parameters: infer Parameters) => infer Result
  ? (...parameters: Parameters) => Result
  : never;

/** What can be asked of a thread that reads. */
export interface Questions {
  readonly changes: Asked<typeof readChanges>;
  readonly status: Asked<typeof readStatus>;
  readonly sessions: Asked<typeof readSessions>;
  readonly session: Asked<typeof readSession>;
  readonly spans: Asked<typeof readSpanTable>;
  readonly span: Asked<typeof readSpan>;
  readonly details: Asked<typeof readDetails>;
  readonly events: Asked<typeof readEvents>;
  readonly steps: Asked<typeof readSteps>;
  readonly comparison: Asked<typeof readComparison>;
  readonly metrics: Asked<typeof readMetrics>;
  readonly alerts: Asked<typeof readAlertReport>;
  readonly query: Asked<typeof readAnswer>;
  readonly otlp: Asked<typeof readOtlp>;
  readonly unpriced: Asked<typeof readUnpriced>;
}

const QUESTIONS: {
  readonly [Name in keyof Questions]: (
    reading: Reading,
    ...parameters: Parameters<Questions[Name]>
  ) => ReturnType<Questions[Name]>;
} = {
  changes: readChanges,
  status: readStatus,
  sessions: readSessions,
  session: readSession,
  spans: readSpanTable,
  span: readSpan,
  details: readDetails,
  events: readEvents,
  steps: readSteps,
  comparison: readComparison,
  metrics: readMetrics,
  alerts: readAlertReport,
  query: readAnswer,
  otlp: readOtlp,
  unpriced: readUnpriced,
};

/** Answers one question after the other. */
export function startReading(channel: Channel<ReadCall>, { path }: ThreadData): void {
  const send = (message: FromThread, memory?: readonly ArrayBuffer[]): void => channel.post(message, memory);
  let reading: Reading;
  try {
    reading = new Reading(path);
  } catch (error) {
    send({ failed: errorText(error) });
    channel.close();
    return;
  }
  channel.onMessage((message) => {
    if ("close" in message) {
      reading.close();
      channel.close();
      return;
    }
    const { id, call } = message;
    try {
      const value = reading.snapshot(() => answer(reading, call));
      send({ id, value }, value instanceof JsonParts ? value.memory : []);
    } catch (error) {
      send({ id, error: errorText(error) });
    }
  });
  send({ ready: true, sqliteVersion: sqliteVersion() });
}

function answer(reading: Reading, { type, parameters }: ReadCall): unknown {
  const question = QUESTIONS[type as keyof Questions] as (
    reading: Reading,
    ...parameters: readonly unknown[]
  ) => unknown;
  return question(reading, ...parameters);
}
