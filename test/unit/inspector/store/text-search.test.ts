import { expect, it } from "vitest";
import { readSessions } from "../../../../src/inspector/store/reader/session-list.ts";
import { readStatus } from "../../../../src/inspector/store/reader/status.ts";
import { traces } from "./otlp-requests.ts";
import { TemporaryWriter } from "./temporary-writer.ts";

function spanThatSays(text: string, trace: number, more: Record<string, boolean> = {}): Buffer {
  const messages = JSON.stringify([{ role: "user", parts: [{ type: "text", content: text }] }]);
  return traces([
    { trace, span: trace, attributes: { "session.id": `s${trace}`, "gen_ai.input.messages": messages, ...more } },
  ]);
}

function found(store: TemporaryWriter, text: string): string[] {
  return readSessions(store.reading, { text }).sessions.map(({ id }) => id);
}

it("finds sessions by words of their messages, where the store keeps an index", () => {
  using store = new TemporaryWriter({ fullText: true });
  store.ingest("traces", spanThatSays("Where is my parcel? It is 'über' late", 1));
  store.ingest("traces", spanThatSays("A refund, please", 2));
  expect(readStatus(store.reading).fullText).toBe(true);
  expect(found(store, "parcel")).toEqual(["s1"]);
  expect(found(store, "refund please")).toEqual(["s2"]);
  expect(found(store, "ÜBER parc")).toEqual(["s1"]);
  expect(found(store, "parcel refund")).toEqual([]);
  expect(found(store, `" OR "x`)).toEqual([]);
});

it("forgets the words of a span that another one took the place of", () => {
  using store = new TemporaryWriter({ fullText: true });
  store.ingest("traces", spanThatSays("parcel", 1, { "agentscribe.unfinished": true }));
  store.ingest("traces", spanThatSays("refund", 1));
  expect([found(store, "parcel"), found(store, "refund")]).toEqual([[], ["s1"]]);
});

it("searches names only where there is no index", () => {
  using store = new TemporaryWriter();
  store.ingest("traces", spanThatSays("parcel", 1));
  expect(readStatus(store.reading).fullText).toBe(false);
  expect([found(store, "parcel"), found(store, "work")]).toEqual([[], ["s1"]]);
});
