/** What is asked of a client of OpenAI; of its types only what is used. */
export interface Completions {
  create(request: object, options?: object): Promise<unknown>;
  parse(request: object): Promise<unknown>;
  stream(request: object): { finalChatCompletion(): Promise<unknown> };
}

/** One way to call the client. It fails when the caller does not get what the bare client gives. */
export interface Case {
  readonly title: string;
  /** The answer that is scripted: the end of the name of the model. */
  readonly answer: "answer" | "stream" | "error-within" | "drop-within" | "refuse" | "wait";
  call(completions: Completions, request: object): Promise<void>;
}

interface Raw {
  withResponse(): Promise<{ readonly data: { readonly id: string }; readonly response: Response }>;
  asResponse(): Promise<Response>;
}

interface Stream extends AsyncIterable<object> {
  readonly controller: unknown;
  tee(): unknown;
  toReadableStream(): unknown;
}

/** The text that no one asked to be recorded. */
export const CANARY = "the canary sings at midnight";

export const CASES: Readonly<Record<string, Case>> = {
  whole: {
    title: "a call",
    answer: "answer",
    call: async (completions, request) => expectText(await completions.create(request)),
  },
  withResponse: {
    title: "`.withResponse()`",
    answer: "answer",
    async call(completions, request) {
      const { data, response } = await (completions.create(request) as unknown as Raw).withResponse();
      if (data.id !== "chatcmpl-1" || response.status !== 200) throw new Error("another answer");
    },
  },
  asResponse: {
    title: "`.asResponse()`",
    answer: "answer",
    async call(completions, request) {
      const response = await (completions.create(request) as unknown as Raw).asResponse();
      expectText(await response.json());
    },
  },
  parse: {
    title: "`.parse()`",
    answer: "answer",
    call: async (completions, request) => expectText(await completions.parse(request)),
  },
  stream: {
    title: "a stream read to its end",
    answer: "stream",
    async call(completions, request) {
      if ((await chunksOf(await streamed(completions, request))) !== 4) throw new Error("other chunks");
    },
  },
  streamObject: {
    title: "the stream has `tee()`, `toReadableStream()` and its controller",
    answer: "stream",
    async call(completions, request) {
      const stream = await streamed(completions, request);
      const has = typeof stream.tee === "function" && typeof stream.toReadableStream === "function";
      await chunksOf(stream);
      if (!has || !(stream.controller instanceof AbortController)) throw new Error("another kind of stream");
    },
  },
  helper: {
    title: "the helper `.stream()`",
    answer: "stream",
    call: async (completions, request) => expectText(await completions.stream(request).finalChatCompletion()),
  },
  left: {
    title: "a stream left after the first chunk",
    answer: "stream",
    async call(completions, request) {
      for await (const _chunk of await streamed(completions, request)) break;
    },
  },
  errorWithin: {
    title: "an error of the provider within a stream",
    answer: "error-within",
    call: (completions, request) =>
      fails(async () => void (await chunksOf(await streamed(completions, request))), "APIError"),
  },
  dropWithin: {
    title: "a connection lost within a stream",
    answer: "drop-within",
    call: (completions, request) =>
      fails(async () => void (await chunksOf(await streamed(completions, request))), "TypeError"),
  },
  refused: {
    title: "429",
    answer: "refuse",
    call: (completions, request) => fails(() => completions.create(request, { maxRetries: 0 }), "RateLimitError"),
  },
  aborted: {
    title: "called off before the answer",
    answer: "wait",
    call(completions, request) {
      const controller = new AbortController();
      const call = fails(() => completions.create(request, { signal: controller.signal }), "APIUserAbortError");
      setImmediate(() => controller.abort());
      return call;
    },
  },
};

async function streamed(completions: Completions, request: object): Promise<Stream> {
  return (await completions.create({ ...request, stream: true })) as Stream;
}

async function chunksOf(stream: AsyncIterable<object>): Promise<number> {
  let chunks = 0;
  for await (const _chunk of stream) chunks += 1;
  return chunks;
}

function expectText(answer: unknown): void {
  const { choices } = answer as { choices?: readonly { message?: { content?: unknown } }[] };
  if (choices?.[0]?.message?.content !== "A short answer.") throw new Error("another answer");
}

/** Waits for a failure of that class, by the name of its constructor or of one above it. */
async function fails(call: () => Promise<unknown>, expected: string): Promise<void> {
  const failure: unknown = await call().then(
    () => "no failure",
    (error: unknown) => error,
  );
  const names: string[] = [];
  for (let one = Object.getPrototypeOf(failure); one !== null; one = Object.getPrototypeOf(one))
    names.push(one.constructor.name);
  if (!names.includes(expected)) throw new Error(`${String(failure)} in place of ${expected}`);
}
