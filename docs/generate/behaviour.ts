import { CASES } from "../../bench/behaviour/cases.ts";
import { code, table } from "./markdown.ts";
import { readSource } from "./source.ts";

/** What `bench/behaviour.ts` saw. */
interface Measured {
  readonly client: string;
  readonly node: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, number>>;
  readonly seen: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const NAMES: Readonly<Record<string, string>> = {
  agentscribe: "**agentscribe**",
  langfuse: "Langfuse",
  langsmith: "LangSmith",
  braintrust: "Braintrust",
  opentelemetry: "OpenTelemetry contrib",
  openllmetry: "OpenLLMetry",
  openinference: "OpenInference",
};

const measured: Measured = JSON.parse(readSource("bench/behaviour/measured.json"));
const contenders = Object.keys(NAMES).filter((name) => measured.seen[name] !== undefined);

/** Rows of ways to call, columns of who observes. */
export function behaviourTable(): string {
  const rows = Object.entries(CASES).map(([key, { title }]) => [title, ...contenders.map((name) => mark(name, key))]);
  const sent = contenders.map((name) => (measured.seen[name]?.content === "sent" ? "sent" : "withheld"));
  const packages = contenders.map((name) => String(measured.packages[name] ?? ""));
  return table(
    ["", ...contenders.map((name) => NAMES[name] ?? name)],
    [
      ...rows,
      ["text of the prompt, by default", ...sent],
      ["packages that stand in `node_modules`, without the client", ...packages],
    ],
  );
}

/** Which versions the table is of, and what the crosses in it are. */
export function behaviourNotes(): string {
  const versions = contenders.map((name) => code(measured.versions[name] ?? "")).join(", ");
  const crosses = contenders.flatMap((name) => {
    const wrong = Object.keys(CASES).filter((key) => mark(name, key) === "✗");
    if (wrong.length === 0) return [];
    const said = wrong.map(
      (key) => `${CASES[key]?.title}: ${code((measured.seen[name]?.[key] ?? "").replaceAll("`", "'"))}`,
    );
    return [`- ${NAMES[name]}: ${said.join("; ")}`];
  });
  return [
    `${code(measured.client)}, Node ${measured.node}, with ${versions}. What the crosses are:`,
    crosses.join("\n"),
  ].join("\n\n");
}

function mark(name: string, key: string): string {
  const seen = measured.seen[name]?.[key];
  return seen === "right" ? "●" : seen === "lost" ? "○" : "✗";
}
