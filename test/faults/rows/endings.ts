import type { Form } from "../form.ts";
import { play } from "../play.ts";
import type { Scenario } from "../scenario.ts";
import { always, type Fault } from "../server/fault.ts";

/** Rows 3, 14, 18 and 24: how processes end, and what `shutdown()` and `flush()` answer. */
export function endingRows({ spans }: Form): readonly Scenario[] {
  const abrupt = (["exit", "throw", "reject"] as const).map(
    (ending): Scenario => ({
      row: 3,
      name: `40 spans, then ${ABRUPT_NAMES[ending]}`,
      bar: { heldMillis: 50 },
      run: (stage) => play(stage, { host: { spans: 40, seconds: 1.5, ending }, restart: true }),
    }),
  );
  const signals = [false, true].flatMap((handlesSigterm) =>
    [false, true].map(
      (down): Scenario => ({
        row: 14,
        name: `SIGTERM, ${handlesSigterm ? "a" : "no"} handler, backend ${down ? "down" : "up"}`,
        bar: { heldMillis: 600, duplicates: handlesSigterm || down ? 0 : 512 },
        run: (stage) =>
          play(stage, {
            host: { handlesSigterm },
            phases: down ? always({ kind: "refused" }) : [],
            signal: { name: "SIGTERM", afterSpans: spans / 2 },
            restart: true,
          }),
      }),
    ),
  );
  const hanging = (["shutdown", "natural"] as const).map(
    (ending): Scenario => ({
      row: 18,
      name: `the backend hangs, ${ending === "shutdown" ? "shutdown()" : "natural end"}`,
      bar: { heldMillis: 2_200 },
      run: (stage) =>
        play(stage, { host: { spans: 2_000, seconds: 4, ending }, phases: always({ kind: "hang" }), restart: true }),
    }),
  );
  return [...abrupt, ...signals, ...hanging, ...REPORTED_FAULTS.map(reportRow)];
}

const ABRUPT_NAMES = { exit: "process.exit()", throw: "an uncaught throw", reject: "an unhandled rejection" };

const REPORTED_FAULTS: readonly (readonly [string, Fault])[] = [
  ["refused", { kind: "refused" }],
  ["503", { kind: "status", code: 503 }],
  ["429, Retry-After: 60", { kind: "status", code: 429, retryAfter: "60" }],
  ["resets", { kind: "reset", stored: false }],
  ["hanging", { kind: "hang" }],
  ["400", { kind: "status", code: 400 }],
  ["401", { kind: "status", code: 401 }],
  ["web pages", { kind: "html" }],
  ["garbage answers", { kind: "answer", shape: "garbage" }],
  ["answers without an end", { kind: "answer", shape: "endless" }],
];

/** The reports themselves are looked at for every row; here both calls meet each fault. */
function reportRow([name, fault]: readonly [string, Fault]): Scenario {
  return {
    row: 24,
    name: `flush() and shutdown() under ${name}`,
    bar: {
      heldMillis: 2_200,
      duplicates: 512,
      check: ({ hosts }, { slackMillis }) => slowFlush(hosts[0]?.result, slackMillis),
    },
    run: (stage) =>
      play(stage, {
        host: { spans: 200, seconds: 1, flushAtMillis: 400, lingerMillis: 2_500 },
        phases: always(fault),
        restart: true,
      }),
  };
}

function slowFlush(result: { readonly flushMillis?: number } | undefined, slackMillis: number): readonly string[] {
  const millis = result?.flushMillis ?? Number.POSITIVE_INFINITY;
  return millis <= 2_200 + slackMillis ? [] : [`flush() took ${millis.toFixed(0)} ms`];
}
