import { init } from "agentscribe";
import { compare, refuseLosses } from "./support/compare.ts";
import { turnAfter } from "./support/loop-turn.ts";
import { ANSWER, rawOtel } from "./support/raw-otel.ts";
import { startSink } from "./support/start-sink.ts";

/** A model call without content: what it costs the host, against the same span written by hand. */
const sink = await startSink();
const raw = rawOtel(sink.url);
const telemetry = init({ exporters: [{ url: sink.url }], host: "own" });
await telemetry.flush();
const options = { provider: "openai", model: "gpt-5" } as const;
const session = telemetry.startSession({ id: "thread-1" });
const memory = init({ exporters: [{ url: sink.url }], host: "own", spool: false });
await memory.flush();
const memorySession = memory.startSession({ id: "thread-1" });

await compare(
  "One model call, metadata only",
  [
    {
      name: "raw OTel API + BatchSpanProcessor",
      drain: raw.drain,
      async run(times) {
        for (let n = 0; n < times; n += 1) {
          await raw.call();
          await turnAfter(n);
        }
      },
    },
    {
      name: "agentscribe llm()",
      drain: async () => void (await telemetry.flush()),
      run: (times) =>
        session.run(async () => {
          for (let n = 0; n < times; n += 1) {
            await telemetry.llm(options, async (call) => {
              await null;
              call.response(ANSWER);
            });
            await turnAfter(n);
          }
        }),
    },
    {
      name: "agentscribe llm(), spool: false",
      drain: async () => void (await memory.flush()),
      run: (times) =>
        memorySession.run(async () => {
          for (let n = 0; n < times; n += 1) {
            await memory.llm(options, async (call) => {
              await null;
              call.response(ANSWER);
            });
            await turnAfter(n);
          }
        }),
    },
  ],
  2_000,
  15,
);
session.end();
memorySession.end();
await Promise.all([telemetry.shutdown(), memory.shutdown()]);
for (const { dropped } of [telemetry.health(), memory.health()]) refuseLosses(dropped);
sink.stop();
