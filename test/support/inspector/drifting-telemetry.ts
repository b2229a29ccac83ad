import { createRandom, type SeededLog, type SeededSpan, type SeededTelemetry } from "./seeded-telemetry.ts";

const HOUR_US = 3_600_000_000;
/** 20 November 2026, 00:00 UTC. */
const END_US = 1_795_132_800_000_000;

export const DRIFTING_MODEL = "gpt-6";
export const RARE_MODEL = "gpt-6-rare";
export const BREAKING_TOOL = "search";

/** What happens in a history that is steady otherwise: in which hour before its end it begins, and how many hours it lasts. */
export interface Changes {
  /** Calls of the model cost half as much again. */
  readonly cost?: readonly [hoursBefore: number, hours: number];
  /** Two in five calls of the tool fail. */
  readonly errors?: readonly [hoursBefore: number, hours: number];
  /** Calls of the model take twice as long. */
  readonly latency?: readonly [hoursBefore: number, hours: number];
  /** A choice that was not made before, once an hour. */
  readonly decision?: readonly [hoursBefore: number, hours: number];
  /** One in three decisions turns out otherwise. */
  readonly mix?: readonly [hoursBefore: number, hours: number];
  /** Sessions give a third of their output. */
  readonly efficiency?: readonly [hoursBefore: number, hours: number];
  /** The agent tells of a loop and of a budget that is used up. */
  readonly told?: readonly [hoursBefore: number, hours: number];
}

/**
 * Days of one service, the same for the same seed: in each hour 120 calls of a model in 12 sessions, 48 of a tool, 24 decisions, and two calls of a
 * model that is rare. Values are spread as real ones are.
 */
export function driftingTelemetry(
  changes: Changes,
  days: number = 9,
  seed: number = 1,
  endUs: number = END_US,
): SeededTelemetry {
  const random = createRandom(seed);
  const spans: SeededSpan[] = [];
  const logs: SeededLog[] = [];
  const id = (digits: number): string =>
    Array.from({ length: digits / 4 }, () => (1 + Math.floor(random() * 65_535)).toString(16).padStart(4, "0")).join(
      "",
    );
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const own = { service: "shop", scope: "agentscribe" };

  for (let before = days * 24; before > 0; before -= 1) {
    const beginUs = endUs - before * HOUR_US;
    const is = (name: keyof Changes): boolean => {
      const [begin, hours] = changes[name] ?? [0, 0];
      return before <= begin && before > begin - hours;
    };
    const log = (eventName: string, attributes: SeededLog["attributes"], timeUs: number): void => {
      logs.push({ ...own, traceId: id(32), spanId: id(16), timeUs, eventName, severity: 9, attributes });
    };
    const call = (model: string, session: string, startUs: number): void => {
      const input = Math.round(4_000 * Math.exp(0.5 * normal()));
      const output = Math.round(input * 0.1 * Math.exp(0.4 * normal()) * (is("efficiency") ? 0.33 : 1));
      const usd = input * 2e-6 * Math.exp(0.3 * normal()) * (is("cost") && model === DRIFTING_MODEL ? 1.5 : 1);
      const slower = is("latency") && model === DRIFTING_MODEL ? 2 : 1;
      const fails = random() < 0.02;
      spans.push({
        ...own,
        ...{ traceId: id(32), spanId: id(16), parentSpanId: "", name: `chat ${model}`, kind: 3, startUs },
        ...{ durationUs: Math.round(1_500_000 * slower * Math.exp(0.5 * normal())), status: fails ? 2 : 0 },
        attributes: {
          ...{ "session.id": session, "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai" },
          ...{ "gen_ai.request.model": model },
          // Who answers says its name in full; of a call that failed nobody does.
          ...(!fails && { "gen_ai.response.model": `${model}-2026-08-07` }),
          ...{ "gen_ai.usage.input_tokens": input, "gen_ai.usage.output_tokens": output, "agentscribe.cost.usd": usd },
        },
      });
    };
    for (let session = 0; session < 12; session += 1) {
      // No call of a session ends in the hour after it.
      const at = beginUs + Math.floor(random() * 0.9 * HOUR_US);
      for (let turn = 0; turn < 10; turn += 1) call(DRIFTING_MODEL, `s-${before}-${session}`, at + turn * 20_000_000);
      for (let turn = 0; turn < 4; turn += 1) {
        const fails = random() < (is("errors") ? 0.4 : 0.03);
        spans.push({
          ...own,
          ...{ traceId: id(32), spanId: id(16), parentSpanId: "", name: `execute_tool ${BREAKING_TOOL}`, kind: 1 },
          ...{
            startUs: at + turn * 20_000_000,
            durationUs: Math.round(80_000 * Math.exp(0.5 * normal())),
            status: fails ? 2 : 0,
          },
          attributes: {
            ...{ "session.id": `s-${before}-${session}`, "gen_ai.operation.name": "execute_tool" },
            "gen_ai.tool.name": BREAKING_TOOL,
            ...(fails && { "error.type": "TimeoutError" }),
          },
        });
      }
      for (let decision = 0; decision < 2; decision += 1) {
        const usual = random() < 0.8 ? "answer" : "ask";
        const choice = is("mix") && random() < 0.33 ? "ask" : usual;
        log(
          "agentscribe.decision",
          { "agentscribe.decision.type": "route", "agentscribe.decision.choice": choice },
          at,
        );
      }
    }
    for (let rare = 0; rare < 2; rare += 1) call(RARE_MODEL, `r-${before}`, beginUs + rare * 60_000_000);
    const half = beginUs + HOUR_US / 2;
    if (is("decision"))
      log(
        "agentscribe.decision",
        { "agentscribe.decision.type": "route", "agentscribe.decision.choice": "give up" },
        half,
      );
    if (is("told")) {
      log(
        "agentscribe.loop.detected",
        { "agentscribe.loop.kind": "identical_calls", "gen_ai.tool.name": BREAKING_TOOL },
        half,
      );
      log("agentscribe.budget.exceeded", { "agentscribe.budget.name": "daily", "gen_ai.agent.name": "helper" }, half);
    }
  }
  return { spans, logs, endUs };
}
