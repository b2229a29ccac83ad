import { afterEach, describe, expect, it } from "vitest";
import { AUDIT, type AuditRow, IDENTITY } from "../../../docs/generate/audit.ts";
import type { EventAttributeDefinition } from "../../../src/record/events/event-definition.ts";
import { type EventAttributes, type EventName, eventCatalogue } from "../../../src/record/events.ts";
import { createTestTelemetry, type TestTelemetry } from "../../../src/testing/index.ts";

let telemetry: TestTelemetry;

afterEach(() => telemetry.shutdown());

const definitionOf = ({ event = "" }: AuditRow) => {
  const found = eventCatalogue()[event];
  if (found === undefined) throw new Error(`there is no event ${event}`);
  return found;
};

/** Any value that an attribute of this definition may have. */
function sample({ type, values }: EventAttributeDefinition): unknown {
  const [first] = values ?? [];
  if (type === "int" || type === "double") return 3;
  if (type === "boolean") return true;
  return type === "string[]" ? [first ?? "x"] : (first ?? "x");
}

/** Records an event with every attribute, in a task of a session of a user. */
async function record(row: AuditRow, capture: "none" | "full"): Promise<TestTelemetry["events"][number] | undefined> {
  telemetry = createTestTelemetry({ capture });
  const definition = definitionOf(row);
  const given = Object.entries(definition.attributes).map(([key, attribute]) => [key, sample(attribute)]);
  await telemetry.session({ id: "s-1", user: { id: "u-1" }, tenant: "t-1" }, () =>
    telemetry.task({ id: "T-1", type: "audit" }, () => {
      telemetry.record(row.event as EventName, Object.fromEntries(given) as EventAttributes<EventName>);
    }),
  );
  const names = telemetry.events.filter(({ name }) => name === definition.name);
  return names.at(row.event === "session.start" ? -1 : 0);
}

const events = AUDIT.filter(({ event }) => event !== undefined);
const spans = AUDIT.filter(({ span }) => span !== undefined);

describe("what an audit asks", () => {
  it.each(events)("$question: $event carries it, and for whom it was", async (row) => {
    const found = await record(row, "full");
    const { attributes } = definitionOf(row);
    const asked = row.attributes.map((key) => attributes[key]?.attribute);
    expect(Object.keys(found?.attributes ?? {})).toEqual(expect.arrayContaining([...asked, ...IDENTITY]));
  });

  it.each(events)("$question: $event carries no content by default", async (row) => {
    const found = await record(row, "none");
    const { attributes } = definitionOf(row);
    const withheld = row.attributes.flatMap((key) => {
      const { class: privacy, attribute } = attributes[key] ?? {};
      return privacy === "content" && attribute !== undefined ? [attribute] : [];
    });
    expect(found).toBeDefined();
    for (const name of withheld) expect(Object.keys(found?.attributes ?? {})).not.toContain(name);
  });

  it.each(spans)("$question: spans carry it", async ({ span, attributes }) => {
    telemetry = createTestTelemetry({ capture: "full" });
    await telemetry.session({ id: "s-1", user: { id: "u-1" }, tenant: "t-1" }, () =>
      telemetry.task({ id: "T-1", type: "audit" }, async () => {
        const call = {
          provider: "openai",
          model: "gpt-5",
          serverAddress: "api.example.com",
          input: [{ role: "user", content: "hi" }],
        };
        await telemetry.llm(call, (llm) => llm.response(ANSWER));
        const tool = telemetry.tool({ name: "search", callId: "c-1", arguments: { q: "x" } }, async () => {
          throw new Error("and failed");
        });
        await expect(tool).rejects.toThrow("and failed");
        await telemetry.tool({ name: "lookup", callId: "c-2", arguments: { q: "x" } }, () => "found");
        await telemetry.command({ executable: "git", args: ["status"] }, (command) => command.exitCode(0));
        await telemetry.retrieval({ dataSourceId: "orders", query: "late" }, (found) =>
          found.documents([{ id: "d-1" }]),
        );
        await telemetry.wait({ for: "approval" }, () => {});
        await telemetry.step({ name: "odd", attributes: { [HOSTILE]: 1 } }, () => {});
        telemetry.startStep({ name: "never ended" });
      }),
    );
    await telemetry.shutdown();
    const named = telemetry.spans.filter(({ name }) => span === "every span" || name.split(" ")[0] === span);
    expect(named.length).toBeGreaterThan(0);
    const seen = new Set(named.flatMap((one) => Object.keys(one.attributes)));
    expect([...seen]).toEqual(expect.arrayContaining([...attributes, ...IDENTITY]));
  });
});

/** A name that no attribute may have. */
const HOSTILE = "";

const ANSWER = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-5-2025-08-07",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hello" } }],
  usage: { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 },
};
