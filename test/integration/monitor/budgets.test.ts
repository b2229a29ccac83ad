import OpenAI from "openai";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Step } from "../../../examples/support/model/script.ts";
import {
  type Budget,
  BudgetExceeded,
  type BudgetNotice,
  type BudgetOptions,
  init,
  type Telemetry,
} from "../../../src/index.ts";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";
import { startRecording } from "../../support/recording.ts";

const MODEL = "gpt-5-mini";
const REQUEST = { model: MODEL, messages: [{ role: "user" as const, content: "Go on" }] };
const STREAM = { ...REQUEST, stream: true as const };
const SHORT: Step = { reply: { text: "Once more.", usage: { inputTokens: 100, outputTokens: 50 } } };
/** A model that never comes to an end of its own. */
const ENDLESS: Step = { reply: { text: "and so on ".repeat(20_000), chunkDelayMillis: 1 } };
/** 0.25 $ a million input tokens, 2 $ a million output tokens: 125 micro-dollars a call of SHORT. */
const COST_OF_SHORT = (100 * 0.25 + 50 * 2) / 1e6;

async function startModel(...script: Step[]): Promise<{ client: OpenAI; server: ModelServer }> {
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  return { client: wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: server.url, maxRetries: 0 })), server };
}

/** What was thrown. */
async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("a budget", () => {
  it("that stops at calls without a known price goes on after one that the provider refused", async () => {
    const { telemetry, finish } = await startRecording({
      budgets: [{ name: "usd", maxCostUsd: 1, onUnpriced: "stop" }],
    });
    const refusing = await startModel({ reply: { error: { status: 400 } } });
    const answering = await startModel(SHORT);
    await telemetry.agent({ name: "asker" }, async () => {
      expect(await failureOf(() => refusing.client.chat.completions.create(REQUEST))).toMatchObject({ status: 400 });
      await answering.client.chat.completions.create(REQUEST);
    });
    expect(answering.server.requests).toHaveLength(1);
    expect((await finish()).eventsNamed("agentscribe.budget.exceeded")).toEqual([]);
  });

  it("that stops at calls without a known price counts the estimate of one that broke off, and goes on", async () => {
    const { telemetry, finish } = await startRecording({
      budgets: [{ name: "usd", maxCostUsd: 1, onUnpriced: "stop" }],
    });
    const { client } = await startModel({ reply: { text: "and so on ".repeat(200), chunkDelayMillis: 1 } });
    await telemetry.agent({ name: "reader" }, async () => {
      for (let call = 0; call < 2; call += 1) {
        let chunks = 0;
        for await (const _ of await client.chat.completions.create(STREAM)) {
          chunks += 1;
          if (chunks === 20) break;
        }
      }
    });
    const { spans, eventsNamed } = await finish();
    const costs = spans.flatMap(({ attributes }) => attributes["agentscribe.cost.status"] ?? []);
    expect(costs).toEqual(["incomplete", "incomplete"]);
    expect(eventsNamed("agentscribe.budget.exceeded")).toEqual([]);
    expect(eventsNamed("agentscribe.budget.unpriced")).toEqual([]);
  });

  it("stops an agent that loops, with the reason in its trace", async () => {
    const told: BudgetNotice[] = [];
    const { telemetry, finish } = await startRecording({
      budgets: [
        { name: "one session", per: "session", maxCostUsd: COST_OF_SHORT * 4.5, notify: (one) => told.push(one) },
      ],
    });
    const { client, server } = await startModel(SHORT);
    let calls = 0;
    const error = await failureOf(() =>
      telemetry.session({ id: "thread-7" }, () =>
        telemetry.agent({ name: "looper" }, async () => {
          for (; calls < 100; calls += 1) {
            await client.chat.completions.create(REQUEST);
            await telemetry.tool({ name: "search" }, async () => "nothing");
          }
        }),
      ),
    );
    expect(error).toBeInstanceOf(BudgetExceeded);
    expect(error).toMatchObject({ budget: "one session", limit: "cost", max: COST_OF_SHORT * 4.5 });
    expect(calls).toBe(5);
    expect(server.requests).toHaveLength(5);
    expect(told.map(({ what, action }) => [what, action])).toEqual([
      ["warned", "warn"],
      ["exceeded", "stop"],
    ]);
    const { span, event, spans, points, violations } = await finish();
    for (const name of ["session", "invoke_agent looper"]) {
      expect(span(name).attributes).toMatchObject({
        "agentscribe.run.end_reason": "budget",
        "agentscribe.budget.name": "one session",
        "error.type": "BudgetExceeded",
      });
    }
    expect(spans.filter((one) => one.name.startsWith("chat"))).toHaveLength(5);
    expect(event("agentscribe.budget.exceeded").attributes).toMatchObject({
      "session.id": "thread-7",
      "gen_ai.agent.name": "looper",
      "agentscribe.budget.limit": "cost",
      "agentscribe.budget.action": "stop",
    });
    expect(event("agentscribe.session.end").attributes["agentscribe.run.end_reason"]).toBe("budget");
    expect(points("agentscribe.budget.overruns")[0]?.value).toBe(1);
    expect(violations).toEqual([]);
  });

  it("of tools lets no more begin, also at once", async () => {
    const { telemetry, finish } = await startRecording({ budgets: [{ name: "tools", maxToolCalls: 3 }] });
    const ran: number[] = [];
    const outcomes = await telemetry.agent({ name: "busy" }, () => {
      const run = (number: number) => telemetry.tool({ name: "look" }, async () => ran.push(number));
      return Promise.allSettled([1, 2, 3, 4, 5].map(run));
    });
    expect(ran).toEqual([1, 2, 3]);
    expect(outcomes.slice(3).map((one) => "reason" in one && one.reason)).toEqual([
      expect.any(BudgetExceeded),
      expect.any(BudgetExceeded),
    ]);
    expect((await finish()).eventsNamed("agentscribe.budget.exceeded")).toHaveLength(1);
  });

  it.each<[string, (telemetry: Telemetry) => void]>([
    ["started", (telemetry) => telemetry.startTool({ name: "look" }).end()],
    ["told of", (telemetry) => telemetry.recordTool({ name: "look", durationMs: 1 })],
    ["commands", (telemetry) => telemetry.startCommand({ executable: "ls" }).end()],
  ])("of tools that are %s stops the agent with its next call", async (_how, use) => {
    const { telemetry, finish } = await startRecording({ budgets: [{ name: "tools", maxToolCalls: 2 }] });
    const { client, server } = await startModel(SHORT);
    const error = await failureOf(() =>
      telemetry.agent({ name: "looker" }, async ({ signal }) => {
        for (const used of [1, 2, 3, 4]) {
          await client.chat.completions.create(REQUEST);
          use(telemetry);
          expect(signal.aborted).toBe(used > 2);
        }
      }),
    );
    expect(error).toMatchObject({ name: "BudgetExceeded", limit: "tool_calls", used: 3, max: 2 });
    expect(server.requests).toHaveLength(3);
    const { span, event } = await finish();
    expect(span("invoke_agent looker").attributes["agentscribe.run.end_reason"]).toBe("budget");
    expect(event("agentscribe.budget.exceeded").attributes["agentscribe.budget.limit"]).toBe("tool_calls");
  });

  it("ends a stream that itself uses it up, and its connection with it", async () => {
    const { telemetry, finish } = await startRecording({ budgets: [{ name: "run", maxTokens: 400 }] });
    const { client, server } = await startModel(ENDLESS);
    let chunks = 0;
    const error = await failureOf(() =>
      telemetry.agent({ name: "writer" }, async () => {
        for await (const _ of await client.chat.completions.create(STREAM)) chunks += 1;
      }),
    );
    expect(error).toMatchObject({ name: "BudgetExceeded", limit: "tokens" });
    expect(chunks).toBeGreaterThan(100);
    expect(chunks).toBeLessThan(1_000);
    await expect.poll(() => server.openRequests).toBe(0);
    const { span } = await finish();
    const call = span(`chat ${MODEL}`).attributes;
    expect(call).toMatchObject({ "error.type": "BudgetExceeded", "agentscribe.usage.estimated": expect.any(String) });
    expect(call["gen_ai.usage.output_tokens"]).toBeGreaterThan(200);
    expect(call["gen_ai.usage.output_tokens"]).toBeLessThan(1_000);
  });

  it("made by another client holds in a scope that is given it, which tells of it", async () => {
    const other = await startRecording();
    const { telemetry, finish } = await startRecording();
    const budget = other.telemetry.budget({ name: "shared", maxTokens: 100 });
    const call = () => telemetry.llm({ provider: "openai", model: MODEL }, (one) => one.usage({ inputTokens: 150 }));
    const error = await failureOf(() =>
      telemetry.agent({ name: "asker", budget }, () => {
        call();
        call();
      }),
    );
    expect(error).toBeInstanceOf(BudgetExceeded);
    expect(budget.used("tokens")).toBe(150);
    expect(telemetry.refusal({ budget })).toBeInstanceOf(BudgetExceeded);
    expect(await failureOf(() => telemetry.llm({ provider: "openai", model: MODEL, budget }, () => 1))).toBe(error);
    const sent = await finish();
    expect(sent.span("invoke_agent asker").attributes["agentscribe.run.end_reason"]).toBe("budget");
    expect(sent.eventsNamed("agentscribe.budget.exceeded")).toHaveLength(1);
    expect((await other.finish()).eventsNamed("agentscribe.budget.exceeded")).toEqual([]);
  });

  it("that is none, or of a client that is off, is said to limit nothing", async () => {
    const { telemetry } = await startRecording();
    const off = init({ enabled: false }).budget({ name: "off", maxCalls: 0 });
    const options = { name: "options", maxCalls: 0 } as unknown as Budget;
    for (const budget of [off, options]) {
      expect(telemetry.agent({ name: "asker", budget }, () => 1)).toBe(1);
      telemetry.startTool({ name: "search", budget }).end();
    }
    telemetry.agent({ name: "asker", budget: undefined }, () => 1);
    expect(telemetry.health().problems).toEqual({ budget: 4 });
  });

  it("ends a stream that waits for its next chunk, when others used it up", async () => {
    const { telemetry } = await startRecording();
    const budget = telemetry.budget({ name: "shared", maxTokens: 200 });
    const { client } = await startModel(
      { ...SHORT, when: { lastMessage: "Short" } },
      { reply: { text: "a b c d e f g h", hangAfter: 3 } },
    );
    const waiting = telemetry.agent({ name: "one", budget }, async () => {
      for await (const _ of await client.chat.completions.create(STREAM));
    });
    const short = { ...REQUEST, messages: [{ role: "user" as const, content: "Short" }] };
    await telemetry.agent({ name: "two", budget }, async () => {
      await client.chat.completions.create(short);
      await client.chat.completions.create(short);
    });
    expect(await failureOf(() => waiting)).toMatchObject({ name: "BudgetExceeded", budget: "shared" });
    expect(budget.used("tokens")).toBeGreaterThanOrEqual(300);
    expect(budget.remaining("tokens")).toBe(0);
    expect(budget.signal.aborted).toBe(true);
    expect(() => budget.check()).toThrow(BudgetExceeded);
  });

  it("ends a stream between two of its chunks as well", async () => {
    const { telemetry } = await startRecording({ budgets: [{ name: "run", maxTokens: 10_000 }] });
    const { client } = await startModel({ reply: { text: "a b c d e f g h" } });
    let chunks = 0;
    const error = await failureOf(() =>
      telemetry.agent({ name: "writer" }, async () => {
        for await (const _ of await client.chat.completions.create(STREAM)) {
          chunks += 1;
          telemetry.recordLlm({ provider: "x", model: "y", durationMs: 1, usage: { inputTokens: 20_000 } });
        }
      }),
    );
    expect(error).toBeInstanceOf(BudgetExceeded);
    expect(chunks).toBe(1);
  });

  it("calls off a request that is waited for when the working time is over", async () => {
    const { telemetry, finish } = await startRecording({ budgets: [{ name: "time", maxWorkMs: 80 }] });
    const { client, server } = await startModel({ reply: { hang: true } });
    const error = await failureOf(() =>
      telemetry.agent({ name: "slow" }, () => client.chat.completions.create(REQUEST)),
    );
    expect(error).toBeInstanceOf(OpenAI.APIUserAbortError);
    await expect.poll(() => server.openRequests).toBe(0);
    const { span, event } = await finish();
    expect(span("invoke_agent slow").attributes["agentscribe.run.end_reason"]).toBe("budget");
    expect(event("agentscribe.budget.exceeded").attributes["agentscribe.budget.limit"]).toBe("work_time");
  });

  it("that was used up before ends what comes later with the same reason, and is told of once", async () => {
    const { telemetry, finish } = await startRecording({ budgets: [{ name: "day", per: "day", maxCalls: 1 }] });
    const call = (): Promise<number> => telemetry.llm({ provider: "x", model: "y" }, async () => 1);
    for (const name of ["a", "b", "c"]) {
      await failureOf(() => telemetry.session({ id: `of ${name}` }, () => telemetry.agent({ name }, call)));
    }
    // One that goes on without the call that was refused is like one in which the budget was used up.
    await telemetry.agent({ name: "d" }, () => failureOf(call));
    const { spans, eventsNamed } = await finish();
    const ended = spans
      .filter(({ attributes }) => attributes["agentscribe.run.end_reason"] === "budget")
      .map(({ name, attributes: { "session.id": session, "agentscribe.budget.name": budget } }) =>
        [name, session, budget].join(" "),
      );
    expect(ended.toSorted()).toEqual([
      "invoke_agent b of b day",
      "invoke_agent c of c day",
      "invoke_agent d  day",
      "session of b day",
      "session of c day",
    ]);
    expect(eventsNamed("agentscribe.budget.exceeded")).toHaveLength(1);
  });

  it("names itself on the scopes of a stream that it ends, when others used it up", async () => {
    const { telemetry, finish } = await startRecording();
    const budget = telemetry.budget({ name: "shared", maxTokens: 100 });
    const { client } = await startModel({ reply: { text: "a b c d e f g h", hangAfter: 3 } });
    const waiting = telemetry.agent({ name: "one", budget }, async () => {
      for await (const _ of await client.chat.completions.create(STREAM));
    });
    await telemetry.agent({ name: "two", budget }, async () =>
      telemetry.recordLlm({ provider: "x", model: "y", durationMs: 1, usage: { inputTokens: 200 } }),
    );
    await failureOf(() => waiting);
    expect((await finish()).span("invoke_agent one").attributes).toMatchObject({
      "agentscribe.run.end_reason": "budget",
      "agentscribe.budget.name": "shared",
    });
  });

  it("does not count the time in which a person is waited for", async () => {
    const { telemetry } = await startRecording({ budgets: [{ name: "time", maxWorkMs: 150 }] });
    const signal = await telemetry.agent({ name: "patient" }, async (agent) => {
      await telemetry.wait({ for: "approval" }, () => new Promise((resolve) => setTimeout(resolve, 300)));
      return agent.signal;
    });
    expect(signal.aborted).toBe(false);
  });

  it("leaves the caller's own signal and options as they are", async () => {
    const { telemetry } = await startRecording({ budgets: [{ name: "run", maxTokens: 1e6 }] });
    const { client } = await startModel({ reply: { hang: true } });
    const own = new AbortController();
    const options = Object.freeze({ signal: own.signal, timeout: 60_000 });
    const call = telemetry.agent({ name: "called off" }, () => client.chat.completions.create(REQUEST, options));
    setTimeout(() => own.abort(), 20);
    expect(await failureOf(() => call)).toBeInstanceOf(OpenAI.APIUserAbortError);
  });

  it("changes nothing for a stream that its reader calls off by a signal of its own", async () => {
    const { telemetry, finish } = await startRecording({ budgets: [{ name: "run", maxTokens: 1e6 }] });
    const { client, server } = await startModel(ENDLESS);
    const own = new AbortController();
    await telemetry.agent({ name: "reader" }, async ({ signal }) => {
      // The client's stream ends without an error then.
      for await (const _ of await client.chat.completions.create(STREAM, { signal: own.signal })) own.abort();
      expect(signal.aborted).toBe(false);
    });
    await expect.poll(() => server.openRequests).toBe(0);
    expect((await finish()).span(`chat ${MODEL}`).attributes["error.type"]).toBeUndefined();
  });

  it("refuses in whatever way the result is used, and leaves no rejection behind", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));
    const { telemetry } = await startRecording({ budgets: [{ name: "calls", agents: ["refused"], maxCalls: 0 }] });
    const { client, server } = await startModel(SHORT);
    await telemetry.agent({ name: "refused" }, async () => {
      const refused = { name: "BudgetExceeded", limit: "calls" };
      const make = () => client.chat.completions.create(REQUEST);
      expect(await failureOf(make)).toMatchObject(refused);
      expect(await failureOf(() => make().withResponse())).toMatchObject(refused);
      expect(await failureOf(() => make().asResponse())).toMatchObject(refused);
      expect(await failureOf(() => Promise.all([make(), make(), make()]))).toMatchObject(refused);
      expect(await failureOf(() => telemetry.llm({ provider: "x", model: "y" }, async () => 1))).toMatchObject(refused);
      expect(await failureOf(() => telemetry.llm({ provider: "x", model: "y" }, () => 1))).toMatchObject(refused);
      // The client's own helper puts every error into one of its own.
      const helped = await failureOf(() => client.chat.completions.stream(REQUEST).finalMessage());
      expect(helped).toMatchObject({ cause: refused });
      expect(telemetry.refusal()).toMatchObject(refused);
    });
    expect(telemetry.refusal()).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unhandled).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  it("has a pot for each run, session, user and task", async () => {
    const { telemetry } = await startRecording({
      budgets: [
        { name: "run", per: "run", maxCalls: 2 },
        { name: "session", per: "session", maxCalls: 3 },
        { name: "user", per: "user", maxCalls: 6 },
        { name: "task", per: "task", maxCalls: 4 },
      ],
    });
    const call = (): Promise<string> => telemetry.llm({ provider: "x", model: "y" }, async () => "ok");
    const run = async (calls: number): Promise<string> => {
      for (let left = calls; left > 0; left -= 1) await call();
      return "ok";
    };
    const work = (session: string, user: string, task: string, calls: number): Promise<unknown> =>
      failureOf(() =>
        telemetry.session({ id: session, user: { id: user } }, () =>
          telemetry.task({ id: task }, () => telemetry.agent({ name: "worker" }, () => run(calls))),
        ),
      );
    expect(await work("s1", "u1", "t1", 2)).toBeUndefined();
    expect(await work("s1", "u1", "t2", 2)).toMatchObject({ budget: "session" });
    expect(await work("s2", "u1", "t3", 3)).toMatchObject({ budget: "run" });
    expect(await work("s3", "u1", "t4", 2)).toMatchObject({ budget: "user" });
    expect(await work("s4", "u2", "t1", 2)).toBeUndefined();
    expect(await work("s5", "u3", "t1", 1)).toMatchObject({ budget: "task" });
  });

  it("holds for agents of certain names alone", async () => {
    const { telemetry } = await startRecording({ budgets: [{ name: "helpers", agents: ["helper"], maxCalls: 1 }] });
    const call = (): Promise<number> => telemetry.llm({ provider: "x", model: "y" }, async () => 1);
    const outcome = await telemetry.agent({ name: "boss" }, async () => {
      await call();
      const helper = await failureOf(() =>
        telemetry.agent({ name: "helper" }, async () => {
          await call();
          await call();
        }),
      );
      return [helper, await call()];
    });
    expect(outcome).toMatchObject([{ budget: "helpers" }, 1]);
  });

  it("counts the runs of certain agents, and of those that are given it", async () => {
    const { telemetry } = await startRecording({
      budgets: [{ name: "helpers", per: "session", agents: ["helper"], maxTurns: 2 }],
    });
    const budget = telemetry.budget({ name: "shared", maxTurns: 3 });
    const runs = (session: string, agent: { name: string; budget?: typeof budget }): Promise<unknown> => {
      let calls = 0;
      const call = () => telemetry.llm({ provider: "x", model: "y" }, async () => (calls += 1));
      return telemetry.session({ id: session }, async () => {
        const error = await failureOf(async () => {
          for (let run = 1; run <= 5; run += 1) await telemetry.agent(agent, call);
        });
        return [calls, error];
      });
    };
    expect(await runs("s1", { name: "boss" })).toEqual([5, undefined]);
    expect(await runs("s1", { name: "helper" })).toMatchObject([2, { budget: "helpers", limit: "turns", used: 3 }]);
    expect(await runs("s2", { name: "boss", budget })).toMatchObject([3, { budget: "shared", limit: "turns" }]);
    expect(budget.used("turns")).toBe(4);
  });

  it("refuses a call that would be one run too many itself, but no embeddings, which are none", async () => {
    const { telemetry } = await startRecording({ budgets: [{ name: "turns", per: "session", maxTurns: 2 }] });
    const { client, server } = await startModel(SHORT);
    await telemetry.session({ id: "s" }, async () => {
      await client.chat.completions.create(REQUEST);
      await client.chat.completions.create(REQUEST);
      expect(await telemetry.embeddings({ provider: "x", model: "y" }, async () => "vectors")).toBe("vectors");
      const error = await failureOf(() => client.chat.completions.create(REQUEST));
      expect(error).toMatchObject({ name: "BudgetExceeded", limit: "turns", used: 2, max: 2 });
    });
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, Partial<BudgetOptions>]>([
    ["tokens", { maxTokens: 0 }],
    ["cost", { maxCostUsd: 0 }],
    ["calls", { maxCalls: 0 }],
    ["working time", { maxWorkMs: 0 }],
  ])("of no %s lets no call begin, and is told of once", async (_what, limit) => {
    const told: BudgetNotice[] = [];
    const notify = (notice: BudgetNotice): void => void told.push(notice);
    const { telemetry } = await startRecording({ budgets: [{ name: "nothing", ...limit, notify }] });
    const { client, server } = await startModel(SHORT);
    const call = () => client.chat.completions.create(REQUEST);
    expect(await failureOf(call)).toBeInstanceOf(BudgetExceeded);
    expect(told.map(({ what }) => what)).toEqual(["exceeded"]);
    expect(await failureOf(() => telemetry.agent({ name: "a" }, call))).toBeInstanceOf(BudgetExceeded);
    expect(told.map(({ what }) => what)).toEqual(["exceeded", "exceeded"]);
    expect(server.requests).toHaveLength(0);
  });

  it("with nothing left says so when it is asked", async () => {
    const { telemetry } = await startRecording();
    const budget = telemetry.budget({ name: "rest", maxTokens: 0 });
    expect(budget.remaining("tokens")).toBe(0);
    expect(() => budget.check()).toThrow(BudgetExceeded);
    expect(budget.signal.aborted).toBe(true);
  });

  it("of working time refuses a call also where the process was too busy to look", async () => {
    const { telemetry } = await startRecording({ budgets: [{ name: "time", maxWorkMs: 20 }] });
    const { client, server } = await startModel(SHORT);
    const error = await failureOf(() =>
      telemetry.agent({ name: "busy" }, () => {
        const end = performance.now() + 30;
        while (performance.now() < end);
        return client.chat.completions.create(REQUEST);
      }),
    );
    expect(error).toMatchObject({ name: "BudgetExceeded", limit: "work_time" });
    expect(server.requests).toHaveLength(0);
  });

  it("of an agent knows it by its own name where names are hidden", async () => {
    const { telemetry } = await startRecording({
      names: { otherwise: "hash" },
      budgets: [{ name: "helpers", agents: ["helper"], maxCalls: 1 }],
    });
    const call = () => telemetry.llm({ provider: "openai", model: "m" }, () => 1);
    const twice = (name: string) => telemetry.agent({ name }, () => [call(), call()]);
    expect(twice("other")).toEqual([1, 1]);
    expect(() => twice("helper")).toThrow(/helpers/);
  });

  it("says that a call has no price, where the budget is of cost", async () => {
    const { telemetry, finish } = await startRecording({ budgets: [{ name: "money", maxCostUsd: 1 }] });
    await telemetry.agent({ name: "a" }, async () => {
      telemetry.recordLlm({ provider: "nobody", model: "unheard-of", durationMs: 1, usage: { inputTokens: 5 } });
    });
    const { event } = await finish();
    expect(event("agentscribe.budget.unpriced").attributes).toMatchObject({ "agentscribe.budget.name": "money" });
  });

  it("is refused by init when it limits nothing or has no name", async () => {
    const { init } = await import("../../../src/index.ts");
    for (const wrong of [
      { name: "x" },
      { maxCalls: 1 },
      { name: "x", maxCalls: -1 },
      { name: "x", maxCalls: 1, per: "week" },
    ])
      expect(() => init({ budgets: [wrong as never] })).toThrow(/budgets\[0\]/);
  });
});
