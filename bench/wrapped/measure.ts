import { WRAPPED } from "./contenders.ts";
import { CHUNKS } from "./scripted-model.ts";

/** Measures one way to observe the client, in this process: CPU of the host's thread for one chunk and for one whole call, delivery included. */
const [name = "", url = ""] = process.argv.slice(2);
const STREAMS = 40;
const CALLS = 600;

const wrapped = WRAPPED[name];
if (wrapped === undefined) throw new Error(`no such contender: ${name}`);
const { client, flush } = await wrapped(url);
const request = { model: "gpt-5", messages: [{ role: "user", content: "Tell me a story." }], temperature: 0 };

async function streams(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    const stream = await client.chat.completions.create({
      ...request,
      stream: true,
      stream_options: { include_usage: true },
    });
    let seen = 0;
    for await (const _chunk of stream as AsyncIterable<unknown>) seen += 1;
    if (seen !== CHUNKS + 2) throw new Error(`${seen} chunks`);
  }
}

async function calls(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) await client.chat.completions.create(request);
}

async function micros(work: () => Promise<void>): Promise<number> {
  globalThis.gc?.();
  const start = process.threadCpuUsage();
  await work();
  await flush();
  const { user, system } = process.threadCpuUsage(start);
  return user + system;
}

await streams(STREAMS);
await calls(CALLS);
await flush();
const perChunk: number[] = [];
const perCall: number[] = [];
for (let round = 0; round < 5; round += 1) {
  perChunk.push((await micros(() => streams(STREAMS))) / (STREAMS * (CHUNKS + 2)));
  perCall.push((await micros(() => calls(CALLS))) / CALLS);
}
const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
process.send?.({ perChunk: median(perChunk), perCall: median(perCall) });
process.exit();
