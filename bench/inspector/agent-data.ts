import { Protobuf } from "./protobuf.ts";
import { Random } from "./random.ts";

/** A request as an agent would send it. */
export interface GeneratedRequest {
  readonly signal: "traces" | "logs";
  readonly body: Buffer;
  readonly records: number;
}

const MODELS = ["swift-4", "deep-7", "swift-4-mini", "deep-7-long", "fable-2", "open-9b"];
const PRICES = [1.2, 6, 0.3, 8, 2, 0.1];
const TOOLS = [
  "search_orders",
  "read_file",
  "run_tests",
  "edit_file",
  "web_search",
  "send_mail",
  "query_db",
  "list_files",
];
const AGENTS = ["triage", "coder", "reviewer", "planner", "researcher"];
const TASKS = ["bugfix", "review", "support", "research"];
const DECISIONS: readonly (readonly [string, readonly string[]])[] = [
  ["route", ["search_first", "answer", "ask_user", "escalate"]],
  ["retry", ["again", "other_tool", "give_up"]],
  ["finish", ["done", "partial"]],
];
const WORDS =
  "order invoice refund please check the status of customer file test failed with error line patch branch review latency cache token model agent search result because therefore next step".split(
    " ",
  );
/** Sessions begin over so many days before the end. */
const DAYS = 7;
const END_US = Date.UTC(2026, 0, 31) * 1_000;
/** Spans in a request. */
const REQUEST_SPANS = 500;

/**
 * Sessions of agents: turns with model calls, tools and decisions, errors, costs and messages. The same for the same seed and
 * number of spans. With a `sessionId` all of it is one session.
 */
export function* agentData(
  spans: number,
  { seed = 7, sessionId }: { readonly seed?: number; readonly sessionId?: string } = {},
): Generator<GeneratedRequest> {
  const random = new Random(seed);
  const [traces, logs] = [new Protobuf(), new Protobuf()];
  let [written, inRequest, events] = [0, 0, 0];
  const flush = function* (): Generator<GeneratedRequest> {
    if (inRequest > 0) yield { signal: "traces", body: request(traces.take()), records: inRequest };
    if (events > 0) yield { signal: "logs", body: request(logs.take()), records: events };
    [inRequest, events] = [0, 0];
  };
  while (written < spans) {
    const startUs = Math.floor(END_US - DAYS * 86_400_000_000 * (1 - written / spans)) + random.below(3_600_000_000);
    const session = new Session(random, startUs, traces, logs, sessionId);
    const turns = 1 + random.below(5);
    for (let turn = 0; turn < turns && written < spans; turn += 1) {
      const made = session.turn();
      written += made.spans;
      inRequest += made.spans;
      events += made.events;
      if (inRequest >= REQUEST_SPANS) yield* flush();
    }
  }
  yield* flush();
}

/** Records as they stand in the group of a scope, with resource and scope around them. */
function request(records: Buffer): Buffer {
  const protobuf = new Protobuf();
  const head = protobuf
    .message(1, (resource) =>
      resource.attributes(1, {
        "service.name": "shop-agents",
        "service.version": "4.2.0",
        "host.name": "bench",
        "process.pid": 4242,
      }),
    )
    .take();
  const scope = protobuf.message(1, (inner) => inner.text(1, "agentscribe").text(2, "1.0.0")).take();
  const group = Buffer.concat([head, protobuf.bytes(2, Buffer.concat([scope, records])).take()]);
  return protobuf.bytes(1, group).take();
}

class Session {
  readonly #random: Random;
  readonly #traces: Protobuf;
  readonly #logs: Protobuf;
  readonly #id: string;
  readonly #common: Readonly<Record<string, string>>;
  readonly #agent: string;
  #nowUs: number;
  #context = 400;

  constructor(random: Random, startUs: number, traces: Protobuf, logs: Protobuf, id?: string) {
    this.#random = random;
    this.#traces = traces;
    this.#logs = logs;
    this.#nowUs = startUs;
    this.#id = id ?? random.id(16).toString("hex");
    this.#agent = random.pick(AGENTS);
    this.#common = {
      "session.id": this.#id,
      "gen_ai.conversation.id": this.#id,
      "user.id": `user-${random.below(400)}`,
      "agentscribe.tenant.id": `tenant-${random.below(20)}`,
      "agentscribe.task.type": random.pick(TASKS),
      "gen_ai.agent.name": this.#agent,
      "deployment.environment.name": "production",
    };
  }

  /** One trace: the agent's span, in it model calls and tools. */
  turn(): { spans: number; events: number } {
    const random = this.#random;
    const [traceId, root] = [random.id(16), random.id(8)];
    const startUs = this.#nowUs;
    const steps = 2 + random.below(9);
    let events = 0;
    let spans = 0;
    let failed = false;
    for (let step = 0; step < steps; step += 1) {
      if (random.next() < 0.3) {
        this.#decide(traceId, root);
        events += 1;
      }
      this.#inference(traceId, root);
      spans += 1;
      for (let tools = random.below(3); tools > 0; tools -= 1) {
        failed = this.#tool(traceId, root) || failed;
        spans += 1;
      }
    }
    this.#span(traceId, root, undefined, `invoke_agent ${this.#agent}`, startUs, failed && random.next() < 0.3, {
      "gen_ai.operation.name": "invoke_agent",
      "agentscribe.run.end_reason": failed ? "error" : "completed",
      "agentscribe.task.outcome": failed ? "failed" : "success",
    });
    this.#nowUs += random.around(20_000_000);
    return { spans: spans + 1, events };
  }

  #inference(traceId: Buffer, parent: Buffer): void {
    const random = this.#random;
    const model = Math.floor(random.next() ** 2 * MODELS.length);
    const startUs = this.#nowUs;
    this.#nowUs += random.around(1_800_000);
    const [input, output] = [this.#context, random.around(180)];
    this.#context = Math.min(this.#context + output + random.around(300), 120_000);
    const cached = Math.floor(input * random.next() * 0.9);
    const isPriced = random.next() < 0.95;
    const failed = random.next() < 0.02;
    this.#span(traceId, random.id(8), parent, `chat ${MODELS[model]}`, startUs, failed, {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": model % 2 === 0 ? "swift" : "deep",
      "gen_ai.request.model": MODELS[model],
      "gen_ai.response.model": `${MODELS[model]}-2026-01`,
      "gen_ai.response.id": `resp_${random.below(2 ** 32).toString(36)}`,
      "gen_ai.usage.input_tokens": input,
      "gen_ai.usage.output_tokens": output,
      "gen_ai.usage.cache_read.input_tokens": cached,
      "gen_ai.request.temperature": 0.2,
      "gen_ai.request.max_tokens": 4096,
      "agentscribe.llm.purpose": random.pick(["main", "compaction", "title"]),
      "agentscribe.cost.usd": isPriced ? ((input + 4 * output) * (PRICES[model] ?? 1)) / 1e6 : undefined,
      "gen_ai.response.time_to_first_chunk": random.around(400) / 1_000,
      "gen_ai.input.messages": `[{"role":"user","parts":[{"type":"text","content":"${this.#words(90)}"}]}]`,
      "gen_ai.output.messages": `[{"role":"assistant","parts":[{"type":"text","content":"${this.#words(45)}"}],"finish_reason":"stop"}]`,
      "error.type": failed ? "rate_limit" : undefined,
    });
  }

  #tool(traceId: Buffer, parent: Buffer): boolean {
    const random = this.#random;
    const tool = random.pick(TOOLS);
    const failed = random.next() < 0.06;
    const startUs = this.#nowUs;
    this.#nowUs += random.around(120_000, 1.2);
    this.#span(traceId, random.id(8), parent, `execute_tool ${tool}`, startUs, failed, {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": tool,
      "gen_ai.tool.call.id": `call_${random.below(2 ** 32).toString(36)}`,
      "gen_ai.tool.call.arguments": `{"query":"${this.#words(8)}","limit":${random.below(50)}}`,
      "gen_ai.tool.call.result": `{"text":"${this.#words(40)}"}`,
      "error.type": failed ? "timeout" : undefined,
    });
    return failed;
  }

  #decide(traceId: Buffer, spanId: Buffer): void {
    const [type, choices] = this.#random.pick(DECISIONS);
    this.#logs.message(2, (record) =>
      record
        .time(1, this.#nowUs)
        .integer(2, 9)
        .attributes(6, {
          ...this.#common,
          "agentscribe.decision.type": type,
          "agentscribe.decision.choice": this.#random.pick(choices),
          "agentscribe.decision.confidence": Math.round(this.#random.next() * 100) / 100,
        })
        .bytes(9, traceId)
        .bytes(10, spanId)
        .text(12, "agentscribe.decision"),
    );
  }

  #span(
    traceId: Buffer,
    spanId: Buffer,
    parent: Buffer | undefined,
    name: string,
    startUs: number,
    failed: boolean,
    attributes: Readonly<Record<string, string | number | boolean | undefined>>,
  ): void {
    this.#traces.message(2, (span) => {
      span.bytes(1, traceId).bytes(2, spanId);
      if (parent !== undefined) span.bytes(4, parent);
      span.text(5, name).integer(6, 3).time(7, startUs).time(8, this.#nowUs);
      span.attributes(9, { ...this.#common, ...attributes });
      span.message(15, (status) => (failed ? status.integer(3, 2) : undefined));
    });
  }

  #words(count: number): string {
    const words: string[] = [];
    for (let index = 0; index < count; index += 1) words.push(WORDS[this.#random.below(WORDS.length)] ?? "");
    return words.join(" ");
  }
}
