import type { Exchange } from "../../../unit/providers/recorded/exchanges.ts";
import { loadVendor } from "../../load.ts";
import { type Driver, drain, requestOf } from "../driver.ts";

/** Google's client: content, embeddings and interactions. The answer is what is replayed; of the request, the contents. */
export function googleDriver(exchange: Exchange): Driver | undefined {
  if (exchange.provider !== "google") return undefined;
  return {
    client: "@google/genai",
    async call(one, wrap) {
      const { GoogleGenAI } = await loadVendor("newest", "@google/genai");
      // Only Vertex AI answers with predictions, which hold embeddings.
      const vertexai = one.body?.includes('"predictions"') === true;
      const client = await wrap("google", new GoogleGenAI({ apiKey: "none", vertexai }));
      const { model, contents = "hello", ...request } = requestOf(one);
      if (one.endpoint === "embeddings" || vertexai) await client.models.embedContent({ model, contents: "hello" });
      else if (one.endpoint === "interactions") {
        await drain(await client.interactions.create({ input: "hello", ...request, model, stream: one.streaming }));
      } else if (one.streaming) await drain(await client.models.generateContentStream({ model, contents }));
      else await client.models.generateContent({ model, contents });
    },
  };
}
