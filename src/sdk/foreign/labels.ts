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
      const text = textOf(value);
      if (text !== undefined && text.length <= MAX_KNOWN_CHARS && attributes[key] === value)
        known.add(nameOf(key, text));
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
    const text = textOf(labels[key]);
    if (text === undefined || !known.has(nameOf(key, text))) return false;
  }
  return true;
}

/** Of a number or a switch only the name can hold a secret. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return "";
  return typeof value === "string" ? value : undefined;
}

function nameOf(key: string, value: string): string {
  return `${key}\u0000${value}`;
}
