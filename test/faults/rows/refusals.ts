import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Form } from "../form.ts";
import { play } from "../play.ts";
import type { Run, Scenario } from "../scenario.ts";
import { accountOf } from "../sdk-account.ts";
import { always } from "../server/fault.ts";

const MARKER = "faults-poison-9f3c1d";
const LIMIT_BYTES = 256 * 1024;

/** Rows 5 to 8: the backend answers, and does not take what it gets. */
export function refusalRows({ outage }: Form): readonly Scenario[] {
  const length = `${(outage.to - outage.from) / 1000} s`;
  const refusals = [400, 401, 403, 404].map(
    (code): Scenario => ({
      row: 5,
      name: `${length} of ${code} for everything`,
      bar: { heldMillis: 100 },
      run: (stage) => {
        const phases = [{ by: "time", ...outage, fault: { kind: "status", code } }] as const;
        return play(stage, { phases, restart: true });
      },
    }),
  );
  return [
    ...refusals,
    {
      row: 6,
      name: "one poison span",
      bar: {
        heldMillis: 100,
        dropped: { refused_4xx: 1 },
        check: ({ notes = [] }) =>
          notes.includes(IN_DEAD_LETTER) ? [] : ["the poison span is in no dead letter file"],
      },
      async run(stage) {
        const host = { poisonAt: Math.floor(stage.form.spans / 3), marker: MARKER };
        const run = await play(stage, { host, phases: always({ kind: "poison", marker: MARKER }) });
        return { ...run, notes: holdsMarker(stage.spoolDirectory) ? [IN_DEAD_LETTER] : [] };
      },
    },
    {
      row: 7,
      name: "413 above 256 KB, burst of 5,000",
      bar: { heldMillis: 100 },
      run(stage) {
        const host = { spans: 5_000, seconds: 0, lingerMillis: 2_000 };
        return play(stage, { host, phases: always({ kind: "limit", bytes: LIMIT_BYTES }), restart: true });
      },
    },
    {
      row: 8,
      name: "partial success, 5 rejected a request",
      bar: { heldMillis: 100, dropped: "counted", check: rejectedAsCounted },
      run: (stage) => play(stage, { phases: always({ kind: "partial", rejected: 5 }) }),
    },
  ];
}

const IN_DEAD_LETTER = "the poison span is in a dead letter file";

function holdsMarker(directory: string): boolean {
  try {
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.some((file) => readFileSync(join(file.parentPath, file.name)).includes(MARKER));
  } catch {
    return false; // There is no spool.
  }
}

function rejectedAsCounted({ hosts, stats }: Run): readonly string[] {
  const dropped = accountOf(hosts[0]?.result?.health)?.dropped ?? {};
  const { rejected_by_backend: counted = 0, ...others } = dropped;
  const misses = Object.keys(others).map((reason) => `spans were dropped as ${reason}`);
  if (counted !== stats.rejected) misses.push(`the backend rejected ${stats.rejected}, the SDK counted ${counted}`);
  if (stats.rejected === 0) misses.push("the backend rejected nothing: the row shows nothing");
  return misses;
}
