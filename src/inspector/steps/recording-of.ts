import { CASSETTE } from "../../semconv/agentscribe-attributes.ts";
import type { Conversation, SpanDetail } from "../api.ts";
import { attributesOf, textOf } from "./attribute.ts";

/** What a session was recorded in, as the resource of one of its spans says. */
export function recordingOf(session: string, { resource }: Pick<SpanDetail, "resource">): Conversation["recording"] {
  const cassette = textOf(attributesOf(resource), CASSETTE);
  return cassette === undefined
    ? null
    : { cassette, command: `npx agentscribe replay ${quoted(session)} --run -- PROGRAM` };
}

/** An id comes from whoever sends telemetry: in a shell it is one word, whatever it is. */
function quoted(id: string): string {
  return /^[\w.:@/][\w.:@/-]*$/.test(id) ? id : `'${id.replaceAll("'", "'\\''")}'`;
}
