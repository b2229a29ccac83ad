import type { JsonValue } from "../../api.ts";

/** Attributes below a prefix that are read; further ones are left out, as a message of that many parts is nobody's. */
const MAX_ATTRIBUTES = 5_000;

const PLACE = /^\.\d{1,9}\./;

interface Branch {
  readonly children: Map<string, Branch>;
  value?: JsonValue;
}

/**
 * A list that was written into many attributes: `gen_ai.prompt.0.role` and `gen_ai.prompt.0.content` are a list of one object. Names that are numbers are
 * places in a list; other names right below the prefix, such as `gen_ai.prompt.name`, are none of it. Undefined where there is nothing.
 */
export function unflattened(attributes: ReadonlyMap<string, JsonValue>, prefix: string): JsonValue | undefined {
  const root: Branch = { children: new Map() };
  let read = 0;
  for (const [name, value] of attributes) {
    if (!name.startsWith(prefix) || !PLACE.test(name.slice(prefix.length)) || read === MAX_ATTRIBUTES) continue;
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
