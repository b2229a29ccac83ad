import { type Answer, json } from "../../support/scripted-answers.ts";
import { requireVendor } from "../../vendors/load.ts";
import type { Protocol } from "../protocol.ts";

const { EventStreamCodec } = requireVendor("newest", "@smithy/eventstream-codec");
const { fromUtf8, toUtf8 } = requireVendor("newest", "@smithy/util-utf8");
const codec = new EventStreamCodec(toUtf8, fromUtf8);

const usage = {
  inputTokens: 40,
  outputTokens: 40,
  totalTokens: 140,
  cacheReadInputTokens: 60,
  cacheWriteInputTokens: 0,
};

function frame(name: string, payload: object, type = "event"): Uint8Array {
  const text = (value: string): object => ({ type: "string", value });
  const kind = type === "event" ? ":event-type" : ":exception-type";
  return codec.encode({
    headers: { [kind]: text(name), ":message-type": text(type), ":content-type": text("application/json") },
    body: Buffer.from(JSON.stringify(payload)),
  });
}

function events(frames: readonly Uint8Array[], end: "close" | "drop" | "hang" = "close"): Answer {
  return async (response) => {
    response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
    for (const one of frames) {
      response.write(one);
      await new Promise(setImmediate);
    }
    if (end === "close") response.end();
    else if (end === "drop") response.destroy();
  };
}

const opening = [
  frame("messageStart", { role: "assistant" }),
  frame("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "Hel" } }),
];
const start = (index: number, id: string): Uint8Array =>
  frame("contentBlockStart", { contentBlockIndex: index, start: { toolUse: { toolUseId: id, name: "look" } } });
const piece = (index: number, input: string): Uint8Array =>
  frame("contentBlockDelta", { contentBlockIndex: index, delta: { toolUse: { input } } });
const end = (stopReason: string): Uint8Array[] => [
  frame("messageStop", { stopReason }),
  frame("metadata", { usage, metrics: { latencyMs: 5 } }),
];

export const bedrockConverse: Protocol = {
  name: "Converse",
  expected: { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60 },
  whole: json({
    output: { message: { role: "assistant", content: [{ text: "Hello" }] } },
    stopReason: "end_turn",
    usage,
    metrics: { latencyMs: 5 },
  }),
  stream: events([
    ...opening,
    frame("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "lo" } }),
    ...end("end_turn"),
  ]),
  failsMidStream: events([...opening, frame("modelStreamErrorException", { message: "overloaded" }, "exception")]),
  dropsMidStream: events(opening, "drop"),
  hangsMidStream: events(opening, "hang"),
  interleavedTools: events([
    frame("messageStart", { role: "assistant" }),
    start(0, "call_a"),
    start(1, "call_b"),
    piece(0, '{"q":'),
    piece(1, '{"q":'),
    piece(0, "1}"),
    piece(1, "2}"),
    ...end("tool_use"),
  ]),
  rateLimited: json({ message: "slow down" }, 429, { "x-amzn-errortype": "ThrottlingException" }),
};
