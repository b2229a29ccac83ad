import { createHash } from "node:crypto";

/** A run that is made of one that was recorded. */
export interface Run {
  /** When it began, in nanoseconds before the recorded one. */
  readonly ago: bigint;
  /** How much longer it took than the recorded one, 1 for as long. */
  readonly slowness: number;
}

/** Attributes that tell runs apart. */
const OWN = ["session.id", "gen_ai.conversation.id", "agentscribe.task.id", "agentscribe.work.id", "user.id"];

/**
 * The same run again at other times and speeds, with ids of its own: enough data for boards, from an agent that ran
 * twice. Lines are OTLP JSON, as the
 * inspector exports them; metrics are left out.
 */
export function* earlierRuns(lines: readonly string[], runs: readonly Run[]): Generator<string> {
  const kept = lines.filter((line) => !line.startsWith('{"resourceMetrics"'));
  const first = kept.map(firstTime).reduce((one, other) => (other < one ? other : one));
  for (const [index, run] of runs.entries())
    for (const line of kept) yield JSON.stringify(JSON.parse(line, again(index, run, first)));
}

function again(index: number, { ago, slowness }: Run, first: bigint): (key: string, value: unknown) => unknown {
  return (key, value) => {
    if (key === "traceId" || key === "spanId" || key === "parentSpanId") return idOf(index, String(value));
    if (/unixnano$/i.test(key) && Number(value) > 0) {
      const since = Number(BigInt(String(value)) - first);
      return String(first - ago + BigInt(Math.round(since * slowness)));
    }
    const attribute = value as { readonly key?: string; readonly value?: { readonly stringValue?: string } } | null;
    const text = OWN.includes(attribute?.key ?? "") ? attribute?.value?.stringValue : undefined;
    if (text === undefined) return value;
    const own = attribute?.key === "user.id" ? `customer-${index % 9}` : `${text}-${index}`;
    return { key: attribute?.key, value: { stringValue: own } };
  };
}

function idOf(index: number, id: string): string {
  if (id === "") return "";
  return createHash("sha256").update(`${index} ${id}`).digest("hex").slice(0, id.length);
}

function firstTime(line: string): bigint {
  const times = [...line.matchAll(/"(?:startT|t)imeUnixNano":"(\d+)"/g)].map(([, time]) => BigInt(time ?? 0));
  return times.filter((time) => time > 0n).reduce((first, time) => (time < first ? time : first));
}
