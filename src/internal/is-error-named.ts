/** For `Symbol.hasInstance` of errors of ours: the same class in another copy of this package makes errors that are instances of this one too. */
export function isErrorNamed(value: unknown, name: string): boolean {
  return value instanceof Error && value.name === name;
}
