import type { SessionRow } from "../../inspector/index.ts";
import type { Draft } from "../../inspector/steps/draft.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { stepLine } from "../steps/step-line.ts";
import type { Paint } from "../terminal/paint.ts";
import type { Arrived } from "./arrivals.ts";

/** What came in as lines of a tree; a session is named when the lines before were of another. */
export class TreeLines {
  readonly #paint: Paint;
  #last: string | undefined;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  linesOf({ session, lines }: Arrived): readonly string[] {
    const isOther = session.id !== this.#last;
    this.#last = session.id;
    return [
      ...(isOther ? [this.#heading(session)] : []),
      ...lines.map((line) => stepLine({ ...line, depth: line.depth + 1 }, this.#paint)),
    ];
  }

  #heading({ id, service }: SessionRow): string {
    return `${this.#paint("accent", "■")} ${this.#paint("bold", terminalText(service))} ${this.#paint("dim", terminalText(id))}`;
  }
}

/** What a program gets of a line. */
export function toJson({ id, service }: SessionRow, line: Draft): Readonly<Record<string, unknown>> {
  const {
    rank: _rank,
    counted: _counted,
    callId: _callId,
    input: _input,
    output: _output,
    repeatedMessages: _repeated,
    ...rest
  } = line;
  const known = Object.entries(rest).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return { session: id, service, ...Object.fromEntries(known) };
}
