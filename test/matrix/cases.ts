import type { Answer } from "../support/scripted-answers.ts";
import type { Contender } from "./contender.ts";
import { describeThrown, type MatrixSpan, type Played, type Seen, type Story } from "./stage.ts";

/** One row of the matrix. */
export interface MatrixCase {
  readonly title: string;
  /** What the server answers; absent where the protocol or the client has no such thing. */
  answers(contender: Contender): readonly (Answer | undefined)[] | undefined;
  readonly story: Story;
  /** What is wrong; empty when all is right. */
  judge(played: Played, contender: Contender): readonly (string | false)[];
}

const NOWHERE = { kind: 0, spanContext: () => ({ spanId: "" }), instrumentationScope: { name: "" } };
const only = (spans: readonly MatrixSpan[]): MatrixSpan =>
  spans[0] ?? { name: "none", attributes: {}, status: { code: 0 }, events: [], ...NOWHERE };
const one = ({ spans }: Played): string | false => spans.length !== 1 && `${spans.length} spans`;
const get = (played: Played, name: string): unknown => only(played.spans).attributes[name];
const is = (played: Played, name: string, expected: unknown): string | false => {
  const found = get(played, name);
  return (
    JSON.stringify(found) !== JSON.stringify(expected) &&
    `${name} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`
  );
};
const says = (played: Played, name: string, text: string): string | false =>
  !String(get(played, name)).includes(text) && `${name} lacks ${text}: ${String(get(played, name)).slice(0, 200)}`;
const failed = (played: Played): string | false =>
  (get(played, "error.type") === undefined || only(played.spans).status.code !== 2) && "the span is no error";
const fine = (played: Played): string | false =>
  get(played, "error.type") !== undefined && `error.type ${get(played, "error.type")}`;

function usage(played: Played, { protocol: { expected } }: Contender): (string | false)[] {
  return [
    is(played, "gen_ai.usage.input_tokens", expected.inputTokens),
    is(played, "gen_ai.usage.output_tokens", expected.outputTokens),
    expected.cacheReadTokens !== undefined &&
      is(played, "gen_ai.usage.cache_read.input_tokens", expected.cacheReadTokens),
    expected.reasoningTokens !== undefined &&
      is(played, "gen_ai.usage.reasoning.output_tokens", expected.reasoningTokens),
  ];
}

const chunksOf = (contender: Contender, answer: unknown): AsyncIterable<unknown> =>
  contender.chunks?.(answer) ?? (answer as AsyncIterable<unknown>);

async function readAll(contender: Contender, answer: unknown, onFirst?: () => void): Promise<Seen> {
  let count = 0;
  try {
    for await (const _chunk of chunksOf(contender, answer)) {
      if (count === 0) onFirst?.();
      count += 1;
    }
    return { count };
  } catch (error) {
    return { count, ...describeThrown(error) };
  }
}

const asked =
  (more?: (contender: Contender) => object): Story =>
  async (client, contender) => {
    try {
      const answer = await contender.ask(client, more === undefined ? {} : { more: more(contender) });
      return {
        keys: Object.keys(answer)
          .sort()
          .filter((key) => !key.startsWith("$") && key !== "sdkHttpResponse"),
      };
    } catch (error) {
      return describeThrown(error);
    }
  };

const streamed =
  (more?: object): Story =>
  async (client, contender) => {
    try {
      const answer = await contender.ask(client, { stream: true, ...(more !== undefined && { more }) });
      return await readAll(contender, answer);
    } catch (error) {
      return describeThrown(error);
    }
  };

const withoutUndefined = (contender: Contender): object | undefined =>
  contender.protocol.streamWithUsage === undefined ? undefined : { stream_options: { include_usage: true } };

export const CASES: readonly MatrixCase[] = [
  {
    title: "usage with cached and reasoning tokens",
    answers: ({ protocol }) => [protocol.whole],
    story: asked(),
    judge: (played, contender) => [
      one(played),
      fine(played),
      ...usage(played, contender),
      says(played, "gen_ai.output.messages", "Hello"),
    ],
  },
  {
    title: "an explicit zero is kept",
    answers: ({ protocol }) => [protocol.whole],
    story: asked(({ zero }) => zero),
    judge: (played) => [one(played), is(played, "gen_ai.request.temperature", 0)],
  },
  {
    title: "`withResponse()`",
    answers: ({ protocol, rawResponses }) => (rawResponses ? [protocol.whole] : undefined),
    async story(client, contender) {
      const { data, response } = await contender.ask(client, {}).withResponse();
      return { keys: Object.keys(data).sort(), status: response.status };
    },
    judge: (played, contender) => [one(played), ...usage(played, contender)],
  },
  {
    title: "`asResponse()`, read by the caller",
    answers: ({ protocol, rawResponses }) => (rawResponses ? [protocol.whole] : undefined),
    async story(client, contender) {
      const response = await contender.ask(client, {}).asResponse();
      return { status: response.status, length: (await response.text()).length };
    },
    judge: (played, contender) => [one(played), ...usage(played, contender)],
  },
  {
    title: "a stream keeps its methods",
    answers: ({ protocol, streamMethods }) => (streamMethods === undefined ? undefined : [protocol.stream]),
    async story(client, contender) {
      const answer = await contender.ask(client, { stream: true });
      const methods = (contender.streamMethods ?? []).filter((name) => answer[name] !== undefined);
      const [left, right] = answer.tee();
      const [a, b] = await Promise.all([readAll(contender, left), readAll(contender, right)]);
      return { methods, class: answer.constructor.name, a: a.count, b: b.count };
    },
    judge: (played) => [one(played), fine(played), says(played, "gen_ai.output.messages", "Hello")],
  },
  {
    title: "usage of a stream",
    answers: ({ protocol }) => [protocol.streamWithUsage ?? protocol.stream],
    story: (client, contender, vendor) => streamed(withoutUndefined(contender))(client, contender, vendor),
    judge: (played, contender) => [
      one(played),
      fine(played),
      ...usage(played, contender),
      says(played, "gen_ai.output.messages", "Hello"),
    ],
  },
  {
    title: "time to first chunk",
    answers: ({ protocol }) => [protocol.stream],
    story: streamed(),
    judge: (played) => [
      one(played),
      !(Number(get(played, "gen_ai.response.time_to_first_chunk")) > 0) && "no time to first chunk",
    ],
  },
  {
    title: "parallel tool calls, interleaved",
    answers: ({ protocol }) => (protocol.interleavedTools === undefined ? undefined : [protocol.interleavedTools]),
    story: streamed(),
    judge(played) {
      const text = String(get(played, "gen_ai.output.messages"));
      const parts = /call_a.*"q":\s*1.*call_b.*"q":\s*2/s.test(text.replaceAll("\\", ""));
      return [one(played), !parts && `the calls are not rebuilt: ${text.slice(0, 200)}`];
    },
  },
  {
    title: "several choices in one stream",
    answers: ({ protocol }) => (protocol.twoChoices === undefined ? undefined : [protocol.twoChoices]),
    story: streamed({ n: 2 }),
    judge: (played) => [
      one(played),
      is(played, "gen_ai.response.finish_reasons", ["stop", "length"]),
      says(played, "gen_ai.output.messages", "one"),
      says(played, "gen_ai.output.messages", "two"),
    ],
  },
  {
    title: "the caller breaks out of a stream",
    answers: ({ protocol }) => [protocol.hangsMidStream],
    async story(client, contender) {
      const answer = await contender.ask(client, { stream: true });
      for await (const _chunk of chunksOf(contender, answer)) break;
      return {};
    },
    judge: (played) => [one(played), fine(played)],
  },
  {
    title: "the provider fails in mid-stream",
    answers: ({ protocol }) => (protocol.failsMidStream === undefined ? undefined : [protocol.failsMidStream]),
    story: streamed(),
    judge: (played) => [
      one(played),
      "thrown" in played.bare ? failed(played) : false,
      says(played, "gen_ai.output.messages", "Hel"),
    ],
  },
  {
    title: "the connection drops in mid-stream",
    answers: ({ protocol }) => [protocol.dropsMidStream],
    story: streamed(),
    judge: (played) => [
      one(played),
      "thrown" in played.bare ? failed(played) : false,
      says(played, "gen_ai.output.messages", "Hel"),
    ],
  },
  {
    title: "turned away (429)",
    answers: ({ protocol }) => [protocol.rateLimited],
    story: asked(),
    judge: (played) => [one(played), failed(played)],
  },
  {
    title: "turned away once, then answered",
    answers: ({ protocol, retries }) => (retries ? [protocol.rateLimited, protocol.whole] : undefined),
    story: asked(),
    judge: (played, contender) => [
      one(played),
      fine(played),
      ...usage(played, contender),
      is(played, "agentscribe.llm.retries", 1),
      !only(played.spans).events.some(({ name }) => name === "agentscribe.retry") && "no retry event",
    ],
  },
  {
    title: "aborted before the answer",
    answers: ({ abortsStreamsOnly }) => (abortsStreamsOnly === true ? undefined : [() => undefined]),
    async story(client, contender) {
      const controller = new AbortController();
      const call = contender.ask(client, { signal: controller.signal });
      setTimeout(() => controller.abort(), 50);
      try {
        await call;
        return { resolved: true };
      } catch (error) {
        return describeThrown(error);
      }
    },
    judge: (played) => [one(played), failed(played)],
  },
  {
    title: "aborted in mid-stream",
    answers: ({ protocol }) => [protocol.hangsMidStream],
    async story(client, contender) {
      const controller = new AbortController();
      const answer = await contender.ask(client, { stream: true, signal: controller.signal });
      const stop = (): void => controller.abort();
      const atLast = setTimeout(stop, 2_000);
      try {
        return await readAll(contender, answer, () => void setTimeout(stop, 50));
      } finally {
        clearTimeout(atLast);
      }
    },
    judge: (played) => [one(played), says(played, "gen_ai.output.messages", "Hel")],
  },
  {
    title: "the streaming helper",
    answers: ({ protocol, helper }) => (helper === undefined ? undefined : [protocol.stream]),
    story: async (client, contender) => ({ text: await contender.helper?.(client) }),
    judge: (played) => [one(played), fine(played), says(played, "gen_ai.output.messages", "Hello")],
  },
  {
    title: "`parse()`",
    answers: ({ protocol, parse }) => (parse === undefined ? undefined : [protocol.whole]),
    story: async (client, contender) => ({ keys: Object.keys((await contender.parse?.(client)) as object).sort() }),
    judge: (played, contender) => [one(played), fine(played), ...usage(played, contender)],
  },
  {
    title: "a call that nobody awaits",
    answers: ({ protocol }) => [protocol.whole],
    async story(client, contender) {
      const call = contender.ask(client, {});
      const isPromise = call instanceof Promise;
      await new Promise((later) => setTimeout(later, 100));
      return { isPromise, class: call.constructor.name };
    },
    judge: () => [],
  },
  {
    title: "the object is the caller's own",
    answers: ({ protocol, subclass }) => (subclass === undefined ? undefined : [protocol.whole]),
    async story(client, contender, vendor) {
      const Own = contender.subclass?.(vendor);
      const isOwn = client instanceof Object.getPrototypeOf(Own);
      await contender.ask(client, {});
      return { isOwn, keys: Object.keys(client).length > 0 };
    },
    judge: (played) => [one(played)],
  },
  {
    title: "`unwrap` restores",
    answers: ({ protocol }) => [protocol.whole],
    async story(client, contender) {
      const { unwrap } = await import("../../src/instrumentation/instrument.ts");
      await contender.ask(unwrap(client), {});
      return {};
    },
    judge: ({ spans }) => [
      // Clients that make spans of their own make them again.
      spans.some(({ instrumentationScope }) => instrumentationScope.name === "agentscribe") && "recorded after unwrap",
    ],
  },
];
