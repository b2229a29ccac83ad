import { headOf } from "./text-head.ts";

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

/** The first characters of a name or another short text, without secrets. */
export function cleanedHead(text: string, maxChars: number): string {
  return headOf(cleaner(headOf(text, maxChars + LONGEST_SECRET)), maxChars);
}

/** A secret that the end of a text would cut in two is looked at whole. */
export const LONGEST_SECRET = 4_096;
