/** The value at a path of property names, reading getters; absent where a step is missing or throws. */
export function readPath(value: unknown, ...path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if ((typeof current !== "object" && typeof current !== "function") || current === null) return undefined;
    try {
      current = Reflect.get(current, key);
    } catch {
      return undefined;
    }
  }
  return current;
}
