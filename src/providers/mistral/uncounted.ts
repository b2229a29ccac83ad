import { ownKeys } from "../../internal/own-keys.ts";
import { count, field, isRecord } from "../fields.ts";

/** What Mistral bills beside tokens: audio by the minute, and its connectors by the call. The reason that makes a cost partial. */
export function uncountedByMistral(usage: unknown): string | undefined {
  if (count(usage, "prompt_audio_seconds")) return "audio_seconds_unpriced";
  const connectors = field(usage, "connectors");
  if (!isRecord(connectors)) return undefined;
  return ownKeys(connectors, 100).keys.some((name) => count(connectors, name)) ? "connectors_unpriced" : undefined;
}
