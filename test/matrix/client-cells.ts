import type { Telemetry } from "../../src/index.ts";
import { vendorVersion } from "../vendors/load.ts";
import { BUDGET_CASES } from "./budget-cases.ts";
import { CASES, type MatrixCase } from "./cases.ts";
import type { Contender } from "./contender.ts";
import { CONTENDERS } from "./contenders.ts";
import type { Grid } from "./grid.ts";
import { play } from "./stage.ts";

const ROWS: readonly MatrixCase[] = [...CASES, ...BUDGET_CASES];

/** Every wrapped client, in every case. */
export const CLIENTS: Grid = {
  place: "matrix",
  rows: ROWS.map(({ title }) => title),
  columns: CONTENDERS.map((contender) => ({
    name: nameOf(contender),
    cells: Object.fromEntries(ROWS.map((one) => [one.title, (telemetry) => cell(telemetry, contender, one)])),
  })),
  exceptions: [],
};

async function cell(
  telemetry: Telemetry,
  contender: Contender,
  { answers, story, judge }: MatrixCase,
): Promise<readonly string[] | undefined> {
  const script = answers(contender);
  if (script === undefined) return undefined;
  const given = script.filter((answer) => answer !== undefined);
  const played = await play(telemetry, contender, given, story);
  const [bare, wrapped] = [JSON.stringify(played.bare), JSON.stringify(played.wrapped)];
  return [
    ...judge(played, contender),
    bare !== wrapped && `the caller sees ${wrapped}, unwrapped ${bare}`,
    played.rejections.length > 0 && `unhandled: ${String(played.rejections[0])}`,
  ].filter((fault) => fault !== false);
}

function nameOf({ packageName, set, protocol }: Contender): string {
  return `${packageName} ${vendorVersion(set, packageName)}, ${protocol.name}`;
}
