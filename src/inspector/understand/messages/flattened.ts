import type { JsonValue } from "../../api.ts";

/** Attributes below a prefix that are read; further ones are left out, as a message of that many parts is nobody's. */
const MAX_ATTRIBUTES = 5_000;

interface Branch {
  readonly children: Map<string, Branch>;
  value?: JsonValue;
}

/**
 * What was written into many attributes as one value again: `gen_ai.prompt.0.role`, `gen_ai.prompt.0.content` are a list of one object. Names that are
 * numbers are places in a list.
 */
export function unflattened(attributes: ReadonlyMap<string, JsonValue>, prefix: string): JsonValue | undefined {
  const root: Branch = { children: new Map() };
  let read = 0;
  for (const [name, value] of attributes) {
    if (!name.startsWith(`${prefix}.`) || read === MAX_ATTRIBUTES) continue;
    read += 1;
    let branch = root;
    for (const step of name.slice(prefix.length + 1).split(".")) {
      const next: Branch = branch.children.get(step) ?? { children: new Map() };
      branch.children.set(step, next);
      branch = next;
    }
    branch.value = value;
  }
  return read === 0 ? undefined : grown(root);
}

function grown({ children, value }: Branch): JsonValue {
  if (children.size === 0) return value ?? null;
  const entries = [...children].map(([name, branch]) => [name, grown(branch)] as const);
  if (entries.some(([name]) => !/^\d{1,9}$/.test(name))) return Object.fromEntries(entries);
  return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
}
