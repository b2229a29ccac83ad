import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Telemetry } from "../../../src/index.ts";
import { unwrap, wrapQuery } from "../../../src/instrumentation/claude-agent-sdk/index.ts";
import { optionsIn, type Turn } from "../../vendors/claude-agent-sdk/script.ts";
import { loadVendor, type Vendor, vendorVersion } from "../../vendors/load.ts";
import type { Cell } from "../grid.ts";
import { describeThrown, type Played, playTwice, type Seen } from "../stage.ts";
import { asksTools, CALL, HELLO, RETRIED, STALLS } from "./claude-turns.ts";
import type { FrameworkColumn, Row } from "./framework.ts";
import { faultsOf } from "./play.ts";
import { chatsOf, failed, faultsOfTree, fine, is, isRun, says, toolsOf } from "./spans.ts";

/** Starts a query with the scripted executable. */
type Query = (options?: object) => Vendor;

interface Story {
  readonly turn: Turn;
  story(query: Query, telemetry: Telemetry): Promise<Seen>;
  judge(played: Played): readonly (string | false)[];
}

const read = async (query: Vendor): Promise<Seen> => {
  const types: string[] = [];
  try {
    for await (const { type } of query) types.push(type);
    return { types };
  } catch (error) {
    return { types, ...describeThrown(error) };
  }
};
const reads = (query: Query): Promise<Seen> => read(query());
const usage = ({ spans }: Played): (string | false)[] => [
  ...faultsOfTree(spans, 1),
  is(chatsOf(spans)[0], "gen_ai.usage.input_tokens", CALL.inputTokens),
  is(chatsOf(spans)[0], "gen_ai.usage.output_tokens", CALL.outputTokens),
  is(chatsOf(spans)[0], "gen_ai.usage.cache_read.input_tokens", CALL.cacheReadTokens),
  says(chatsOf(spans)[0], "gen_ai.output.messages", "Hello"),
];

const STORIES: Partial<Record<Row, Story>> = {
  "one `chat` span a request, in its run": {
    turn: asksTools(["call_1"]),
    story: reads,
    judge: ({ spans }) => [...faultsOfTree(spans, 2), ...fine(spans)],
  },
  "the totals of the run": {
    turn: asksTools(["call_1"]),
    story: reads,
    judge: ({ spans }) => [
      is(spans.find(isRun), "agentscribe.total.input_tokens", 2 * CALL.inputTokens),
      is(spans.find(isRun), "agentscribe.total.output_tokens", 2 * CALL.outputTokens),
      is(spans.find(isRun), "agentscribe.total.tool_calls", 1),
    ],
  },
  "a tool: call id, and what it does inside it": {
    turn: asksTools(["call_1"]),
    story: reads,
    judge: ({ spans }) => [
      toolsOf(spans).length !== 1 && `${toolsOf(spans).length} tool spans`,
      is(toolsOf(spans)[0], "gen_ai.tool.call.id", "call_1"),
      says(toolsOf(spans)[0], "gen_ai.tool.call.arguments", "call_1"),
      says(toolsOf(spans)[0], "gen_ai.tool.call.result", "found call_1"),
    ],
  },
  "a tool that throws": {
    turn: asksTools(["call_1"], true),
    story: reads,
    judge: ({ spans }) => [failed(toolsOf(spans)[0]), ...fine(spans.filter(isRun))],
  },
  "tools side by side": {
    turn: asksTools(["call_a", "call_b"]),
    story: reads,
    judge({ spans }) {
      const ids = toolsOf(spans).map(({ attributes }) => attributes["gen_ai.tool.call.id"]);
      return [...faultsOfTree(spans, 2), ids.sort().join() !== "call_a,call_b" && `tool spans of ${ids.join()}`];
    },
  },
  "usage of a stream": { turn: HELLO, story: reads, judge: usage },
  "time to first chunk": {
    turn: HELLO,
    story: reads,
    judge: ({ spans }) => [
      !(Number(chatsOf(spans)[0]?.attributes["gen_ai.response.time_to_first_chunk"]) > 0) && "no time to first chunk",
    ],
  },
  "the caller breaks out of a stream": {
    turn: STALLS,
    async story(query) {
      for await (const { type } of query()) if (type === "stream_event") break;
      return {};
    },
    judge: ({ spans }) => [...faultsOfTree(spans, 1), ...fine(spans)],
  },
  "turned away once, then answered": {
    turn: RETRIED,
    story: reads,
    judge: (played) => [
      ...usage(played),
      is(chatsOf(played.spans)[0], "agentscribe.llm.retries", 1),
      !chatsOf(played.spans)[0]?.events.some(({ name }) => name === "agentscribe.retry") && "no retry event",
    ],
  },
  "aborted in mid-stream": {
    turn: STALLS,
    async story(query) {
      const abortController = new AbortController();
      const types: string[] = [];
      try {
        for await (const { type } of query({ abortController })) {
          types.push(type);
          if (type === "stream_event" && types.length === 4) abortController.abort();
        }
        return { types };
      } catch (error) {
        return { types, ...describeThrown(error) };
      }
    },
    judge: ({ spans }) => faultsOfTree(spans, 1),
  },
  "two runs at once do not mix": {
    turn: asksTools(["call_1"]),
    story: async (query) => ({ runs: await Promise.all([reads(query), reads(query)]) }),
    judge: ({ spans }) => [
      ...faultsOfTree(spans, 4),
      ...spans.filter(isRun).map((run) => is(run, "agentscribe.total.inference_calls", 2)),
    ],
  },
  "inside a session: its id and totals": {
    turn: asksTools(["call_1"]),
    story: (query, telemetry) => telemetry.session({ id: "s-1" }, () => reads(query)),
    judge: ({ spans }) => [
      ...faultsOfTree(spans, 2),
      ...spans.map((span) => is(span, "session.id", "s-1")),
      is(
        spans.find(({ name }) => name === "session"),
        "agentscribe.total.input_tokens",
        2 * CALL.inputTokens,
      ),
    ],
  },
  "`unwrap` restores": {
    turn: HELLO,
    story: (query) => read(unwrap(query())),
    judge: ({ spans }) => [spans.length > 0 && "recorded after unwrap"],
  },
};

function cellOf({ turn, story, judge }: Story): Cell {
  return async (telemetry) => {
    const sdk = await loadVendor("newest", "@anthropic-ai/claude-agent-sdk");
    const folder = mkdtempSync(join(tmpdir(), "agentscribe-claude-"));
    try {
      const given = { ...optionsIn(folder, [turn]), includePartialMessages: true };
      const played = await playTwice(telemetry, [], (_server, observed) => {
        const query = observed ? wrapQuery(sdk.query) : sdk.query;
        return story((options) => query({ prompt: "look", options: { ...given, ...options } }), telemetry);
      });
      return faultsOf(played, judge);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

const cells = Object.entries(STORIES).map(([row, story]) => [row, cellOf(story)]);

export const CLAUDE_COLUMNS: readonly FrameworkColumn[] = [
  {
    name: `@anthropic-ai/claude-agent-sdk ${vendorVersion("newest", "@anthropic-ai/claude-agent-sdk")}`,
    cells: Object.fromEntries(cells) as FrameworkColumn["cells"],
  },
];
