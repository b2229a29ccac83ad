import type { Attributes } from "@opentelemetry/api";
import type { Diag } from "../../internal/diag.ts";
import { guard } from "../../internal/guard.ts";
import type { ContentGate } from "../../record/ports.ts";
import { splitAttributes } from "./content.ts";

/** More labels than programs have; with them the memory starts again. */
const MAX_KNOWN = 2_000;
const MAX_KNOWN_CHARS = 200;

/**
 * What others label their measurements with, without secrets; content is no label. They are cleaned before they are counted, so that what is alike
 * afterwards is one series.
 *
 * @param gate - of who takes the measurements
 */
export function createLabelFilter(gate: () => ContentGate | undefined, diag: Diag): (labels: Attributes) => Attributes {
  /** Labels that were looked at and are left as they are. */
  const known = new Set<string>();
  let knownBy: ContentGate | undefined;

  function clean(labels: Attributes, content: ContentGate): Attributes {
    if (areKnown(labels, known)) return labels;
    const { attributes } = splitAttributes(labels as Parameters<typeof splitAttributes>[0], content);
    for (const key in labels) {
      if (known.size >= MAX_KNOWN) known.clear();
      const value = labels[key];
      if (typeof value === "string" && value.length <= MAX_KNOWN_CHARS && attributes[key] === value) {
        known.add(nameOf(key, value));
      }
    }
    return attributes as Attributes;
  }

  return (labels) => {
    const content = gate();
    if (content === undefined) return {};
    if (content !== knownBy) known.clear();
    knownBy = content;
    return guard(diag, "metrics.labels", () => clean(labels, content), {});
  };
}

function areKnown(labels: Attributes, known: ReadonlySet<string>): boolean {
  for (const key in labels) {
    const value = labels[key];
    const isPlain = typeof value === "number" || typeof value === "boolean";
    if (!isPlain && (typeof value !== "string" || !known.has(nameOf(key, value)))) return false;
  }
  return true;
}

function nameOf(key: string, value: string): string {
  return `${key}\u0000${value}`;
}
