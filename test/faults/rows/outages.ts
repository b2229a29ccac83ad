import type { Form } from "../form.ts";
import { type Course, play } from "../play.ts";
import type { Scenario } from "../scenario.ts";
import { always, type Fault, flapping, type Phase } from "../server/fault.ts";

/** Batches under way at once: what may come twice when the fate of a request is unknown. */
const IN_FLIGHT = 4 * 512;

/** Rows 1, 2, 4, 9 and 11: the backend is well, away, slow, or cuts connections. */
export function outageRows(form: Form): readonly Scenario[] {
  const { seconds, outage, flapMillis, deadlineMillis: timeoutMillis } = form;
  const during = (fault: Fault): readonly Phase[] => [{ by: "time", ...outage, fault }];
  const length = `${(outage.to - outage.from) / 1000} s`;
  const outages: readonly { name: string; phases: readonly Phase[]; duplicates?: number; host?: Course["host"] }[] = [
    { name: `${length} refused`, phases: during({ kind: "refused" }) },
    { name: `${length} of 503`, phases: during({ kind: "status", code: 503 }) },
    { name: `${length} of 503, events too`, phases: during({ kind: "status", code: 503 }), host: { eventEvery: 5 } },
    { name: `${length} of 429, Retry-After: 1`, phases: during({ kind: "status", code: 429, retryAfter: "1" }) },
    { name: `${length} of resets`, phases: during({ kind: "reset", stored: false }), duplicates: IN_FLIGHT },
    {
      name: `${length} of hanging`,
      phases: during({ kind: "hang" }),
      duplicates: IN_FLIGHT,
      host: { exporter: { timeoutMillis } },
    },
    {
      name: `flapping, ${flapMillis / 1000} s`,
      phases: flapping({ kind: "refused" }, flapMillis, (seconds - 0.5) * 1_000),
    },
  ];
  return [
    { row: 1, name: "all well, shutdown()", bar: { heldMillis: 100 }, run: (stage) => play(stage, {}) },
    {
      row: 1,
      name: "all well, JSON and gzip, events too",
      bar: { heldMillis: 100 },
      run: (stage) =>
        play(stage, { host: { eventEvery: 10, exporter: { protocol: "http/json", compression: "gzip" } } }),
    },
    {
      row: 2,
      name: "40 spans, natural end",
      bar: { heldMillis: 300 },
      run: (stage) => play(stage, { host: { spans: 40, seconds: 1.5, ending: "natural" } }),
    },
    ...outages.map(
      ({ name, phases, duplicates = 0, host = {} }): Scenario => ({
        row: 4,
        name,
        bar: { heldMillis: 100, caughtUpMillis: 6_000, duplicates },
        run: (stage) => play(stage, { phases, host }),
      }),
    ),
    {
      row: 9,
      name: "stored, then reset",
      bar: { heldMillis: 100, duplicates: IN_FLIGHT },
      run: (stage) => play(stage, { phases: [resetsAfterStoring(seconds)] }),
    },
    {
      row: 11,
      name: "answers after 2 s",
      bar: { heldMillis: 2_200 },
      run: (stage) => play(stage, { phases: always({ kind: "slow", millis: 2_000 }), restart: true }),
    },
  ];
}

function resetsAfterStoring(seconds: number): Phase {
  const from = seconds * 250;
  return { by: "time", from, to: from + seconds * 150, fault: { kind: "reset", stored: true } };
}
