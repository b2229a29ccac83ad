import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";

const telemetry = init({ service: { name: "facts" } });
const client = wrapOpenAI(new OpenAI());
const request = { model: "gpt-5-mini", messages: [{ role: "user" as const, content: "Where is my parcel?" }] };

/** A request by the platform's `fetch` whose body is read whole, one that is read by a reader, and one of a client. */
async function handler(): Promise<Response> {
  const whole = await telemetry.llm({ provider: "openai", request, purpose: "whole" }, ask);
  await whole.text();
  const pieces = await telemetry.llm({ provider: "openai", request, purpose: "pieces" }, ask);
  const reader = pieces.body?.getReader();
  while ((await reader?.read())?.done === false);
  await client.chat.completions.create(request);
  await telemetry.flush();
  return Response.json(telemetry.health());
}

function ask(): Promise<Response> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } });
  return fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, { method: "POST", headers, body });
}

export { handler as default };
