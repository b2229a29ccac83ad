import { collectYoung } from "../support/collect-young.ts";
import { WRAPPED } from "./contenders.ts";
import { LONG, SHORT } from "./scripted-model.ts";

/**
 * Measures one way to observe the client, in this process: CPU of the host's thread for one whole call, and for one chunk more of a streamed answer,
 * which is what long streams cost beyond as many short ones. Delivery is included.
 */
const [name = "", url = ""] = process.argv.slice(2);
const STREAMS = 40;
const CALLS = 600;

const wrapped = WRAPPED[name];
if (wrapped === undefined) throw new Error(`no such contender: ${name}`);
const { client, flush } = await wrapped(url);
const request = { model: "gpt-5", messages: [{ role: "user", content: "a short story" }], temperature: 0 };
const long = { ...request, messages: [{ role: "user", content: "a long story" }] };

async function streams(asked: object, chunks: number): Promise<void> {
  for (let index = 0; index < STREAMS; index += 1) {
    const stream = await client.chat.completions.create({
      ...asked,
      stream: true,
      stream_options: { include_usage: true },
    });
    let seen = 0;
    for await (const _chunk of stream as AsyncIterable<unknown>) seen += 1;
    if (seen !== chunks + 2) throw new Error(`${seen} chunks`);
  }
}

async function calls(): Promise<void> {
  for (let index = 0; index < CALLS; index += 1) await client.chat.completions.create(request);
}

async function micros(work: () => Promise<void>): Promise<number> {
  collectYoung();
  const start = process.threadCpuUsage();
  await work();
  await flush();
  const { user, system } = process.threadCpuUsage(start);
  return user + system;
}

/** Calls before those that count: by then the code of all contenders is compiled. */
const WARM_UP_CALLS = 24_000;
const firstCall = (await micros(calls)) / CALLS;
for (let made = CALLS; made < WARM_UP_CALLS; made += CALLS) await micros(calls);

const perCall: number[] = [];
for (let round = 0; round < 7; round += 1) perCall.push((await micros(calls)) / CALLS);

// After all calls: the garbage of long streams is collected with the code of the calls that is not in use then.
const perChunk: number[] = [];
const WARM_UPS = 2;
for (let round = 0; round < WARM_UPS + 5; round += 1) {
  const beyond = (await micros(() => streams(long, LONG))) - (await micros(() => streams(request, SHORT)));
  if (round >= WARM_UPS) perChunk.push(beyond / (STREAMS * (LONG - SHORT)));
}
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
process.send?.({ perChunk: median(perChunk), perCall: median(perCall), firstCall });
process.exit();
