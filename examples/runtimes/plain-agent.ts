/** A program that knows nothing of telemetry, for the zero-code start. */
import OpenAI from "openai";

const client = new OpenAI();
const reply = await client.chat.completions.create({
  model: "gpt-5-mini",
  messages: [{ role: "user", content: "Where is my parcel?" }],
});
console.log(reply.choices[0]?.message.content);
