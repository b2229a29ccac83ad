/** An agent that knows nothing of telemetry. */
import OpenAI from "openai";

const client = new OpenAI(); // OPENAI_API_KEY and OPENAI_BASE_URL
const response = await client.responses.create({ model: "gpt-5-mini", input: "Where is my parcel?" });
console.log(response.output_text);
