import type { CliContext } from "../run-cli.ts";

/** Colours by what they say. */
const CODES = { bold: 1, dim: 90, bad: 31, good: 32, notable: 33, blue: 34, accent: 36 } as const;

export type Paint = (meaning: keyof typeof CODES, text: string) => string;

/**
 * Colours text for a terminal.
 *
 * @param color - what `--color` and `--no-color` say; without them a terminal has colours unless `NO_COLOR` is set
 */
export function createPaint({ columns, env }: CliContext, color: boolean | undefined): Paint {
  const isOn = color ?? (columns !== undefined && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb");
  return isOn ? (meaning, text) => `\u001b[${CODES[meaning]}m${text}\u001b[0m` : (_, text) => text;
}
