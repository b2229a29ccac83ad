/**
 * For `Symbol.hasInstance` of errors of ours: the same class in another copy of this package makes errors that are instances of this one too.
 * One of others by the same name lacks the field.
 */
export function isErrorNamed(value: unknown, name: string, field: string): boolean {
  return value instanceof Error && value.name === name && field in value;
}
