import { cased, field, isList, list } from "./fields.ts";

/** The messages of a request as they stand in it: the same objects at each call, so that each is encoded once. Absent when it has none. */
export function inputOf(request: unknown): unknown {
  for (const key of ["messages", "input", "inputs", "contents", "prompt", "inputText"]) {
    const found = field(request, key);
    if (found !== undefined && found !== null) return found;
  }
  const message = field(request, "message");
  const history = list(cased(request, "chat_history"));
  const turns = message === undefined || message === null ? history : [...history, message];
  return turns.length > 0 ? turns : undefined;
}

/** What a request for embeddings holds to be embedded, as it stands in it; absent when it has none. */
export function embeddedOf(request: unknown): unknown {
  const found =
    inputOf(request) ?? field(request, "texts") ?? field(request, "images") ?? field(request, "content") ?? undefined;
  if (found !== undefined) return found;
  // Google takes several contents, each in a request or an instance of its own.
  const entries = [...list(field(request, "requests")), ...list(field(request, "instances"))];
  return entries.length > 0 ? entries.map((entry) => field(entry, "content")) : undefined;
}

/** Instructions that stand apart from the messages, in whichever place. */
export function systemOf(request: unknown): unknown {
  const config = field(request, "config");
  const found =
    field(request, "system") ??
    field(request, "instructions") ??
    cased(request, "system_instruction") ??
    cased(config, "system_instruction") ??
    field(request, "preamble");
  return found ?? [];
}

/** The tools as they stand in a request, in whichever place: a list, or what holds one. Gemini's `toolConfig` only says how they may be called. */
export function toolsOf(request: unknown): unknown {
  const config = field(request, "toolConfig");
  return (
    field(request, "tools") ??
    field(field(request, "config"), "tools") ??
    (isList(field(config, "tools")) ? config : undefined) ??
    field(request, "functions") ??
    undefined
  );
}
