import { collectRun, type Run } from "../../steps/collect-run.ts";
import { compareSteps } from "../../steps/compare-steps.ts";
import { JsonParts } from "../json-answer.ts";
import { readEvents } from "./event-list.ts";
import type { Reading } from "./reading.ts";
import { eachDetail } from "./span-details.ts";
import { readSpanTable } from "./span-table.ts";

/** A session as steps. Undefined for one that is not there. */
export function readSteps(reading: Reading, session: string): JsonParts | undefined {
  const run = readRun(reading, session);
  if (run === undefined) return undefined;
  const { offered: _, ...conversation } = run;
  return new JsonParts(conversation);
}

/** Two sessions side by side. Undefined when one is not there. */
export function readComparison(reading: Reading, a: string, b: string): JsonParts | undefined {
  const runA = readRun(reading, a);
  const runB = a === b ? runA : readRun(reading, b);
  return runA === undefined || runB === undefined ? undefined : new JsonParts(compareSteps(runA, runB));
}

function readRun(reading: Reading, session: string): Run | undefined {
  const target = { session };
  const table = readSpanTable(reading, target);
  if (table === undefined || table.session === null) return undefined;
  return collectRun({
    session: table.session,
    table,
    events: readEvents(reading, target),
    details: (kinds) => eachDetail(reading, target, kinds),
  });
}
