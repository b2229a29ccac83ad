import type { Comparison, Step } from "../api.ts";
import { align } from "./diff.ts";

/** A line difference of the instructions of two runs, agent by agent. */
export function comparePrompts(a: readonly Step[], b: readonly Step[]): Comparison["prompts"] {
  const linesA = linesByAgent(a);
  const linesB = linesByAgent(b);
  const agents = [...new Set([...linesA.keys(), ...linesB.keys()])];
  return agents.flatMap((agent) => {
    const lines = compareLines(linesA.get(agent) ?? [], linesB.get(agent) ?? []);
    return agents.length === 1 ? lines : [{ change: "same" as const, text: `[${agent || "no agent"}]` }, ...lines];
  });
}

function linesByAgent(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>();
  for (const { agent, system } of steps) {
    if (system === null) continue;
    const name = agent ?? "";
    lines.set(name, [...(lines.get(name) ?? []), ...system.split(/\r\n|\r|\n/)]);
  }
  return lines;
}

function compareLines(a: readonly string[], b: readonly string[]): Comparison["prompts"] {
  return align(a, b).map(({ a: indexA, b: indexB }) => {
    const text = a[indexA] ?? b[indexB] ?? "";
    return { change: indexB < 0 ? "removed" : indexA < 0 ? "added" : "same", text };
  });
}
