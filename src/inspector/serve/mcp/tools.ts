import { HOUR_US } from "../../alerts/alert-window.ts";
import type { SessionFilter } from "../../api.ts";
import { questionInfos } from "../../questions/questions.ts";
import { compareRuns } from "../../steps/compare-runs.ts";
import { readSteps, UnknownSession } from "../../steps/read-steps.ts";
import type { Store } from "../../store/store.ts";
import { found, hex, sessionsOf } from "../answers.ts";
import { askStore } from "../ask-store.ts";
import { shortAlert, shortSession, shortSpans, shortStep } from "./short.ts";
import { type Argument, type Given, type InputSchema, type Tool, WrongArgument } from "./tool.ts";

const SESSION: Argument = { type: "string", description: "Id of a session, as list_sessions gives it." };
const TRACE: Argument = { type: "string", description: "Id of a trace, 32 hexadecimal digits." };
const FROM: Argument = { type: "integer", description: "Number of the first one to return.", minimum: 0, default: 0 };

const limit = (standard: number, maximum: number): Argument => ({
  type: "integer",
  description: "How many to return at most.",
  minimum: 1,
  maximum,
  default: standard,
});

function schema(properties: Readonly<Record<string, Argument>>, ...required: readonly string[]): InputSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

const FILTERS: Readonly<Record<string, Argument>> = {
  service: { type: "string", description: "Only this service." },
  agent: { type: "string", description: "Only this agent." },
  model: { type: "string", description: "Only with a call of this model." },
  user: { type: "string", description: "Only of this user." },
  tool: { type: "string", description: "Only with a call of this tool." },
  outcome: { type: "string", description: "Only with this outcome." },
  taskType: { type: "string", description: "Only with this type of task." },
  failed: { type: "boolean", description: "Only with an error (true) or without one (false)." },
  sort: {
    type: "string",
    description: "Order; newest first by default.",
    enum: ["start", "cost", "tokens", "errors", "duration"],
  },
  cursor: { type: "string", description: "`next` of the answer before, for what follows it." },
};

/** What a coding agent may ask: sessions, their steps and spans, comparisons, questions. All of it only reads. */
export function createTools(store: Store): readonly Tool[] {
  const sessions = async (filter: SessionFilter): Promise<object> => {
    const page = await sessionsOf(store, filter);
    return { sessions: page.sessions.map(shortSession), next: page.next };
  };
  return [
    {
      name: "describe_store",
      title: "Describe the store",
      description: "What was recorded: how much, of which services and agents, since when.",
      inputSchema: schema({}),
      run: async () => ({ status: await store.status() }),
    },
    {
      name: "list_sessions",
      title: "List sessions",
      description: "Runs of agents with their totals: model calls, tools, errors, tokens, cost, outcome, decisions.",
      inputSchema: schema({ ...FILTERS, limit: limit(20, 100) }),
      run: (given) => sessions({ limit: 20, ...(given as SessionFilter) }),
    },
    {
      name: "search",
      title: "Search sessions",
      description:
        "Sessions with a text in an id, a name, a model or a tool, and in messages where the store keeps an index of text.",
      inputSchema: schema(
        { text: { type: "string", description: "What to look for." }, limit: limit(20, 100) },
        "text",
      ),
      run: ({ text, limit: most = 20 }) => sessions({ text: String(text), limit: Number(most) }),
    },
    {
      name: "get_session",
      title: "Get a session",
      description:
        "A session step by step: what the model was told and answered, tools with arguments and results, decisions, errors, cost so far. Texts that the sender withheld are listed as withheld. Steps are numbered from 0.",
      inputSchema: schema({ session: SESSION, from: FROM, limit: limit(40, 200) }, "session"),
      run: async ({ session, from = 0, limit: most = 40 }) => {
        const conversation = await readSteps(store, String(session)).catch(unknownSession);
        const { steps, truncated } = conversation;
        const shown = steps.slice(Number(from), Number(from) + Number(most));
        const total = steps.length + truncated;
        return { session: shortSession(conversation.session), stepsInAll: total, steps: shown.map(shortStep) };
      },
    },
    {
      name: "get_trace",
      title: "Get a trace",
      description: "The spans of a trace in the order of their start, each with its parent, times, tokens and cost.",
      inputSchema: schema({ trace: TRACE, from: FROM, limit: limit(100, 500) }, "trace"),
      run: async ({ trace, from = 0, limit: most = 100 }) => {
        const table = found(await store.spans({ trace: hex(String(trace), 32) }), "no such trace");
        return shortSpans(table, Number(from), Number(most));
      },
    },
    {
      name: "get_span",
      title: "Get a span",
      description:
        "Everything of one span: attributes with messages where they were recorded, events, links, resource.",
      inputSchema: schema(
        { trace: TRACE, span: { type: "string", description: "Id of the span, 16 hexadecimal digits." } },
        "trace",
        "span",
      ),
      run: async ({ trace, span }) => ({
        span: found(await store.span(hex(String(trace), 32), hex(String(span), 16)), "no such span"),
      }),
    },
    {
      name: "compare_runs",
      title: "Compare two sessions",
      description:
        "Two sessions aligned step by step: steps that only one has, what differs in the others, tools, and how the instructions changed.",
      inputSchema: schema({ a: SESSION, b: SESSION, from: FROM, limit: limit(40, 200) }, "a", "b"),
      run: async ({ a, b, from = 0, limit: most = 40 }) => {
        const { rows, prompts, ...rest } = await compareRuns(store, String(a), String(b)).catch(unknownSession);
        const changed = rows.filter(({ change }) => change !== "same");
        const shown = changed.slice(Number(from), Number(from) + Number(most));
        return {
          ...rest,
          a: shortSession(rest.a),
          b: shortSession(rest.b),
          sameSteps: rows.length - changed.length,
          changedStepsInAll: changed.length,
          changedSteps: shown.map((row) => ({ ...row, a: row.a && shortStep(row.a), b: row.b && shortStep(row.b) })),
          promptChanges: prompts.filter(({ change }) => change !== "same"),
        };
      },
    },
    {
      name: "list_alerts",
      title: "List alerts",
      description:
        "What left the usual, hour by hour: error rates, cost of calls, latency, decisions, token efficiency, and loops and budgets that agents told of. Says also which series have too little data to be judged, and how many beyond 200 of a kind are not judged at all.",
      inputSchema: schema({
        days: { type: "integer", description: "Days before now.", minimum: 1, maximum: 35, default: 7 },
        service: { type: "string", description: "Only this service." },
        limit: limit(50, 200),
      }),
      run: async ({ days = 7, service, limit: most = 50 }) => {
        const nowUs = Date.now() * 1_000;
        const query = { fromUs: nowUs - Number(days) * 24 * HOUR_US, service: service as string | undefined };
        const { alerts, moreAlerts, states, moreSeries } = await store.alerts(query, nowUs);
        const dark = states.filter(({ verdict }) => verdict === "not enough data");
        return {
          alertsInAll: alerts.length + moreAlerts,
          alerts: alerts.slice(0, Number(most)).map(shortAlert),
          seriesJudged: states.length - dark.length,
          seriesBeyondLimit: moreSeries,
          notEnoughData: dark.slice(0, Number(most)).map(({ kind, subject, lacks }) => ({ kind, subject, lacks })),
        };
      },
    },
    {
      name: "list_questions",
      title: "List questions",
      description: "The questions that ask_question answers, with their parameters.",
      inputSchema: schema({}),
      run: async () => ({ questions: questionInfos() }),
    },
    {
      name: "ask_question",
      title: "Ask a question",
      description:
        "Sums and comparisons over many sessions: cost by model, tool or task, latency, success, cache use, errors, loops, decisions. list_questions says which there are.",
      inputSchema: schema(
        {
          name: { type: "string", description: "Name of the question." },
          parameters: {
            type: "object",
            description: "Parameters of the question by name.",
            additionalProperties: { type: ["string", "number"] },
          },
        },
        "name",
      ),
      run: ({ name, parameters = {} }) => askQuestion(store, String(name), parameters as Given),
    },
  ];
}

async function askQuestion(store: Store, name: string, parameters: Given): Promise<object> {
  const given: Record<string, string | number> = {};
  for (const [parameter, value] of Object.entries(parameters)) {
    if (typeof value !== "string" && typeof value !== "number")
      throw new WrongArgument("parameters must be texts or numbers");
    given[parameter] = value;
  }
  return await askStore(store, name, given);
}

function unknownSession(error: unknown): never {
  throw error instanceof UnknownSession ? new WrongArgument("there is no such session") : error;
}
