/** What an object has its methods from, to observe them for all objects of its class; undefined for what is no object. */
export function prototypeOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
}
