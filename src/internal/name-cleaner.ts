type NameCleaner = (name: string) => string;

let cleaner: NameCleaner = (name) => name;

/** Names and ids become telemetry only where a client was made, which says how they are cleaned. */
export function setNameCleaner(clean: NameCleaner): void {
  cleaner = clean;
}

/** A name or an id of the application without secrets. */
export function cleanedName(name: string): string {
  return cleaner(name);
}
