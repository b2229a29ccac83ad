import { afterEach, beforeEach, expect, it } from "vitest";
import { type Receiver, startReceiver } from "./receiver.ts";
import { spanNames, testPipeline } from "./test-pipeline.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const DEADLINE_MILLIS = 30_000;
const LIMITS = { maxBatchRecords: 100, concurrency: 4 };

it("four requests without an answer hold nothing up once another is answered, and each record counts once", async () => {
  let hanging = 4;
  receiver.answer = () => (hanging-- > 0 ? "hang" : undefined);
  const { pipeline, record } = testPipeline([{ url: receiver.url, timeoutMillis: DEADLINE_MILLIS }], LIMITS);
  const started = performance.now();
  record(1_000);
  await pipeline.flush({ timeoutMillis: DEADLINE_MILLIS });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(receiver.accepted.toSorted()).toEqual(spanNames(1_000).toSorted());
  const { accepted, delivered, pending, dropped, destinations } = pipeline.health();
  expect({ accepted, delivered, pending, dropped }).toEqual({
    accepted: 1_000,
    delivered: 1_000,
    pending: 0,
    dropped: {},
  });
  expect(destinations[0]?.failing).toBe(false);
  await pipeline.shutdown();
});

it("a record that was stored without an answer comes twice and is delivered once", async () => {
  let hanging = 4;
  const stored: string[] = [];
  receiver.answer = (request) => {
    if (hanging-- <= 0) return undefined;
    stored.push(...request.names);
    return "hang";
  };
  const { pipeline, record } = testPipeline([{ url: receiver.url, timeoutMillis: DEADLINE_MILLIS }], LIMITS);
  record(600);
  await pipeline.flush({ timeoutMillis: DEADLINE_MILLIS });
  expect(stored).toHaveLength(400);
  expect(receiver.accepted.toSorted()).toEqual(spanNames(600).toSorted());
  expect(pipeline.health()).toMatchObject({ accepted: 600, delivered: 600, pending: 0, retries: 4 });
  await pipeline.shutdown();
});

it("a backend that takes seconds for each answer gets nothing twice", async () => {
  const SLOW_MILLIS = 2_500;
  const timers: NodeJS.Timeout[] = [];
  receiver.answer = (request, response) => {
    receiver.accepted.push(...request.names);
    timers.push(setTimeout(() => response.writeHead(200).end(), SLOW_MILLIS));
    return "hang";
  };
  const { pipeline, record } = testPipeline([{ url: receiver.url, timeoutMillis: DEADLINE_MILLIS }], LIMITS);
  record(700);
  await pipeline.flush({ timeoutMillis: DEADLINE_MILLIS });
  expect(receiver.accepted.toSorted()).toEqual(spanNames(700).toSorted());
  expect(pipeline.health()).toMatchObject({ delivered: 700, retries: 0 });
  await pipeline.shutdown();
  for (const timer of timers) clearTimeout(timer);
});
