/** What a function gives, or nothing when it throws: a value of the application or of a vendor that changed its shape costs the record, never the call. */
export function attempt<T>(fn: () => T): T | undefined {
  try {
    return fn();
  } catch {
    return undefined;
  }
}
