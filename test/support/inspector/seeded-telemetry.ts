/** A span as a sender has it. */
export interface SeededSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly service: string;
  readonly scope: string;
  readonly name: string;
  /** OTLP's number. */
  readonly kind: number;
  readonly startUs: number;
  readonly durationUs: number;
  readonly status: 0 | 1 | 2;
  readonly attributes: Attributes;
}

export interface SeededLog {
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly scope: string;
  readonly timeUs: number;
  readonly eventName: string;
  readonly severity: number;
  readonly attributes: Attributes;
}

export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface SeededTelemetry {
  readonly spans: readonly SeededSpan[];
  readonly logs: readonly SeededLog[];
  /** End of the 21 days that it covers. */
  readonly endUs: number;
}

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
/** 20 November 2026, 00:00 UTC. */
const END_US = 1_795_132_800_000_000;

interface Model {
  readonly provider: string;
  readonly name: string;
  /** US dollars for a million tokens; undefined: no price. */
  readonly price: number | undefined;
  readonly latencyUs: number;
}

const MODELS: readonly [Model, Model, Model] = [
  { provider: "openai", name: "gpt-6", price: 5, latencyUs: 2_400_000 },
  { provider: "anthropic", name: "claude-sonnet-5", price: 3, latencyUs: 3_100_000 },
  { provider: "openai", name: "in-house 'q'", price: undefined, latencyUs: 900_000 },
];

const TOOLS = ["search", "read_file", "deploy", "run → tests"] as const;
const TASK_TYPES = ["bugfix", "review", "docs"] as const;
const AGENT = "triage";

/** About `size` spans of several senders over three weeks, always the same for the same size. */
export function seededTelemetry(size: number): SeededTelemetry {
  const random = createRandom(size);
  const spans: SeededSpan[] = [];
  const logs: SeededLog[] = [];
  const maker = new Maker(random, spans, logs);
  for (let number = 0; spans.length < size; number += 1) {
    const startUs = END_US - Math.floor(random() * 21 * DAY_US);
    const sort = random();
    if (sort < 0.72) maker.ownSession(number, startUs);
    else if (sort < 0.84) maker.openInference(number, startUs);
    else if (sort < 0.94) maker.olderConventions(startUs);
    else maker.request(startUs);
  }
  maker.outage(END_US - 30 * HOUR_US);
  return { spans, logs, endUs: END_US };
}

class Maker {
  readonly #random: () => number;
  readonly #spans: SeededSpan[];
  readonly #logs: SeededLog[];

  constructor(random: () => number, spans: SeededSpan[], logs: SeededLog[]) {
    this.#random = random;
    this.#spans = spans;
    this.#logs = logs;
  }

  /** A session of this package: a task, an agent, model calls and tools by turns, decisions, an outcome. */
  ownSession(number: number, startUs: number): void {
    const traceId = this.#id(32);
    const root = this.#id(16);
    const session = `session-${number}`;
    const isLate = startUs > END_US - 7 * DAY_US;
    const user = this.#chance(0.8) ? { "user.id": `user-${this.#below(12)}` } : {};
    const shared: Attributes = {
      "session.id": session,
      ...user,
      ...(this.#chance(0.5) && { "agentscribe.tenant.id": `tenant-${this.#below(3)}` }),
    };
    const service = this.#chance(0.7) ? "triage-bot" : "coding-bot";
    const own = { traceId, service, scope: "agentscribe", kind: 1, status: 0 as const };
    let at = startUs;
    const log = (eventName: string, attributes: Attributes, timeUs: number = at): void => {
      this.#logs.push({
        ...{ traceId, spanId: root, service, scope: "agentscribe" },
        ...{ eventName, timeUs, severity: 9, attributes: { ...shared, ...attributes } },
      });
    };
    let failed = false;
    for (let task = 0; task < (this.#chance(0.2) ? 2 : 1); task += 1) {
      const type = this.#pick(TASK_TYPES);
      const taskId = `T-${number}-${task}`;
      const stamp = {
        ...shared,
        "gen_ai.agent.name": this.#chance(0.8) ? AGENT : 'helper, "two"',
        ...(this.#chance(0.9) && { "agentscribe.task.id": taskId, "agentscribe.task.type": type }),
      };
      const taskSpan = this.#id(16);
      const agentSpan = this.#id(16);
      const taskStart = at;
      const model = this.#pick(MODELS);
      let errors = 0;
      for (let turn = 0; turn < 2 + this.#below(6); turn += 1) {
        at += this.#modelCall(own, agentSpan, at, model, stamp, isLate);
        const isLoop = this.#chance(0.04);
        const tool = this.#pick(TOOLS);
        for (let call = 0; call < (isLoop ? 4 : 1); call += 1) {
          const breaks = this.#chance(tool === "deploy" && model === MODELS[1] ? 0.6 : 0.04);
          errors += breaks ? 1 : 0;
          const durationUs = 1_000 + this.#below(900_000);
          this.#spans.push({
            ...own,
            ...{ spanId: this.#id(16), parentSpanId: agentSpan, name: `execute_tool ${tool}`, startUs: at, durationUs },
            status: breaks ? 2 : 0,
            attributes: {
              ...stamp,
              ...{ "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": tool },
              ...(breaks && { "error.type": this.#chance(0.7) ? "TimeoutError" : "ENOENT" }),
            },
          });
          at += durationUs + 10;
        }
        if (isLoop)
          log("agentscribe.loop.detected", {
            "agentscribe.loop.kind": "identical_calls",
            "gen_ai.tool.name": tool,
            "agentscribe.loop.count": 4,
          });
      }
      log("agentscribe.decision", {
        "agentscribe.decision.type": "route",
        "agentscribe.decision.choice": errors > 1 ? "escalate" : "answer",
        "agentscribe.decision.confidence": Math.round(this.#random() * 1_000) / 1_000,
      });
      if (isLate && this.#chance(0.1))
        log(
          "agentscribe.decision",
          { "agentscribe.decision.type": "route", "agentscribe.decision.choice": "hand over" },
          at + 5,
        );
      const outcome = errors > 1 ? "failed" : this.#chance(0.85) ? "success" : "revised";
      failed ||= outcome === "failed";
      const hasOutcome = this.#chance(0.93);
      this.#spans.push(
        {
          ...own,
          ...{
            spanId: agentSpan,
            parentSpanId: taskSpan,
            name: `invoke_agent ${AGENT}`,
            startUs: taskStart,
            durationUs: at - taskStart,
          },
          status: errors > 1 ? 2 : 0,
          attributes: {
            ...stamp,
            "gen_ai.operation.name": "invoke_agent",
            ...(errors > 1 && { "error.type": "GaveUp" }),
          },
        },
        {
          ...own,
          ...{
            spanId: taskSpan,
            parentSpanId: root,
            name: `task ${type}`,
            startUs: taskStart,
            durationUs: at - taskStart,
          },
          status: errors > 1 ? 2 : 0,
          attributes: { ...stamp, ...(hasOutcome && { "agentscribe.task.outcome": outcome }) },
        },
      );
      if (this.#chance(0.1))
        log(
          "agentscribe.task.late_outcome",
          { "agentscribe.task.id": taskId, "agentscribe.task.outcome": "regressed" },
          at + HOUR_US,
        );
      if (this.#chance(0.2))
        log("agentscribe.pull_request", {
          ...{ "vcs.change.state": "open", "agentscribe.task.type": type },
          "agentscribe.task.time_to_pr_ms": 60_000 + this.#below(7_200_000),
        });
    }
    this.#spans.push({
      ...own,
      ...{ spanId: root, parentSpanId: "", name: "session", startUs, durationUs: at - startUs },
      attributes: { ...shared, "agentscribe.outcome": failed ? "failed" : "success" },
    });
  }

  /** An agent that is told of by OpenInference. Its sessions are named on every span, or nowhere. */
  openInference(number: number, startUs: number): void {
    const traceId = this.#id(32);
    const root = this.#id(16);
    const own = { traceId, service: "rag-bot", scope: "openinference.instrumentation.langchain", kind: 1 };
    const shared = this.#chance(0.5) ? { "session.id": `rag-${number}` } : {};
    let at = startUs;
    for (let call = 0; call < 1 + this.#below(4); call += 1) {
      const prompt = 200 + this.#below(3_000);
      const durationUs = 300_000 + this.#below(2_000_000);
      const status = this.#chance(0.05) ? 2 : 1;
      this.#spans.push({
        ...own,
        ...{ spanId: this.#id(16), parentSpanId: root, name: "ChatOpenAI", startUs: at, durationUs, status },
        attributes: {
          ...shared,
          ...{ "openinference.span.kind": "LLM", "llm.model_name": "gpt-6-mini", "llm.provider": "openai" },
          ...{ "llm.token_count.prompt": prompt, "llm.token_count.completion": this.#below(500) },
          ...(this.#chance(0.5) && { "llm.token_count.prompt_details.cache_read": Math.floor(prompt / 2) }),
          ...(this.#chance(0.5) && { "llm.cost.prompt": prompt * 2.5e-7, "llm.cost.completion": 0.000_31 }),
        },
      });
      at += durationUs;
    }
    this.#spans.push({
      ...own,
      ...{ spanId: this.#id(16), parentSpanId: root, name: "retriever", startUs: at, durationUs: 5_000, status: 0 },
      attributes: { ...shared, "openinference.span.kind": "RETRIEVER" },
    });
    this.#spans.push({
      ...own,
      ...{ spanId: root, parentSpanId: "", name: "AgentExecutor", startUs, durationUs: at - startUs + 5_000 },
      ...{ status: this.#chance(0.1) ? 2 : 1 },
      attributes: { ...shared, "openinference.span.kind": "AGENT", "agent.name": "researcher" },
    });
  }

  /** One call by the GenAI conventions of 2025, where Anthropic's input leaves the cache out; some are told of twice. */
  olderConventions(startUs: number): void {
    const isTwice = this.#chance(0.3);
    const traceId = this.#id(32);
    for (const isDuplicate of isTwice ? [false, true] : [false]) {
      this.#spans.push({
        ...{
          traceId,
          spanId: this.#id(16),
          parentSpanId: "",
          service: "batch",
          scope: "opentelemetry.instrumentation.anthropic",
        },
        ...{ name: "anthropic.chat", kind: 3, startUs, durationUs: 700_000 + this.#below(900_000), status: 0 },
        attributes: {
          ...{
            "gen_ai.operation.name": "chat",
            "gen_ai.system": "anthropic",
            "gen_ai.response.model": "claude-sonnet-5",
          },
          ...{ "gen_ai.conversation.id": `conversation-${this.#below(200)}`, "gen_ai.usage.prompt_tokens": 40 },
          ...{ "gen_ai.usage.completion_tokens": 90, "gen_ai.usage.cache_read_input_tokens": 3_000 },
          ...(isDuplicate && { "agentscribe.duplicate": true }),
        },
      });
    }
  }

  /** What has nothing to do with an agent. */
  request(startUs: number): void {
    this.#spans.push({
      ...{
        traceId: this.#id(32),
        spanId: this.#id(16),
        parentSpanId: "",
        service: "web",
        scope: "http",
        name: "GET /",
        kind: 2,
      },
      ...{ startUs, durationUs: 900, status: this.#chance(0.2) ? 2 : 0 },
      attributes: { "http.request.method": "GET", "url.path": "/" },
    });
  }

  /** Two hours in which most calls of a model fail. */
  outage(startUs: number): void {
    const own = { service: "triage-bot", scope: "agentscribe", kind: 3, status: 0 as const };
    for (let call = 0; call < 160; call += 1) {
      const traceId = this.#id(32);
      const at = startUs + Math.floor(this.#random() * 2 * HOUR_US);
      this.#modelCall({ traceId, ...own }, "", at, MODELS[0], { "session.id": `outage-${call}` }, true, 0.7);
    }
  }

  /** @returns how long it took */
  #modelCall(
    own: Pick<SeededSpan, "traceId" | "service" | "scope" | "status">,
    parentSpanId: string,
    startUs: number,
    { provider, name, price, latencyUs }: Model,
    shared: Attributes,
    isLate: boolean,
    errorRate = 0.03,
  ): number {
    const fails = this.#chance(errorRate);
    const input = 500 + this.#below(9_000);
    const output = 20 + this.#below(900);
    const slower = isLate && provider === "anthropic" ? 1.8 : 1;
    const durationUs = Math.floor(latencyUs * slower * (0.5 + this.#random() + this.#random() ** 6 * 4));
    this.#spans.push({
      ...own,
      ...{
        spanId: this.#id(16),
        parentSpanId,
        name: `chat ${name}`,
        kind: 3,
        startUs,
        durationUs,
        status: fails ? 2 : 0,
      },
      attributes: {
        ...shared,
        ...{ "gen_ai.operation.name": "chat", "gen_ai.provider.name": provider, "gen_ai.request.model": name },
        ...(this.#chance(0.7) && { "agentscribe.llm.purpose": this.#chance(0.8) ? "main" : "compaction" }),
        ...(fails
          ? { "error.type": this.#chance(0.5) ? "429" : "500", "agentscribe.cost.reason": "usage_missing" }
          : {
              ...{ "gen_ai.response.model": name, "gen_ai.response.finish_reasons": ["stop", "length"] },
              ...{ "gen_ai.usage.input_tokens": input, "gen_ai.usage.output_tokens": output },
              ...(this.#chance(0.6) && { "gen_ai.usage.cache_read.input_tokens": Math.floor(input * this.#random()) }),
              ...(this.#chance(0.3) && { "gen_ai.usage.reasoning.output_tokens": Math.floor(output / 3) }),
              "gen_ai.response.time_to_first_chunk": Math.round(durationUs / 4) / 1e6,
              ...(price !== undefined && { "agentscribe.cost.usd": ((input + 4 * output) * price) / 1e6 }),
            }),
        ...(this.#chance(0.05) && { "agentscribe.llm.retries": 1 + this.#below(2) }),
      },
    });
    return durationUs + 10;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.#below(items.length)] ?? items[0];
  }

  #id(digits: number): string {
    return Array.from({ length: digits / 4 }, () => (1 + this.#below(65_535)).toString(16).padStart(4, "0")).join("");
  }
}

/** The same numbers between 0 and 1 for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4_294_967_296;
  };
}
