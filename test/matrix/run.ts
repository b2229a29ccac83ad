import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { vendorVersion } from "../vendors/load.ts";
import { CASES, type MatrixCase } from "./cases.ts";
import type { Contender } from "./contender.ts";
import { CONTENDERS } from "./contenders.ts";
import { play, startTelemetry } from "./stage.ts";
import { tableOf } from "./table.ts";

/**
 * Plays every case with every wrapped client. `--check` fails when a cell is wrong or the table in the docs is another one, `--write` writes the
 * table, `--only openai` and `--case stream` choose.
 */
const { values } = parseArgs({
  options: {
    check: { type: "boolean" },
    write: { type: "boolean" },
    only: { type: "string", default: "" },
    case: { type: "string", default: "" },
  },
});

const telemetry = startTelemetry();
const contenders = CONTENDERS.filter((one) => nameOf(one).includes(values.only));
const cases = CASES.filter((one) => one.title.includes(values.case));
const faults: string[] = [];
const cells = new Map<string, string>();
for (const contender of contenders) {
  for (const one of cases) {
    const found = await cell(contender, one);
    cells.set(`${one.title}|${nameOf(contender)}`, found === undefined ? "–" : found.length === 0 ? "●" : "○");
    for (const fault of found ?? []) faults.push(`${nameOf(contender)}: ${one.title}: ${fault}`);
  }
}
await telemetry.shutdown();

for (const fault of faults) console.log(fault);
const right = [...cells.values()].filter((mark) => mark === "●").length;
const wrong = [...cells.values()].filter((mark) => mark === "○").length;
console.log(`matrix: ${right} cells right, ${wrong} wrong, ${cells.size - right - wrong} that do not apply`);

const page = new URL("../../docs/instrumentations.md", import.meta.url);
const table = tableOf(
  cases.map(({ title }) => title),
  contenders.map(nameOf),
  cells,
);
if (values.write === true) writeFileSync(page, withTable(readFileSync(page, "utf8"), table));
if (values.check === true && readFileSync(page, "utf8") !== withTable(readFileSync(page, "utf8"), table)) {
  console.log("docs/instrumentations.md: the table is another one; npm run matrix -- --write");
  process.exitCode = 1;
}
if (wrong > 0) process.exitCode = 1;

async function cell(
  contender: Contender,
  { answers, story, judge }: MatrixCase,
): Promise<readonly string[] | undefined> {
  const script = answers(contender);
  if (script === undefined) return undefined;
  try {
    const given = script.filter((answer) => answer !== undefined);
    const played = await play(telemetry, contender, given, story);
    const seen = [JSON.stringify(played.bare), JSON.stringify(played.wrapped)] as const;
    return [
      ...judge(played, contender),
      seen[0] !== seen[1] && `the caller sees ${seen[1]}, unwrapped ${seen[0]}`,
      played.rejections.length > 0 && `unhandled: ${String(played.rejections[0])}`,
    ].filter((fault) => fault !== false);
  } catch (error) {
    return [`threw ${String(error)}`];
  }
}

function nameOf({ packageName, set, protocol }: Contender): string {
  return `${packageName} ${vendorVersion(set, packageName)}, ${protocol.name}`;
}

function withTable(text: string, rows: string): string {
  return text.replace(/(<!-- matrix -->\n)[\s\S]*?(\n<!-- \/matrix -->)/, `$1${rows}$2`);
}
