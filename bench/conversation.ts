import { init } from "agentscribe";
import { compare, refuseLosses } from "./support/compare.ts";
import { ANSWER, rawOtel } from "./support/raw-otel.ts";
import { startSink } from "./support/start-sink.ts";

/** A conversation of 40 turns whose whole history is captured at each call: what one conversation costs the host. */
const TURNS = 40;
const sink = await startSink();
const raw = rawOtel(sink.url);
const telemetry = init({ exporters: [{ url: sink.url }], host: "own", capture: { prompts: true } });
await telemetry.flush();

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
          }
        }
      },
    },
    {
      name: "agentscribe llm()",
      drain: async () => void (await telemetry.flush()),
      async run(times) {
        for (let n = 0; n < times; n += 1) {
          const history: Turn[] = [];
          await telemetry.session({}, async () => {
            for (let t = 0; t < TURNS; t += 1) {
              history.push(turn(t));
              await telemetry.llm({ provider: "openai", model: "gpt-5", input: history }, async (call) => {
                await null;
                call.response(ANSWER);
              });
            }
          });
        }
      },
    },
  ],
  8,
  15,
);
await telemetry.shutdown();
refuseLosses(telemetry.health().dropped);
sink.stop();
