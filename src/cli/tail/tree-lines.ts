import type { SessionRow } from "../../inspector/index.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { stepLine } from "../steps/step-line.ts";
import type { Paint } from "../terminal/paint.ts";
import type { Arrived, ArrivedLine } from "./arrivals.ts";

/** What came in as lines of a tree; a session is named when the lines before were of another. */
export class TreeLines {
  readonly #paint: Paint;
  #session: string | undefined;
  /** Of the last line. */
  #trace: string | null = null;
  /** Whether the last heading named a span: what follows of other traces is not of that. */
  #isOfSpan = false;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  linesOf({ session, lines }: Arrived): readonly string[] {
    return lines.flatMap((line) => {
      const isOtherSession = session.id !== this.#session;
      const isOtherTrace = line.traceId !== this.#trace;
      // An event may come after its span, when the line above is of another run: it would read as an event of that.
      const span = isOtherSession || isOtherTrace ? line.under : null;
      const isHeaded = isOtherSession || span !== null || (isOtherTrace && this.#isOfSpan);
      this.#session = session.id;
      this.#trace = line.traceId;
      if (isHeaded) this.#isOfSpan = span !== null;
      const text = stepLine({ ...line, depth: line.depth + 1 }, this.#paint);
      return isHeaded ? [this.#heading(session, span), text] : [text];
    });
  }

  #heading({ id, service }: SessionRow, span: string | null): string {
    const of = span === null ? "" : ` · ${terminalText(span)}`;
    return `${this.#paint("accent", "■")} ${this.#paint("bold", terminalText(service))} ${this.#paint("dim", terminalText(id))}${of}`;
  }
}

/** What a program gets of a line. */
export function toJson({ id }: SessionRow, line: ArrivedLine): Readonly<Record<string, unknown>> {
  const {
    rank: _rank,
    counted: _counted,
    callId: _callId,
    under: _under,
    input: _input,
    output: _output,
    repeatedMessages: _repeated,
    service,
    ...rest
  } = line;
  const known = Object.entries(rest).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return { session: id, service, ...Object.fromEntries(known) };
}
