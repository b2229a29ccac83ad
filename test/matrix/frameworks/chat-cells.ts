import { setTimeout as wait } from "node:timers/promises";
import { fromContext } from "../../../src/index.ts";
import type { Cell } from "../grid.ts";
import type { MatrixSpan } from "../stage.ts";
import type { Framework, Row } from "./framework.ts";
import { cellOf, type FrameworkStory, ran, readAll, seenBy, streamed } from "./play.ts";
import { asks, breaksOff, echoes, failsMidStream, rateLimited, says, USAGE, vectors } from "./provider.ts";
import { chatsOf, failed, faultsOfTree, fine, is, isRun, pathOf, says as tells, toolsOf } from "./spans.ts";

const usageOf = (chat: MatrixSpan | undefined): (string | false)[] => [
  is(chat, "gen_ai.usage.input_tokens", USAGE.inputTokens),
  is(chat, "gen_ai.usage.output_tokens", USAGE.outputTokens),
  is(chat, "gen_ai.usage.cache_read.input_tokens", USAGE.cacheReadTokens),
  is(chat, "gen_ai.usage.reasoning.output_tokens", USAGE.reasoningTokens),
];

const found = (q: string): string => fromContext().step({ name: `look ${q}` }, () => `found ${q}`);
const TOOL_RUN = [asks({ id: "call_1", q: "x" }), says("Hello")];

/** The step that the tool made while it looked for `q` is inside the tool span of that call. */
function insideTool(spans: readonly MatrixSpan[], q: string, callId: string): string | false {
  const step = spans.find(({ name }) => name === `step look ${q}`);
  const tool = step === undefined ? undefined : toolsOf(pathOf(spans, step))[0];
  return is(tool, "gen_ai.tool.call.id", callId);
}

const STORIES: Partial<Record<Row, FrameworkStory>> = {
  "one `chat` span a request, in its run": {
    answers: TOOL_RUN,
    story: ran({ look: found }),
    judge: ({ spans }) => [...faultsOfTree(spans, 2), ...fine(spans)],
  },
  "the client wrapped too, and `fetch`: still one": {
    answers: TOOL_RUN,
    observers: "all",
    async story(prepared) {
      return { ...(await ran({ look: found })(prepared, fromContext())), pieces: await readAll(prepared.stream({})) };
    },
    judge: ({ spans }) => [...faultsOfTree(spans, 3), ...fine(spans)],
  },
  "usage with cached and reasoning tokens": {
    answers: [says("Hello")],
    story: ran(),
    judge: ({ spans }) => [
      ...faultsOfTree(spans, 1),
      ...usageOf(chatsOf(spans)[0]),
      tells(chatsOf(spans)[0], "gen_ai.output.messages", "Hello"),
    ],
  },
  "an explicit zero is kept": {
    answers: [says("Hello")],
    story: ran({ zero: true }),
    judge: ({ spans }) => [is(chatsOf(spans)[0], "gen_ai.request.temperature", 0)],
  },
  "the totals of the run": {
    answers: TOOL_RUN,
    story: ran({ look: found }),
    judge({ spans }) {
      const outermost = spans.find((span) => isRun(span) && span.parentSpanId === undefined);
      return [
        is(outermost, "agentscribe.total.input_tokens", 2 * USAGE.inputTokens),
        is(outermost, "agentscribe.total.output_tokens", 2 * USAGE.outputTokens),
        is(outermost, "agentscribe.total.inference_calls", 2),
        is(outermost, "agentscribe.total.tool_calls", 1),
      ];
    },
  },
  "a tool: call id, and what it does inside it": {
    answers: TOOL_RUN,
    story: ran({ look: found }),
    judge: ({ spans }) => [
      toolsOf(spans).length !== 1 && `${toolsOf(spans).length} tool spans`,
      insideTool(spans, "x", "call_1"),
      tells(toolsOf(spans)[0], "gen_ai.tool.call.arguments", '"q":"x"'),
      tells(toolsOf(spans)[0], "gen_ai.tool.call.result", "found x"),
    ],
  },
  "a tool that throws": {
    answers: TOOL_RUN,
    story: ran({
      look() {
        throw new RangeError("no such place");
      },
    }),
    judge: ({ spans, bare }) => [
      toolsOf(spans).length !== 1 && `${toolsOf(spans).length} tool spans`,
      failed(toolsOf(spans)[0]),
      ...spans.filter(isRun).map((run) => ("thrown" in bare ? failed(run) : (fine([run])[0] ?? false))),
    ],
  },
  "tools side by side": {
    answers: [asks({ id: "call_a", q: "a" }, { id: "call_b", q: "b" }), says("Hello")],
    story: ran({ look: found }),
    judge: ({ spans }) => [
      ...faultsOfTree(spans, 2),
      toolsOf(spans).length !== 2 && `${toolsOf(spans).length} tool spans`,
      insideTool(spans, "a", "call_a"),
      insideTool(spans, "b", "call_b"),
    ],
  },
  "usage of a stream": {
    answers: [says("Hello")],
    story: streamed(),
    judge: ({ spans }) => [
      ...faultsOfTree(spans, 1),
      ...usageOf(chatsOf(spans)[0]),
      tells(chatsOf(spans)[0], "gen_ai.output.messages", "Hello"),
    ],
  },
  "time to first chunk": {
    answers: [says("Hello")],
    story: streamed(),
    judge: ({ spans }) => [
      !(Number(chatsOf(spans)[0]?.attributes["gen_ai.response.time_to_first_chunk"]) > 0) && "no time to first chunk",
    ],
  },
  "the provider fails in mid-stream": brokenStream(failsMidStream),
  "the connection drops in mid-stream": brokenStream(breaksOff("drop")),
  "turned away (429)": {
    answers: [rateLimited],
    story: ran({ once: true }),
    judge: ({ spans }) => [...faultsOfTree(spans, 1), ...[...chatsOf(spans), ...spans.filter(isRun)].map(failed)],
  },
  "turned away once, then answered": {
    answers: [rateLimited, says("Hello")],
    story: ran(),
    judge: ({ spans }) => [
      ...faultsOfTree(spans, 1),
      ...fine(spans),
      ...usageOf(chatsOf(spans)[0]),
      is(chatsOf(spans)[0], "agentscribe.llm.retries", 1),
      chatsOf(spans)[0]?.events.some(({ name }) => name === "agentscribe.retry") !== true && "no retry event",
    ],
  },
  "aborted before the answer": {
    answers: [() => undefined],
    story: ({ run }) =>
      seenBy(async () => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 50);
        return { text: await run({ signal: controller.signal }) };
      }),
    judge: ({ spans }) => [...faultsOfTree(spans, 1), failed(chatsOf(spans)[0])],
  },
  "aborted in mid-stream": {
    answers: [breaksOff("hang")],
    async story({ stream }) {
      const controller = new AbortController();
      const stop = (): void => controller.abort();
      const atLast = setTimeout(stop, 2_000);
      try {
        return await readAll(stream({ signal: controller.signal }), () => void setTimeout(stop, 50));
      } finally {
        clearTimeout(atLast);
      }
    },
    judge: ({ spans }) => [...faultsOfTree(spans, 1), tells(chatsOf(spans)[0], "gen_ai.output.messages", "Hel")],
  },
  "two runs at once do not mix": {
    answers: [echoes],
    async story({ run }) {
      return { texts: await Promise.all(["first", "second", "third"].map((prompt) => run({ prompt }))) };
    },
    judge: ({ spans }) => [
      ...faultsOfTree(spans, 3),
      ...chatsOf(spans).map((chat) => {
        const runs = pathOf(spans, chat).filter(isRun);
        const prompt = /first|second|third/.exec(String(chat.attributes["gen_ai.input.messages"]))?.[0] ?? "none";
        return tells(chat, "gen_ai.output.messages", prompt) || is(runs.at(-1), "agentscribe.total.inference_calls", 1);
      }),
    ],
  },
  "inside a session: its id and totals": {
    answers: TOOL_RUN,
    story: (prepared, telemetry) => telemetry.session({ id: "s-1" }, () => ran({ look: found })(prepared, telemetry)),
    judge({ spans }) {
      const session = spans.find(({ name }) => name === "session");
      return [
        ...faultsOfTree(spans, 2),
        ...spans.map((span) => is(span, "session.id", "s-1")),
        is(session, "agentscribe.total.input_tokens", 2 * USAGE.inputTokens),
        is(session, "agentscribe.total.output_tokens", 2 * USAGE.outputTokens),
        is(session, "agentscribe.total.tool_calls", 1),
      ];
    },
  },
  "a budget refuses the next call": {
    answers: [says("Hello")],
    // What nobody observes cannot be stopped: of it is told what the observed one has to show.
    async story({ run }, telemetry) {
      await run({});
      if (!telemetry.enabled) return { stopped: true };
      const budget = telemetry.budget({ name: "matrix", maxCalls: 1 });
      return telemetry.agent({ name: "limited", budget }, async () => {
        await run({});
        try {
          await run({ once: true });
          return { stopped: false };
        } catch (error) {
          return { stopped: isOfBudget(error) || String(error) };
        }
      });
    },
    judge: () => [],
  },
  "`unwrap` restores": {
    answers: [says("Hello")],
    async story(prepared, telemetry) {
      prepared.undo();
      return ran()(prepared, telemetry);
    },
    judge: ({ spans }) => [spans.length > 0 && `recorded after unwrap: ${spans.map(({ name }) => name).join(", ")}`],
  },
};

/** Whether what was thrown tells of a budget, in its own words or those of what caused it. */
function isOfBudget(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) if (/the budget "/.test(one.message)) return true;
  return false;
}

function brokenStream(answer: FrameworkStory["answers"][number]): FrameworkStory {
  return {
    answers: [answer],
    story: streamed(),
    judge: ({ spans, bare }) => [
      ...faultsOfTree(spans, 1),
      "thrown" in bare && failed(chatsOf(spans)[0]),
      ...("thrown" in bare ? spans.filter(isRun).map(failed) : []),
      tells(chatsOf(spans)[0], "gen_ai.output.messages", "Hel"),
    ],
  };
}

const OBJECT: FrameworkStory = {
  answers: [says('{"ok":true}')],
  story: async ({ object }) => ({ object: await object?.() }),
  judge: ({ spans }) => [...faultsOfTree(spans, 1), ...fine(spans), ...usageOf(chatsOf(spans)[0])],
};

const EMBEDDINGS: FrameworkStory = {
  answers: [vectors],
  story: async ({ embed }) => ({ embedding: await embed?.() }),
  judge: ({ spans }) => [
    spans.length !== 1 && `${spans.length} spans`,
    is(spans[0], "gen_ai.operation.name", "embeddings"),
    is(spans[0], "gen_ai.usage.input_tokens", 5),
  ],
};

const AGENT: FrameworkStory = {
  answers: TOOL_RUN,
  story: async ({ agent }) => ({ text: await agent?.({ look: found }) }),
  judge: ({ spans }) => [...faultsOfTree(spans, 2), ...fine(spans), insideTool(spans, "x", "call_1")],
};

/** The cells of a framework whose requests go to the scripted provider. */
export function chatCells(
  framework: Framework,
  has: readonly ("object" | "embed" | "agent")[] = [],
): Partial<Record<Row, Cell>> {
  const cells = Object.entries(STORIES).map(([row, story]) => [row, cellOf(framework, story)]);
  return {
    ...(Object.fromEntries(cells) as Partial<Record<Row, Cell>>),
    "the caller breaks out of a stream": breaksOut(framework),
    ...(has.includes("object") && { "a structured answer": cellOf(framework, OBJECT) }),
    ...(has.includes("embed") && { embeddings: cellOf(framework, EMBEDDINGS) }),
    ...(has.includes("agent") && { "the framework's own class of agents": cellOf(framework, AGENT) }),
  };
}

/** A framework that keeps its request open when a loop is left has nothing that could be ended. */
function breaksOut(framework: Framework): Cell {
  return async (telemetry) => {
    let isReleased = false;
    const cell = cellOf(framework, {
      answers: [
        (response, request) => {
          isReleased = false;
          response.once("close", () => {
            isReleased = true;
          });
          return breaksOff("hang")(response, request);
        },
      ],
      async story({ stream }) {
        const leave = async (): Promise<true> => {
          for await (const _piece of stream({})) break;
          return true;
        };
        // Some wait for the next piece before they let go.
        const hasLeft = await Promise.race([leave(), wait(1_000, false)]);
        for (let waited = 0; !isReleased && waited < 1_000; waited += 20) await wait(20);
        return { hasLeft, isReleased };
      },
      judge: ({ spans, bare }) => (bare.isReleased === true ? [...faultsOfTree(spans, 1), ...fine(spans)] : undefined),
    });
    return cell(telemetry);
  };
}
