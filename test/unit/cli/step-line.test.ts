import { describe, expect, it } from "vitest";
import { stepLine } from "../../../src/cli/steps/step-line.ts";
import { NOTHING } from "../../../src/inspector/steps/draft.ts";

const step = { ...NOTHING, type: "tool", name: "shell", depth: 0, startUs: 0, durationUs: 3_000 } as const;

describe("stepLine()", () => {
  it("tells what a sender withheld, with its length, from what is only not there", () => {
    const withheld = [
      { what: "toolArguments", characters: null },
      { what: "toolResults", characters: 1_234 },
    ];
    expect(stepLine({ ...step, withheld }, (_, text) => text)).toBe(
      "● shell 3 ms · (withheld, characters: toolResults 1,234) · (not recorded: tool arguments)",
    );
  });
});
