import { shellWord } from "../../internal/shell-word.ts";
import { CASSETTE } from "../../semconv/agentscribe-attributes.ts";
import type { Conversation, SpanDetail } from "../api.ts";
import { attributesOf, textOf } from "./attribute.ts";

/** What a session was recorded in, as the resource of one of its spans says. */
export function recordingOf(session: string, { resource }: Pick<SpanDetail, "resource">): Conversation["recording"] {
  const cassette = textOf(attributesOf(resource), CASSETTE);
  return cassette === undefined
    ? null
    : // An id comes from whoever sends telemetry.
      { cassette, command: `npx agentscribe replay ${shellWord(session)} --run -- PROGRAM` };
}
