import type { Attributes } from "@opentelemetry/api";
import type { Diag } from "../../internal/diag.ts";
import { guard } from "../../internal/guard.ts";
import { isOwn } from "../../internal/is-own.ts";
import type { ContentGate } from "../../record/ports.ts";
import { splitAttributes } from "./content.ts";

/** More sets of labels than programs have; with them the memory starts again. */
const MAX_KNOWN = 2_000;
const MAX_KNOWN_CHARS = 1_000;

/**
 * What others label their measurements with, without secrets; content is no label. They are cleaned before they are counted, so that what is alike
 * afterwards is one series.
 *
 * @param gate - of who takes the measurements
 */
export function createLabelFilter(gate: () => ContentGate | undefined, diag: Diag): (labels: Attributes) => Attributes {
  /** Sets that were looked at and are left as they are. What a label holds can depend on those beside it, so they are known together. */
  const known = new Set<string>();
  let knownBy: ContentGate | undefined;

  function clean(labels: Attributes, content: ContentGate): Attributes {
    const name = nameOf(labels);
    if (name !== undefined && known.has(name)) return labels;
    const { attributes } = splitAttributes(labels as Parameters<typeof splitAttributes>[0], content);
    if (name !== undefined && Object.keys(labels).every((key) => attributes[key] === labels[key])) {
      if (known.size >= MAX_KNOWN) known.clear();
      known.add(name);
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

/** Nothing for what is not remembered. Of a number or a switch only the name can hold a secret. */
function nameOf(labels: Attributes): string | undefined {
  let name = "";
  for (const key in labels) {
    if (!isOwn(labels, key)) continue;
    const value = labels[key];
    if (typeof value === "string") name += `${key}\u0000${value}\u0000`;
    else if (typeof value === "number" || typeof value === "boolean") name += `${key}\u0001`;
    else return undefined;
    if (name.length > MAX_KNOWN_CHARS) return undefined;
  }
  return name;
}
