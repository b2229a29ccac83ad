import type { Telemetry } from "../../../src/index.ts";
import type { Answer } from "../../support/scripted-answers.ts";
import type { Cell } from "../grid.ts";
import { describeThrown, type Played, playTwice, type Seen } from "../stage.ts";
import type { Ask, Framework, Observers, Prepared } from "./framework.ts";

/** A story that is told with a framework, and what is to be right about it. */
export interface FrameworkStory {
  readonly answers: readonly Answer[];
  story(prepared: Prepared, telemetry: Telemetry): Promise<Seen>;
  /** What is wrong; absent when the bare framework shows that it has no such thing. */
  judge(played: Played): readonly (string | false)[] | undefined;
  /** Who observes; the framework's own wrapper unless told otherwise. */
  readonly observers?: Observers;
}

/** The cell of a story: played bare, then observed, and the caller has to see the same. */
export function cellOf(framework: Framework, { answers, story, judge, observers = "framework" }: FrameworkStory): Cell {
  return async (telemetry) => {
    const played = await playTwice(telemetry, answers, async ({ url }, observed) => {
      const prepared = await framework.prepare(url, observed ? observers : "none");
      try {
        return await story(prepared, telemetry);
      } finally {
        prepared.undo();
      }
    });
    return faultsOf(played, judge);
  };
}

/** What the judge finds, and what no story may show. */
export function faultsOf(played: Played, judge: FrameworkStory["judge"]): readonly string[] | undefined {
  const faults = judge(played);
  if (faults === undefined) return undefined;
  const [bare, observed] = [JSON.stringify(played.bare), JSON.stringify(played.wrapped)];
  return [
    ...faults,
    bare !== observed && `the caller sees ${observed}, unwrapped ${bare}`,
    played.rejections.length > 0 && `unhandled: ${String(played.rejections[0])}`,
  ].filter((fault) => fault !== false);
}

export const ran =
  (ask: Ask = {}): FrameworkStory["story"] =>
  async ({ run }) =>
    seenBy(async () => ({ text: await run(ask) }));

export const streamed =
  (ask: Ask = {}): FrameworkStory["story"] =>
  async ({ stream }) =>
    readAll(stream(ask));

/** What comes out of a stream, up to an error. */
export async function readAll(pieces: AsyncIterable<string>, onText?: () => void): Promise<Seen> {
  let text = "";
  try {
    for await (const piece of pieces) {
      if (text === "" && piece !== "") onText?.();
      text += piece;
    }
    return { text };
  } catch (error) {
    return { text, ...describeThrown(error) };
  }
}

export async function seenBy(work: () => Promise<Seen>): Promise<Seen> {
  try {
    return await work();
  } catch (error) {
    return describeThrown(error);
  }
}
