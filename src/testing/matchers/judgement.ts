import type { View } from "./view-of.ts";

/** What a matcher found, before it is known whether the test wants it so. */
export interface Judgement {
  /** Absent when what was recorded cannot answer: then the test fails, `.not` or not. */
  readonly holds: boolean | undefined;
  /** What was expected, after "expected" or "expected not": `a call of the tool "search"`. */
  readonly expected: string;
  /** What is there instead, in a sentence or more. */
  readonly found: string;
}

/** Asked of a view, with what the test gave. @throws TypeError for arguments that make no sense */
export type Judge<Args extends readonly unknown[]> = (view: View, ...args: Args) => Judgement;

/** Why a test failed, with everything that was recorded. */
export function explain(matcher: string, isNot: boolean, judgement: Judgement, view: View): string {
  const { holds, expected, found } = judgement;
  const open = view.open.length === 0 ? "" : `\n\nstill open, so not recorded yet: ${view.open.join(", ")}`;
  const tree = view.roots.length === 0 ? "(nothing)" : view.print();
  const asked = `expect(telemetry)${isNot ? ".not" : ""}.${matcher}()`;
  const undecided = holds === undefined ? "\nThis cannot be decided, so it fails with .not as well." : "";
  return `${asked}\n\nexpected${isNot ? " not" : ""}: ${expected}\nbut: ${found}${undecided}\n\nrecorded:\n${indented(tree)}${open}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

/** @throws TypeError */
export function wrongArgument(matcher: string, expected: string): never {
  throw new TypeError(`${matcher}() takes ${expected}`);
}

/** @throws TypeError for what counts nothing; what was not given is left alone */
export function checkCount(matcher: string, name: string, value: unknown): void {
  if (value === undefined || (Number.isInteger(value) && (value as number) >= 0)) return;
  wrongArgument(matcher, `a whole number as ${name}`);
}
