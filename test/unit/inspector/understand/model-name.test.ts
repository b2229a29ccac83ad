import { expect, it } from "vitest";
import { modelName } from "../../../../src/inspector/understand/model-name.ts";

it.each<[asked: string | undefined, answered: string | undefined, name: string | undefined]>([
  ["gpt-6", undefined, "gpt-6"],
  [undefined, "gpt-6-2026-08-07", "gpt-6-2026-08-07"],
  [undefined, undefined, undefined],
  ["gpt-6", "gpt-6-2026-08-07", "gpt-6"],
  ["claude-opus-5", "claude-opus-5@20260514", "claude-opus-5"],
  ["gemini-3-pro", "gemini-3-pro-001", "gemini-3-pro"],
  // Another model, and an alias that is known by its answer alone.
  ["gpt-6", "gpt-6-mini-2026-08-07", "gpt-6-mini-2026-08-07"],
  ["gpt-6", "gpt-6.1-001", "gpt-6.1-001"],
  ["my-deployment", "gpt-6-2026-08-07", "gpt-6-2026-08-07"],
])("a call of %s that %s answers stands under %s", (asked, answered, name) => {
  expect(modelName(asked, answered)).toBe(name);
});
