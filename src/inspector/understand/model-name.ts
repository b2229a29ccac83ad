/** What tells a version of a model from the name that it is asked for by: a date or a number, as `-2026-08-07`, `@20260514` or `-001`. */
export const VERSION_OF_MODEL = "^[-@:][0-9]{3}";

const VERSION = new RegExp(VERSION_OF_MODEL);

/**
 * The name that a call stands under: the model that answered, but the one asked for where the answer is only a version of it, so that calls that failed, which
 * no model answered, stand with the others.
 */
export function modelName(asked: string | undefined, answered: string | undefined): string | undefined {
  if (asked === undefined || answered === undefined) return answered ?? asked;
  return answered.startsWith(asked) && VERSION.test(answered.slice(asked.length)) ? asked : answered;
}
