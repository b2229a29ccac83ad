const MAX_DEPTH = 9;
const MAX_OBJECTS = 2_000;

/** The class of a provider, and those of its processors and exporters, as far as they can be seen. */
export function classNames(provider: object): readonly string[] {
  const names = new Set<string>();
  walk(provider, (value) => {
    const name: unknown = value.constructor?.name;
    if (typeof name === "string" && name !== "Object" && name !== "Array" && name !== "") names.add(name);
  });
  return [...names];
}

/** The URLs that exporters of a provider send to, as far as they can be seen. */
export function exporterUrls(provider: object): readonly string[] {
  const urls = new Set<string>();
  walk(provider, (value) => {
    for (const name of ["url", "_url", "endpoint"]) {
      const found = own(value, name);
      if (typeof found === "string" && /^https?:\/\//.test(found)) urls.add(found);
    }
  });
  return [...urls];
}

/** Each object once, nearest first; getters are not called, nor what is too deep or too much looked at. */
function walk(start: object, visit: (value: object) => void): void {
  const seen = new Set<object>([start]);
  let level: readonly object[] = [start];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const next: object[] = [];
    for (const value of level) {
      visit(value);
      for (const name of namesOf(value)) {
        const inner = own(value, name);
        if (typeof inner !== "object" || inner === null || seen.has(inner) || seen.size >= MAX_OBJECTS) continue;
        seen.add(inner);
        next.push(inner);
      }
    }
    level = next;
  }
}

/** Spans in a buffer are many, and say nothing. */
function namesOf(value: object): readonly string[] {
  try {
    return ArrayBuffer.isView(value) ? [] : Object.keys(value).slice(0, 100);
  } catch {
    return [];
  }
}

function own(value: object, name: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(value, name)?.value;
  } catch {
    return undefined;
  }
}
