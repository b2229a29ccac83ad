import { answerTo } from "../../../bench/peers/sink-protocols.ts";

/** What a server of this machine says to a request. */
export interface Answer {
  /** @defaultValue 200 */
  readonly status?: number;
  /** @defaultValue JSON */
  readonly type?: string;
  readonly content: string;
}

const PROMPT = {
  ...{ name: "support", version: 3, type: "text", prompt: "You help customers.", config: {} },
  ...{ labels: ["production"], tags: [] },
};

/** What a backend must say for its client to go on. */
export function peerAnswer(path: string): Answer {
  if (path.includes("/v2/prompts/")) return { type: "application/json", content: JSON.stringify(PROMPT) };
  if (path.includes("/api/public/ingestion"))
    return { status: 207, type: "application/json", content: '{"successes":[],"errors":[]}' };
  // Datadog's agent says what it takes.
  if (path === "/info") return { type: "application/json", content: '{"endpoints":["/v0.4/traces","/evp_proxy/v2/"]}' };
  if (path.includes("/span_annotations")) return { type: "application/json", content: '{"data":[]}' };
  const { type, text } = answerTo(path.split("?")[0] ?? "", "");
  return { type, content: text };
}
