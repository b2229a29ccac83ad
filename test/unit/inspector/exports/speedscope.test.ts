import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { speedscope } from "../../../../src/inspector/exports/speedscope.ts";
import { madeUpTable, TRACE } from "../../../support/inspector/made-up-store.ts";

interface Profile {
  readonly type: string;
  readonly name: string;
  readonly unit: string;
  readonly startValue: number;
  readonly endValue: number;
  readonly events: readonly { readonly type: "O" | "C"; readonly frame: number; readonly at: number }[];
}

interface File {
  readonly $schema: string;
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly Profile[];
}

async function written(table: ReturnType<typeof madeUpTable>): Promise<File> {
  let text = "";
  for await (const piece of speedscope(table)) text += piece;
  return JSON.parse(text) as File;
}

/** What speedscope's importer demands of an evented profile. */
function problemOf({ events, startValue, endValue }: Profile): string | undefined {
  const open: number[] = [];
  let last = startValue;
  for (const { type, frame, at } of events) {
    if (at < last) return `${at} after ${last}`;
    last = at;
    if (type === "O") open.push(frame);
    else if (open.pop() !== frame) return "closes what is not the innermost";
  }
  if (open.length > 0) return "leaves frames open";
  return last > endValue ? "ends after its end" : undefined;
}

const namesOf = ({ shared }: File, { events }: Profile): string[] =>
  events.map(({ type, frame }) => `${type === "O" ? "+" : "-"}${shared.frames[frame]?.name}`);

describe("speedscope()", () => {
  it("writes a trace whose spans nest as one profile", async () => {
    const file = await written(
      madeUpTable([
        { name: "agent", start: 100, duration: 100 },
        { name: "chat", start: 110, duration: 20, parent: 0 },
        { name: "tool", start: 140, duration: 60, parent: 0 },
      ]),
    );
    expect(file.$schema).toBe("https://www.speedscope.app/file-format-schema.json");
    expect(file.profiles).toHaveLength(1);
    const [profile] = file.profiles;
    expect(profile).toMatchObject({ type: "evented", name: TRACE, unit: "microseconds", startValue: 0, endValue: 100 });
    expect(namesOf(file, profile as Profile)).toEqual(["+agent", "+chat", "-chat", "+tool", "-tool", "-agent"]);
  });

  it("puts a span beside another of its parent, and what is in it, into a lane of its own", async () => {
    const file = await written(
      madeUpTable([
        { name: "agent", start: 0, duration: 100 },
        { name: "left", start: 10, duration: 50, parent: 0 },
        { name: "right", start: 20, duration: 60, parent: 0 },
        { name: "inside", start: 30, duration: 10, parent: 2 },
        { name: "later", start: 90, duration: 5, parent: 0 },
      ]),
    );
    expect(file.profiles.map((profile) => namesOf(file, profile))).toEqual([
      ["+agent", "+left", "-left", "+later", "-later", "-agent"],
      ["+right", "+inside", "-inside", "-right"],
    ]);
  });

  it("writes valid nesting, and every span once, of any spans", async () => {
    const span = fc.record({ start: fc.nat(60), duration: fc.nat(30), parent: fc.integer({ min: -2, max: 30 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(span, { minLength: 1, maxLength: 30 }), async (spans) => {
        const rows = spans
          .map(({ parent, ...times }) => ({ ...times, parent: parent < spans.length ? parent : -1 }))
          .sort((a, b) => a.start - b.start)
          .map((row, at) => ({ ...row, name: `span ${at}` }));
        const file = await written(madeUpTable(rows));
        expect(file.profiles.map(problemOf).filter((problem) => problem !== undefined)).toEqual([]);
        const opened = file.profiles.flatMap((profile) => namesOf(file, profile)).filter((name) => name[0] === "+");
        expect(opened.sort()).toEqual(rows.map(({ name }) => `+${name}`).sort());
      }),
    );
  });
});
