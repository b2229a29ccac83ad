import { init, type Telemetry } from "agentscribe";
import { compare, refuseLosses } from "./support/compare.ts";
import { turnAfter } from "./support/loop-turn.ts";
import { ANSWER, rawOtel } from "./support/raw-otel.ts";
import { startSink } from "./support/start-sink.ts";

/** A conversation of 40 turns whose whole history is captured at each call: what one conversation costs the host. */
const TURNS = 40;
const sink = await startSink();
const raw = rawOtel(sink.url);
const telemetry = init({ exporters: [{ url: sink.url }], host: "own", capture: { prompts: true } });
await telemetry.flush();
const memory = init({ exporters: [{ url: sink.url }], host: "own", capture: { prompts: true }, spool: false });
await memory.flush();

const SENTENCE = "The parcel was handed to the carrier on Monday and reached the sorting centre the day after. ";

interface Turn {
  readonly role: string;
  readonly content: string;
}

function turn(n: number): Turn {
  return { role: n % 2 === 0 ? "user" : "assistant", content: `${n}: ${SENTENCE.repeat(10)}` };
}

function toMessage({ role, content }: Turn): object {
  return { role, parts: [{ type: "text", content }] };
}

async function converse(client: Telemetry, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const history: Turn[] = [];
    await client.session({}, async () => {
      for (let t = 0; t < TURNS; t += 1) {
        history.push(turn(t));
        await client.llm({ provider: "openai", model: "gpt-5", input: history }, async (call) => {
          await null;
          call.response(ANSWER);
        });
        await turnAfter(t);
      }
    });
  }
}

await compare(
  `A conversation of ${TURNS} turns, whole history captured at each call`,
  [
    {
      name: "raw OTel API + BatchSpanProcessor",
      drain: raw.drain,
      async run(times) {
        for (let n = 0; n < times; n += 1) {
          const history: Turn[] = [];
          for (let t = 0; t < TURNS; t += 1) {
            history.push(turn(t));
            await raw.call(history.map(toMessage));
            await turnAfter(t);
          }
        }
      },
    },
    {
      name: "agentscribe llm()",
      drain: async () => void (await telemetry.flush()),
      run: (times) => converse(telemetry, times),
    },
    {
      name: "agentscribe llm(), spool: false",
      drain: async () => void (await memory.flush()),
      run: (times) => converse(memory, times),
    },
  ],
  8,
  15,
);
await Promise.all([telemetry.shutdown(), memory.shutdown()]);
for (const { dropped } of [telemetry.health(), memory.health()]) refuseLosses(dropped);
sink.stop();
