import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTreePrinter, type TreePrinterOptions } from "../../../src/debug/tree-printer.ts";
import { init, type Telemetry } from "../../../src/index.ts";
import type { TelemetryOptions } from "../../../src/sdk/options.ts";

/** What is printed while `work` runs, durations replaced by `T`. */
async function printed(
  work: (telemetry: Telemetry) => unknown,
  options: TelemetryOptions = {},
  printer: TreePrinterOptions = {},
): Promise<string[]> {
  const lines: string[] = [];
  const observer = createTreePrinter({ write: (line) => lines.push(line), colors: false, ...printer });
  const telemetry = init({ host: "own", exporters: [], observers: [observer], ...options });
  await work(telemetry);
  await telemetry.shutdown();
  return lines.map((line) => line.replace(/\d+ [mµ]s|\d+\.\d s/, "T"));
}

const priced: TelemetryOptions = { pricing: { overrides: { "openai/known": { input: 1, output: 2 } } } };

describe("createTreePrinter()", () => {
  it("prints nested agents, model calls with tokens and cost, tools and totals", async () => {
    const lines = await printed(
      (telemetry) =>
        telemetry.session({ id: "s" }, () =>
          telemetry.agent({ name: "outer" }, async () => {
            await telemetry.agent({ name: "inner" }, () =>
              telemetry.llm({ provider: "openai", model: "known" }, async (call) => {
                call.usage({ inputTokens: 1_500_000, cacheReadTokens: 1000, outputTokens: 2000, reasoningTokens: 50 });
                call.finish(["stop"]);
              }),
            );
            await telemetry.tool({ name: "search" }, async () => {});
          }),
        ),
      priced,
    );
    expect(lines).toEqual([
      "▶ session",
      "  ▶ invoke_agent outer",
      "    ▶ invoke_agent inner",
      "      ● chat known T · in 1,500,000 (1,000 cached), out 2,000 (50 reasoning) tokens · $1.50 · stop",
      "    ◀ invoke_agent inner T · 1 model call · in 1,500,000, out 2,000 tokens · $1.50",
      "    ● execute_tool search T",
      "  ◀ invoke_agent outer T · 1 model call, 1 tool call · in 1,500,000, out 2,000 tokens · $1.50",
      "◀ session T · 1 model call, 1 tool call · in 1,500,000, out 2,000 tokens · $1.50",
    ]);
  });

  it("keeps parallel children under their own parents", async () => {
    const gate = Promise.withResolvers<void>();
    const lines = await printed((telemetry) =>
      telemetry.agent({ name: "root" }, async () => {
        const child = (name: string): unknown =>
          telemetry.agent({ name }, async () => {
            await gate.promise;
            await telemetry.tool({ name: `of-${name}` }, async () => {});
          });
        const children = [child("a"), child("b")];
        gate.resolve();
        await Promise.all(children);
      }),
    );
    expect(lines.slice(0, 3)).toEqual(["▶ invoke_agent root", "  ▶ invoke_agent a", "  ▶ invoke_agent b"]);
    expect([...lines].sort().filter((line) => line.startsWith("    "))).toEqual([
      "    ● execute_tool of-a T",
      "    ● execute_tool of-b T",
    ]);
    expect(lines.at(-1)).toMatch(/^◀ invoke_agent root/);
  });

  it("tells errors, retries, calls without a price and what was withheld", async () => {
    const lines = await printed(async (telemetry) => {
      await telemetry.llm(
        { provider: "openai", model: "nobody-knows-it", input: [{ role: "user", content: "12345" }] },
        async (call) => {
          call.retry({ error: new Error("busy"), delayMillis: 1 });
          call.usage({ inputTokens: 1, outputTokens: 1 });
        },
      );
      await telemetry
        .tool({ name: "t", arguments: { q: "secret" } }, async () => {
          throw new TypeError("boom");
        })
        .catch(() => {});
    });
    expect(lines.find((line) => line.includes("retry"))).toBeDefined();
    expect(lines.find((line) => line.startsWith("● chat"))).toMatch(
      / · no price \(.+\) · 1 retry · \(withheld, characters: prompts 5\)$/,
    );
    expect(lines.find((line) => line.startsWith("✖"))).toMatch(
      /^✖ execute_tool t T · error TypeError · \(withheld, characters: .*errorText 4.*\)$/,
    );
    expect(lines.join("\n")).not.toMatch(/boom|secret|12345/);
  });

  it("tells the message of an error where it may be captured", async () => {
    const lines = await printed(
      (telemetry) =>
        telemetry
          .tool({ name: "t" }, async () => {
            throw new TypeError("boom");
          })
          .catch(() => {}),
      { capture: { errorText: true } },
    );
    expect(lines).toEqual(["✖ execute_tool t T · error TypeError: boom"]);
  });

  it("prints events under the scope they belong to, and outcomes of tasks", async () => {
    const lines = await printed((telemetry) =>
      telemetry.task({ id: "t-1" }, async (task) => {
        telemetry.record("decision", { type: "route", choice: "left", confidence: 0.5 });
        task.outcome("success", { revisions: 2 });
      }),
    );
    expect(lines[1]).toBe("  ◆ decision type=route choice=left confidence=0.5");
    expect(lines.find((line) => line.includes("task.outcome"))).toMatch(
      /^ {2}◆ task\.outcome .*outcome=success.*revisions=2/,
    );
    expect(lines.at(-1)).toMatch(/^◀ .* · outcome success/);
  });

  it("prints attributes that are objects as JSON", async () => {
    const lines = await printed((telemetry) => {
      telemetry.setContext({ build: { of: ["a", { n: 1 }] } });
      telemetry.recordOutcome("t-1", "success");
    });
    expect(lines).toEqual(['◆ task.late_outcome build={"of":["a",{"n":1}]} outcome=success']);
  });

  it("colours when asked to, and only then", async () => {
    const work = (telemetry: Telemetry): unknown => telemetry.agent({ name: "a" }, async () => {});
    expect((await printed(work, {}, { colors: true })).join("")).toContain("\u001b[1minvoke_agent a\u001b[0m");
    expect((await printed(work)).join("")).not.toContain("\u001b");
  });

  it("takes everything out of names and events that a terminal would act upon", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(
            fc.oneof(
              fc.constantFrom(
                "\u001b[2J",
                "\u009b31m",
                "\r",
                "\n",
                "\u0007",
                "\u202e",
                "\u2066",
                "\u200b",
                "\ufeff",
                "\u2028",
                "\ud800",
              ),
              fc.string(),
            ),
          )
          .map((parts) => parts.join("")),
        async (text) => {
          const lines = await printed(
            async (telemetry) => {
              await telemetry.agent({ name: `a${text}` }, async () => {
                telemetry.record("decision", { type: text, choice: `x${text}` });
                await telemetry
                  .tool({ name: text }, async () => {
                    throw new Error(text);
                  })
                  .catch(() => {});
              });
            },
            { capture: "full" },
          );
          for (const line of lines) {
            expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
            expect(line.isWellFormed()).toBe(true);
            expect(line.length).toBeLessThan(1500);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("does not grow without bound, whatever is left open", async () => {
    const lines = await printed((telemetry) => {
      for (let index = 0; index < 12_000; index++) telemetry.startTool({ name: "t" });
    });
    expect(lines.length).toBeLessThanOrEqual(12_000);
  });
});
