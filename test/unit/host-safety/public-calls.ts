import { defineEvent, type ScopeHandle, type Telemetry } from "../../../src/index.ts";
import { EVENTS } from "../../../src/record/events.ts";
import { FINISHED_LLM, FINISHED_TOOL, optionPlaces, placed, SCOPE_OPTIONS } from "./scope-options.ts";

/** One way to give the client a value. What it returns is what the host would get. */
export interface PublicCall {
  readonly name: string;
  /** Makes what the call needs; only `run` is measured. */
  prepare(client: Telemetry): (value: unknown) => unknown;
  /** Spans that must arrive for each call. */
  readonly spans: number;
  /** What `run` returns is waited for: it must not reject. */
  readonly awaited?: true;
}

type Loose = Readonly<Record<string, (...args: unknown[]) => unknown>>;

const loose = (client: object): Loose => client as Loose;

/** Every scope in both forms with the value as the options, and in each field. */
const scopeCalls: readonly PublicCall[] = Object.entries(SCOPE_OPTIONS).flatMap(([scope, fields]) => {
  const start = `start${scope.charAt(0).toUpperCase()}${scope.slice(1)}`;
  const places = [[], ...optionPlaces(fields)];
  return places.flatMap((path) => [
    call(`${scope}({ ${path.join(".")} }, fn)`, 1, (client) => (value) => {
      const returned = {};
      const got = loose(client)[scope]?.(placed(path, value), () => returned);
      if (got !== returned) throw new Error("the scope did not return what its function returned");
    }),
    call(`${start}({ ${path.join(".")} })`, 1, (client) => (value) => {
      const handle = loose(client)[start]?.(placed(path, value)) as ScopeHandle | undefined;
      handle?.end();
    }),
  ]);
});

/** What a function inside each scope returns is looked at as well. */
const resultCalls: readonly PublicCall[] = Object.keys(SCOPE_OPTIONS).flatMap((scope) => [
  call(`${scope}({}, () => value)`, 1, (client) => (value) => {
    const got = loose(client)[scope]?.({}, (handle: ScopeHandle) => {
      handle.end();
      return value;
    });
    if (!Object.is(got, value)) throw new Error("the scope did not return what its function returned");
  }),
  call(`${scope}({}, throws value)`, 1, (client) => (value) => {
    let caught: unknown;
    try {
      loose(client)[scope]?.({}, () => {
        throw value;
      });
    } catch (error) {
      caught = error;
    }
    if (!Object.is(caught, value)) throw new Error("the scope did not throw what its function threw");
  }),
]);

/** Methods of handles that run the host's own function. */
const RUNS_HOST_CODE = new Set(["run"]);

/** Every method of every handle, found on the handle itself, so that a new one is driven as soon as it exists. */
export function handleCalls(client: Telemetry): readonly PublicCall[] {
  return Object.keys(SCOPE_OPTIONS).flatMap((scope) => {
    const start = `start${scope.charAt(0).toUpperCase()}${scope.slice(1)}`;
    const open = (from: Telemetry): ScopeHandle & Loose => loose(from)[start]?.({}) as ScopeHandle & Loose;
    const sample = open(client);
    const methods = functionsOf(sample).filter((method) => !RUNS_HOST_CODE.has(method));
    sample.end();
    return methods.flatMap((method) =>
      [[], ["0"], ...(INNER[method] ?? [])].map((path) =>
        call(`${start}().${method}(${path.join(".")})`, 1, (from) => {
          const handle = open(from);
          return (value) => {
            handle[method]?.(placed(path, value), value);
            handle.end();
          };
        }),
      ),
    );
  });
}

/** Fields of what handle methods take. */
const INNER: Readonly<Record<string, readonly (readonly string[])[]>> = {
  set: [["one"]],
  end: [["error"], ["reason"], ["endTime"]],
  outcome: [["revisions"]],
  usage: [["inputTokens"], ["outputTokens"], ["cacheReadTokens"]],
  response: [
    ["usage"],
    ["choices"],
    ["usage", "prompt_tokens"],
    ["output"],
    ["content"],
    ["candidates"],
    ["result"],
    ["error", "code"],
  ],
  chunk: [["choices"], ["usage"], ["type"], ["delta"]],
  answered: [["id"], ["model"], ["timeToFirstChunkMs"], ["retries"]],
  retry: [["error"], ["attempt"], ["delayMillis"], ["status"]],
  totals: [["scope"]],
  documents: [
    ["0", "id"],
    ["0", "content"],
  ],
  connection: [["requestId"], ["sessionId"], ["protocolVersion"]],
};

const SPAN_METHODS: Readonly<Record<string, (span: Loose, value: unknown) => unknown>> = {
  setAttribute: (span, value) => span.setAttribute?.("one", value),
  "setAttribute key": (span, value) => span.setAttribute?.(value, 1),
  setAttributes: (span, value) => span.setAttributes?.(value),
  addEvent: (span, value) => span.addEvent?.(value, value, value),
  "addEvent attribute": (span, value) => span.addEvent?.("event", { one: value }),
  addLink: (span, value) => span.addLink?.(value),
  "addLink context": (span, value) => span.addLink?.({ context: value, attributes: value }),
  addLinks: (span, value) => span.addLinks?.(value),
  setStatus: (span, value) => span.setStatus?.(value),
  "setStatus message": (span, value) => span.setStatus?.({ code: 2, message: value }),
  updateName: (span, value) => span.updateName?.(value),
  recordException: (span, value) => span.recordException?.(value, value),
  end: (span, value) => span.end?.(value),
};

/** The OpenTelemetry span of a handle is public too. */
const spanCalls: readonly PublicCall[] = Object.entries(SPAN_METHODS).map(([name, run]) =>
  call(`handle.span.${name}`, 1, (client) => {
    const handle = client.startStep({ name: "span" });
    return (value) => {
      run(handle.span as unknown as Loose, value);
      handle.end();
    };
  }),
);

const ownEvent = defineEvent({
  name: "shop.refund",
  description: "The agent granted a refund.",
  stability: "stable",
  attributes: {
    reason: { attribute: "shop.refund.reason", type: "string", class: "name", description: "Why." },
    note: { attribute: "shop.refund.note", type: "json", class: "content", kind: "responses", description: "A note." },
    amount: { attribute: "shop.refund.amount", type: "double", class: "number", description: "How much." },
  },
  metric: {
    name: "shop.refunds",
    instrument: "counter",
    unit: "{refund}",
    description: "Refunds.",
    value: "amount",
    attributes: ["reason"],
  },
});

/** Three events of the catalogue with every field, the application's own, and what is no event. */
const eventCalls: readonly PublicCall[] = [
  ...(["decision", "code.change", "feedback"] as const)
    .filter((name) => name in EVENTS)
    .flatMap((name) => {
      const fields = Object.keys((EVENTS as Readonly<Record<string, { attributes: object }>>)[name]?.attributes ?? {});
      return [[], ["attributes"], ["attributes", "one"], ...fields.map((field) => [field])].map((path) =>
        event(`record("${name}", { ${path.join(".")} })`, name, path),
      );
    }),
  ...[[], ["reason"], ["note"], ["amount"], ["attributes"]].map((path) =>
    event(`record(ownEvent, { ${path.join(".")} })`, ownEvent, path),
  ),
  call("record(value)", 0, (client) => (value) => loose(client).record?.(value, value)),
  call("record({ definition: value })", 0, (client) => (value) => loose(client).record?.({ definition: value }, {})),
];

const factCalls: readonly PublicCall[] = [
  ...[[], ...optionPlaces(FINISHED_LLM)].map((path) =>
    call(`recordLlm({ ${path.join(".")} })`, 1, (client) => (value) => loose(client).recordLlm?.(placed(path, value))),
  ),
  ...[[], ...optionPlaces(FINISHED_TOOL)].map((path) =>
    call(
      `recordTool({ ${path.join(".")} })`,
      1,
      (client) => (value) => loose(client).recordTool?.(placed(path, value)),
    ),
  ),
  ...[[], ["side"], ["durationMs"], ["protocolVersion"], ["transport"], ["serverAddress"], ["errorType"]].map((path) =>
    call(`recordMcpSession({ ${path.join(".")} })`, 0, (client) => (value) => {
      loose(client).recordMcpSession?.(placed(path, value));
    }),
  ),
  call("recordOutcome(value, value, value)", 0, (client) => (v) => loose(client).recordOutcome?.(v, v, v)),
  ...["type", "signal", "revisions", "traceparent", "delayMs"].map((field) =>
    call(`recordOutcome("t", "success", { ${field} })`, 0, (client) => (value) => {
      loose(client).recordOutcome?.("t", "success", { [field]: value });
    }),
  ),
];

/** The methods of the client that take a value and make no span of their own. */
const clientCalls: readonly PublicCall[] = [
  call("setContext(value)", 1, (client) => inside(client, (value) => loose(client).setContext?.(value))),
  call("setContext({ one })", 1, (client) => inside(client, (value) => loose(client).setContext?.({ one: value }))),
  call("continue(value, fn)", 0, (client) => (value) => {
    if (loose(client).continue?.(value, () => 7) !== 7) throw new Error("continue lost the result");
  }),
  call("bind(value)", 0, (client) => (value) => loose(client).bind?.(value)),
  ...["injectHeaders", "injectEnv", "injectMcpMeta", "extractHeaders", "extractEnv", "extractMcpMeta"].flatMap(
    (method) =>
      [[], ["traceparent"], ["_meta"], ["TRACEPARENT"], ["baggage"], ["tracestate"]].map((path) =>
        call(`${method}({ ${path.join(".")} })`, 1, (client) =>
          // The environment of this process is no carrier to write into.
          inside(client, (value) =>
            value === process.env || value === globalThis ? undefined : loose(client)[method]?.(placed(path, value)),
          ),
        ),
      ),
  ),
  call("snapshot(value)", 0, (client) => (value) => loose(client).snapshot?.(value)),
  call("now(value)", 0, (client) => (value) => loose(client).now?.(value)),
  call("describe(value)", 0, (client) => (value) => loose(client).describe?.(value)),
  call("health(value)", 0, (client) => (value) => loose(client).health?.(value)),
  call("enable(value)", 0, (client) => (value) => loose(client).enable?.(value)),
];

export const PUBLIC_CALLS: readonly PublicCall[] = [
  ...scopeCalls,
  ...resultCalls,
  ...spanCalls,
  ...eventCalls,
  ...factCalls,
  ...clientCalls,
];

/** Names of an object's functions, symbols left out. */
export function functionsOf(target: object): readonly string[] {
  const names: string[] = [];
  for (const name in target) if (typeof Reflect.get(target, name) === "function") names.push(name);
  return names;
}

function call(name: string, spans: number, prepare: PublicCall["prepare"]): PublicCall {
  return { name, spans, prepare };
}

function event(name: string, event: unknown, path: readonly string[]): PublicCall {
  return call(name, 0, (client) => (value) => loose(client).record?.(event, placed(path, value)));
}

/** Runs the call in a scope, which has to arrive. */
function inside(client: Telemetry, run: (value: unknown) => unknown): (value: unknown) => unknown {
  return (value) =>
    client.step({ name: "inside" }, () => {
      run(value);
    });
}
