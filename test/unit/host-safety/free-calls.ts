import {
  defineEvent,
  estimateCost,
  eventCatalogue,
  fromContext,
  init,
  record,
  recordLlm,
  recordOutcome,
  recordTool,
  reprice,
  setContext,
  type Telemetry,
  withClient,
} from "../../../src/index.ts";
import { functionsOf, type PublicCall } from "./public-calls.ts";
import { FINISHED_LLM, FINISHED_TOOL, optionPlaces, placed } from "./scope-options.ts";

type Loose = (...args: unknown[]) => unknown;

const loose = (fn: unknown): Loose => fn as Loose;
const name = (fn: string, path: readonly string[]): string => `${fn}({ ${path.join(".")} })`;
const call = (label: string, run: (value: unknown) => unknown, spans = 0): PublicCall => ({
  name: label,
  spans,
  prepare: () => run,
});
const later = (label: string, run: (value: unknown) => unknown): PublicCall => ({ ...call(label, run), awaited: true });

const USAGE = { inputTokens: 100, outputTokens: 10 };
const REQUEST = { provider: "openai", model: "gpt-5", usage: USAGE };
const REQUEST_PLACES = optionPlaces({
  provider: [],
  model: [],
  requestModel: [],
  usage: ["inputTokens", "outputTokens", "cacheReadTokens", "webSearches"],
  reportedCostUsd: [],
  serviceTier: [],
  region: [],
  searchContextSize: [],
  at: [],
  usageIncomplete: [],
  usageEstimated: [],
});
const PRICING_PLACES = [
  ...optionPlaces({
    enabled: [],
    overrides: ["openai/gpt-5", "one"],
    patterns: ["0"],
    discount: ["openai"],
    free: ["0"],
    tierFallback: [],
    staleAfterDays: [],
  }),
  ["overrides", "openai/gpt-5", "input"],
  ["overrides", "openai/gpt-5", "tiers"],
  ["overrides", "openai/gpt-5", "like"],
  ["overrides", "openai/gpt-5", "serviceTiers", "batch"],
  ["overrides", "openai/gpt-5", "effectiveFrom"],
  ["patterns", "0", "match"],
];

const over = (path: readonly string[], value: unknown): object => ({ ...REQUEST, ...(placed(path, value) as object) });

const costCalls: readonly PublicCall[] = [
  later("estimateCost(value)", (value) => loose(estimateCost)(value)),
  later("estimateCost(request, value)", (value) => loose(estimateCost)(REQUEST, value)),
  ...REQUEST_PLACES.map((path) => later(name("estimateCost", path), (value) => loose(estimateCost)(over(path, value)))),
  ...PRICING_PLACES.map((path) =>
    later(name("estimateCost(request,", path), (value) => loose(estimateCost)(REQUEST, placed(path, value))),
  ),
  later("reprice([value])", (value) => loose(reprice)([value])),
  later("reprice([], value)", (value) => loose(reprice)([], value)),
  ...[["startTime"], ["recordedUsd"], ...REQUEST_PLACES].map((path) =>
    later(name("reprice", path), (value) => loose(reprice)([over(path, value)])),
  ),
];

const EVENT = {
  name: "shop.refund",
  description: "A refund.",
  stability: "stable",
  attributes: { reason: { attribute: "shop.reason", type: "string", class: "name", description: "Why." } },
  metric: {
    name: "shop.refunds",
    instrument: "counter",
    unit: "1",
    description: "x",
    value: 1,
    attributes: ["reason"],
  },
};
const REASON = ["attribute", "type", "class", "kind", "values", "description"];
const METRIC = ["name", "instrument", "unit", "description", "value", "attributes"];

/** A wrong definition is a fault of the program, said as the documented TypeError; what is accepted can be recorded. */
function define(definition: unknown): void {
  try {
    record(loose(defineEvent)(definition) as never, { reason: "late" } as never);
  } catch (error) {
    if (!(error instanceof TypeError) || !error.message.startsWith("defineEvent: ")) throw error;
  }
}

const defineCalls: readonly PublicCall[] = [
  call("defineEvent(value)", define),
  ...Object.keys(EVENT).map((field) =>
    call(name("defineEvent", [field]), (value) => define({ ...EVENT, [field]: value })),
  ),
  ...REASON.map((field) =>
    call(name("defineEvent", ["attributes", "reason", field]), (value) =>
      define({ ...EVENT, attributes: { reason: { ...EVENT.attributes.reason, [field]: value } } }),
    ),
  ),
  call("defineEvent({ attributes.one })", (value) => define({ ...EVENT, attributes: { one: value } })),
  ...METRIC.map((field) =>
    call(name("defineEvent", ["metric", field]), (value) =>
      define({ ...EVENT, metric: { ...EVENT.metric, [field]: value } }),
    ),
  ),
  call("defineEvent({ metric.attributes.0 })", (value) =>
    define({ ...EVENT, metric: { ...EVENT.metric, attributes: [value] } }),
  ),
];

/** Runs the call with the client active, in a scope that has to arrive. */
function active(label: string, run: (value: unknown) => unknown, spans = 0): PublicCall {
  return {
    name: label,
    spans: spans + 1,
    prepare: (client) => (value) => withClient(client, () => client.step({ name: "free" }, () => void run(value))),
  };
}

const freeCalls: readonly PublicCall[] = [
  active("record(value, value)", (value) => loose(record)(value, value)),
  active("record(name, value)", (value) => loose(record)("decision", value)),
  active("record(name, { choice })", (value) => loose(record)("decision", { choice: value })),
  active("setContext(value)", (value) => loose(setContext)(value)),
  active("setContext({ one })", (value) => loose(setContext)({ one: value })),
  active("recordOutcome(value, value, value)", (value) => loose(recordOutcome)(value, value, value)),
  ...[[], ...optionPlaces(FINISHED_TOOL)].map((path) =>
    active(name("recordTool", path), (value) => loose(recordTool)(placed(path, value)), 1),
  ),
  ...[[], ...optionPlaces(FINISHED_LLM)].map((path) =>
    active(name("recordLlm", path), (value) => loose(recordLlm)(placed(path, value)), 1),
  ),
  call("eventCatalogue(value)", (value) => loose(eventCatalogue)(value)),
  call("fromContext(value)", (value) => loose(fromContext)(value)),
];

/** What is no client must not become the active one. */
const clientCalls: readonly PublicCall[] = [
  {
    name: "withClient(value, fn)",
    spans: 1,
    prepare: (client) => (value) =>
      client.step({ name: "outside" }, () => {
        const result = {};
        const got = loose(withClient)(value, () => {
          record("decision", { type: "route", choice: "a" });
          setContext({ one: 1 });
          fromContext().describe();
          return result;
        });
        if (got !== result) throw new Error("withClient lost the result");
      }),
  },
];

/** Carriers whose own methods are hostile, beside those that are hostile themselves. */
const carrierCalls: readonly PublicCall[] = ["Headers", "Env", "McpMeta"].flatMap((kind) =>
  ["get", "set", "has", "append", "traceparent", "TRACEPARENT", "_meta", "keys", "entries"].map(
    (member): PublicCall => ({
      name: `inject and extract ${kind} with ${member}`,
      spans: 1,
      prepare: (client) => (value) =>
        client.step({ name: "carrier" }, () => {
          const carrier = { [member]: value };
          loose(client[`inject${kind}` as "injectEnv"])(carrier);
          const remote = loose(client[`extract${kind}` as "extractEnv"])(carrier);
          client.continue(remote as never, () => loose(client.injectHeaders)(new Map()));
        }),
    }),
  ),
);

const lifecycleCalls: readonly PublicCall[] = [
  ...[[], ["timeoutMillis"]].map(
    (path): PublicCall => ({
      name: name("flush", path),
      spans: 1,
      awaited: true,
      prepare: (client) => (value) => {
        client.startStep({ name: "flushed" }).end();
        return loose(client.flush)(placed(path, value));
      },
    }),
  ),
  {
    name: "disable(value), enable(value)",
    spans: 1,
    prepare: (client) => (value) => {
      loose(client.disable)(value);
      loose(client.enable)(value);
      client.startStep({ name: "enabled" }).end();
    },
  },
];

/** What can be asked, after something hostile was recorded in the scope it is asked of. */
const answerCalls: readonly PublicCall[] = ["startSession", "startTask", "startAgent", "startLlm", "startTool"].map(
  (start): PublicCall => ({
    name: `answers of ${start}`,
    spans: 1,
    prepare: (client) => {
      const handle = loose(client[start as "startStep"])({}) as Record<string, unknown> & { end(): void };
      return (value) => {
        for (const method of functionsOf(handle))
          if (/^(set|usage|response)$/.test(method)) loose(handle[method])(value);
        for (const member in handle) void handle[member];
        if (typeof handle.totals === "function") loose(handle.totals)(value);
        JSON.stringify([loose(client.snapshot)(value), loose(client.describe)(value), loose(client.health)(value)]);
        handle.end();
        for (const member in handle) void handle[member];
      };
    },
  }),
);

/** Functions of the package and questions to clients, where the calls of the client itself are driven elsewhere. */
export const FREE_CALLS: readonly PublicCall[] = [
  ...costCalls,
  ...defineCalls,
  ...freeCalls,
  ...clientCalls,
  ...carrierCalls,
  ...lifecycleCalls,
  ...answerCalls,
];

/** Each needs a client of its own, which is over afterwards. */
export const ENDING_CALLS: readonly PublicCall[] = [[], ["timeoutMillis"]].map(
  (path): PublicCall => ({
    name: name("shutdown", path),
    spans: 0,
    awaited: true,
    prepare: () => {
      const ending: Telemetry = init({ host: "own", exporters: [], pricing: false });
      ending.startStep({ name: "ending" }).end();
      return (value) => loose(ending.shutdown)(placed(path, value));
    },
  }),
);
