import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type EventName, eventCatalogue } from "../../../src/record/events.ts";

const SRC = fileURLToPath(new URL("../../../src/", import.meta.url));

/** Keys, or the beginnings of keys, that the source records. */
function recordedKeys(): readonly string[] {
  const files = ["record", "sdk", "instrumentation"].flatMap((folder) =>
    readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" }).map((name) => join(SRC, folder, name)),
  );
  const sources = files.filter((path) => path.endsWith(".ts") && !path.includes("/record/events/"));
  return sources.flatMap((path) => {
    const text = readFileSync(path, "utf8").replaceAll(/^\s*(\/\*\*|\*|\/\/).*$/gm, "");
    const found = text.matchAll(/(?:emitEvent\(\s*[\w.#]+,\s*|\brecord\(\s*)["`]([\w.]+)/g);
    return [...[...found].map(([, key]) => key ?? ""), ...(text.includes(DETAILS) ? ["inference.details"] : [])];
  });
}

const DETAILS = 'eventName: "gen_ai.client.inference.operation.details"';

describe("recordedBy", () => {
  const keys = recordedKeys();
  const isRecorded = (key: string): boolean =>
    keys.some((one) => one === key || (one.endsWith(".") && key.startsWith(one)));

  it("stands with each event that the package records, and with no other", () => {
    const entries = Object.entries(eventCatalogue());
    const said = entries.filter(([, { recordedBy }]) => recordedBy !== undefined).map(([key]) => key);
    expect(said).toEqual(entries.map(([key]) => key as EventName).filter(isRecorded));
  });
});
