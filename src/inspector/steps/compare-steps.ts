import type { Comparison, Step } from "../api.ts";
import { isToolCall } from "../model/facts.ts";
import type { Run } from "./collect-run.ts";
import { align } from "./diff.ts";
import { differences } from "./differences.ts";
import { comparePrompts } from "./prompts.ts";

/** Two runs side by side. */
export function compareSteps(a: Run, b: Run): Comparison {
  const rows = align(a.steps.map(keyOf), b.steps.map(keyOf)).map(({ a: indexA, b: indexB }) => {
    const stepA = a.steps[indexA] ?? null;
    const stepB = b.steps[indexB] ?? null;
    const differs = stepA === null || stepB === null ? [] : differences(stepA, stepB);
    return { change: changeOf(stepA, stepB, differs), a: stepA, b: stepB, differs };
  });
  return { a: a.session, b: b.session, rows, tools: toolsOf(a, b), prompts: comparePrompts(a.steps, b.steps) };
}

function changeOf(a: Step | null, b: Step | null, differs: readonly string[]): Comparison["rows"][number]["change"] {
  if (b === null) return "only-a";
  if (a === null) return "only-b";
  return differs.length === 0 ? "same" : "changed";
}

/** Steps with the same key do the same; how they do it may differ. */
function keyOf(step: Step): string {
  // The name of a model call is that of the model, which is what may differ.
  const name = step.type === "inference" ? (step.agent ?? "") : step.name;
  return `${step.type} ${name}`;
}

function toolsOf(a: Run, b: Run): Comparison["tools"] {
  const counts = new Map<string, { a: number; b: number }>();
  for (const [run, side] of [
    [a, "a"],
    [b, "b"],
  ] as const) {
    const called = run.steps.filter(({ type }) => isToolCall(type)).map(({ name }) => name);
    for (const name of run.offered) counts.set(name, counts.get(name) ?? { a: 0, b: 0 });
    for (const name of called) {
      const count = counts.get(name) ?? { a: 0, b: 0 };
      count[side] += 1;
      counts.set(name, count);
    }
  }
  return [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
