import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { CliContext } from "../../../../src/cli/run-cli.ts";
import { agentscribe, privateFolder, startCommand } from "./run-command.ts";

const folder = privateFolder();
const store = folder.file("hostile.db");

/** Text that colours, clears, moves, rings, reorders, hides and ends lines, and tells each field apart. */
const hostile = (field: string): string =>
  `${field}\u001b[31m\u001b]0;title\u0007\u009b2J\u202Eevil\u2066\u200b\r\nforged line\u2028\u0000\u007f\ufeff\u{e0041}`;

const COMMANDS = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

/** The first character that a terminal could take for a command, with what is around it; lines may end. */
function commandIn(text: string): string | undefined {
  const printed = text.replaceAll("\n", "");
  const at = printed.search(COMMANDS);
  return at < 0 ? undefined : JSON.stringify(printed.slice(Math.max(0, at - 40), at + 20));
}

const text = (value: string) => ({ stringValue: value });
const attributes = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: String(value) },
  }));

const session = hostile("session");
const common = {
  "session.id": session,
  "user.id": hostile("user"),
  "gen_ai.agent.name": hostile("agent"),
  [hostile("key")]: hostile("value"),
};
const message = (role: string, ...parts: unknown[]) => ({ role: hostile(role), name: hostile("name"), parts });
const part = (content: string) => ({ type: "text", content: hostile(content) });

function span(id: number, name: string, more: Readonly<Record<string, unknown>>, changes: object = {}) {
  return {
    traceId: "1".padStart(32, "0"),
    spanId: String(id).padStart(16, "0"),
    ...(id > 1 && { parentSpanId: "1".padStart(16, "0") }),
    name: hostile(name),
    startTimeUnixNano: `179000000000000${id}000`,
    endTimeUnixNano: "1790000001000000000",
    attributes: attributes({ ...common, ...more }),
    status: { code: 2, message: hostile("status") },
    ...changes,
  };
}

const call = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": hostile("provider"),
  "gen_ai.request.model": hostile("model"),
  "gen_ai.response.finish_reasons": JSON.stringify([hostile("finish")]),
  "gen_ai.usage.input_tokens": 10,
  "gen_ai.system_instructions": JSON.stringify([part("system")]),
  "gen_ai.input.messages": JSON.stringify([
    message(
      "user",
      part("prompt"),
      { type: hostile("odd"), x: hostile("odd value") },
      { type: "uri", modality: hostile("modality"), uri: hostile("uri") },
    ),
    message("tool", {
      type: "tool_call_response",
      id: hostile("id"),
      response: { [hostile("field")]: hostile("response") },
    }),
  ]),
  "gen_ai.output.messages": JSON.stringify([
    message(
      "assistant",
      { type: "reasoning", content: hostile("thought") },
      { type: "tool_call", id: "c1", name: hostile("called"), arguments: { q: hostile("asked") } },
    ),
  ]),
  "gen_ai.tool.definitions": JSON.stringify([{ type: "function", name: hostile("offered") }]),
  "error.type": hostile("error"),
};

const requests = [
  {
    resourceSpans: [
      {
        resource: { attributes: attributes({ "service.name": hostile("service") }) },
        scopeSpans: [
          {
            scope: { name: hostile("scope") },
            spans: [
              span(1, "task", {
                "agentscribe.task.type": hostile("type"),
                "agentscribe.task.outcome": hostile("outcome"),
                "agentscribe.run.end_reason": hostile("reason"),
              }),
              span(2, "chat", call),
              span(3, "tool", {
                "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": hostile("tool"),
                "gen_ai.tool.call.arguments": JSON.stringify({ q: hostile("argument") }),
                "gen_ai.tool.call.result": hostile("result"),
              }),
              span(
                4,
                "wait",
                { "agentscribe.wait.for": hostile("wait") },
                {
                  events: [
                    { name: hostile("event"), timeUnixNano: "1790000000000006000", attributes: attributes(common) },
                  ],
                },
              ),
            ],
          },
        ],
      },
    ],
  },
  {
    resourceLogs: [
      {
        resource: { attributes: attributes({ "service.name": hostile("service") }) },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: "1790000000000007000",
                eventName: "agentscribe.decision",
                attributes: [
                  ...attributes({
                    ...common,
                    "agentscribe.decision.type": hostile("decision"),
                    "agentscribe.decision.choice": hostile("choice"),
                  }),
                  { key: "agentscribe.decision.options", value: { arrayValue: { values: [text(hostile("option"))] } } },
                ],
              },
              {
                timeUnixNano: "1790000000000008000",
                eventName: hostile("log"),
                body: text(hostile("body")),
                attributes: attributes(common),
              },
            ],
          },
        ],
      },
    ],
  },
];

const file = folder.file("hostile\u001b[31m\u202E.jsonl");

beforeAll(async () => {
  writeFileSync(file, requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
});

/** A terminal, where nothing but lines may be printed. */
const terminal: Partial<CliContext> = { columns: 80, rows: 30 };

describe("hostile text", { timeout: 120_000 }, () => {
  it("is no command to the terminal in what any command prints", async () => {
    const other = hostile("other");
    const runs: readonly (readonly [args: readonly string[], changes?: Partial<CliContext>])[] = [
      [["import", file, "--store", store], { columns: 80 }],
      [["import", file, "--json", "--store", store]],
      [["import", other]],
      [["replay", "last", "--store", store]],
      [["replay", "last", "--no-color", "--store", store], terminal],
      [["replay", "last", "--json", "--store", store]],
      [["replay", other, "--store", store]],
      [["compare", "last", "last", "--store", store]],
      [["compare", "last", "last", "--json", "--store", store]],
      [["reprice", "--dry-run", "--store", store]],
      [["reprice", "--json", "--store", store]],
      [["export", "--format", "csv", "--store", store], terminal],
      [["export", "--store", store], terminal],
      [["export", "--format", "speedscope", "--session", "last", "--store", store], terminal],
      [["inspect", other]],
      [["tail", "--url", other]],
      [["tail", `--${other}`]],
    ];
    const found: Record<string, unknown> = {};
    let printed = "";
    for (const [args, changes] of runs) {
      const { out, err } = await agentscribe(args, changes);
      printed += out;
      // Cells of a table may have lines.
      if (args[0] !== "export") expect(out).not.toMatch(/^forged line/m);
      const wrong = commandIn(out + err);
      if (wrong !== undefined) found[args.join(" ").slice(0, 60)] = wrong;
    }
    expect(found).toEqual({});
    // And it was there to be printed.
    for (const field of [
      "session",
      "agent",
      "model",
      "prompt",
      "system",
      "called",
      "argument",
      "result",
      "outcome",
      "decision",
      "option",
      "event",
      "log",
      "status",
    ]) {
      expect(printed).toContain(field);
    }
  });

  it("is none while it comes in either", async () => {
    const fresh = folder.file("tail.db");
    await agentscribe(["import", file, "--store", fresh]);
    for (const args of [[], ["--json"]]) {
      const tail = startCommand(["tail", "--session", "last", "--store", fresh, ...args, "--no-color"], terminal);
      const out = await tail.printed(/choice/);
      expect(commandIn(out)).toBeUndefined();
      await tail.end();
    }
  });

  it("is none in what the inspector says at its start", async () => {
    const running = startCommand(["inspect", "--port", "0", "--no-grpc", "--memory", "--no-color", file], {
      columns: 80,
      env: { CI: "1" },
    });
    const out = await running.printed(/\d+ records/);
    expect(commandIn(out)).toBeUndefined();
    const { err } = await running.end();
    expect(commandIn(err)).toBeUndefined();
  });
});
