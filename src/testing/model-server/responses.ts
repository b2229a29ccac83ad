import { type FullAnswer, interleave, pieces } from "./answer-parts.ts";
import type { Body } from "./body.ts";

type Item = Body & { readonly id: string };
interface ResponseEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The body of a plain answer of the Responses API. */
export function responseBody(answer: FullAnswer, request: Body): object {
  const isCut = answer.finishReason === "length" || answer.finishReason === "content_filter";
  return {
    ...envelope(answer, request),
    status: isCut ? "incomplete" : "completed",
    incomplete_details: isCut
      ? { reason: answer.finishReason === "length" ? "max_output_tokens" : "content_filter" }
      : null,
    output: outputItems(answer),
    usage: {
      input_tokens: answer.inputTokens,
      input_tokens_details: { cached_tokens: answer.cacheReadTokens },
      output_tokens: answer.outputTokens,
      output_tokens_details: { reasoning_tokens: answer.reasoningTokens },
      total_tokens: answer.inputTokens + answer.outputTokens,
    },
  };
}

/** The events of a streamed answer of the Responses API, numbered in order. Parallel tool calls arrive interleaved. */
export function responseEvents(answer: FullAnswer, request: Body): readonly ResponseEvent[] {
  const started = {
    ...envelope(answer, request),
    status: "in_progress",
    incomplete_details: null,
    output: [],
    usage: null,
  };
  const final = responseBody(answer, request) as { status: string };
  const items = outputItems(answer);
  const perItem = items.map((item, index) => itemEvents(item, index));
  const isCall = (index: number): boolean => items[index]?.type === "function_call";
  const events: ResponseEvent[] = [
    { type: "response.created", response: started },
    { type: "response.in_progress", response: started },
    ...perItem.filter((_, index) => !isCall(index)).flat(),
    ...interleave(perItem.filter((_, index) => isCall(index))),
    { type: final.status === "incomplete" ? "response.incomplete" : "response.completed", response: final },
  ];
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

function outputItems(answer: FullAnswer): readonly Item[] {
  const items: Item[] = [];
  if (answer.reasoning !== "") {
    items.push({
      id: `rs_${answer.id}`,
      type: "reasoning",
      summary: [{ type: "summary_text", text: answer.reasoning }],
    });
  }
  if (answer.text !== "" || answer.refusal !== null) {
    const part =
      answer.refusal === null
        ? { type: "output_text", text: answer.text, annotations: [], logprobs: [] }
        : { type: "refusal", refusal: answer.refusal };
    items.push({ id: `msg_${answer.id}`, type: "message", status: "completed", role: "assistant", content: [part] });
  }
  for (const [index, { id, name, arguments: text }] of answer.toolCalls.entries()) {
    items.push({
      id: `fc_${answer.id}_${index}`,
      type: "function_call",
      status: "completed",
      call_id: id,
      name,
      arguments: text,
    });
  }
  return items;
}

function itemEvents(item: Item, output_index: number): readonly ResponseEvent[] {
  const at = { item_id: item.id, output_index };
  const wrapped = (empty: object, inner: readonly ResponseEvent[]): readonly ResponseEvent[] => [
    { type: "response.output_item.added", output_index, item: { ...item, ...empty } },
    ...inner,
    { type: "response.output_item.done", output_index, item },
  ];
  if (item.type === "function_call") {
    const text = String(item.arguments);
    return wrapped({ status: "in_progress", arguments: "" }, [
      ...pieces(text).map((delta) => ({ type: "response.function_call_arguments.delta", ...at, delta })),
      { type: "response.function_call_arguments.done", ...at, name: item.name, arguments: text },
    ]);
  }
  if (item.type === "reasoning") {
    const [part] = item.summary as readonly { text: string }[];
    const text = part?.text ?? "";
    const where = { ...at, summary_index: 0 };
    return wrapped({ summary: [] }, [
      { type: "response.reasoning_summary_part.added", ...where, part: { type: "summary_text", text: "" } },
      ...pieces(text).map((delta) => ({ type: "response.reasoning_summary_text.delta", ...where, delta })),
      { type: "response.reasoning_summary_text.done", ...where, text },
      { type: "response.reasoning_summary_part.done", ...where, part },
    ]);
  }
  const [part] = item.content as readonly { type: string; text?: string; refusal?: string }[];
  const where = { ...at, content_index: 0 };
  const isRefusal = part?.type === "refusal";
  const text = (isRefusal ? part.refusal : part?.text) ?? "";
  const kind = isRefusal ? "response.refusal" : "response.output_text";
  const done = isRefusal ? { refusal: text } : { text, logprobs: [] };
  return wrapped({ status: "in_progress", content: [] }, [
    {
      type: "response.content_part.added",
      ...where,
      part: { ...part, ...(isRefusal ? { refusal: "" } : { text: "" }) },
    },
    ...pieces(text).map((delta) => ({ type: `${kind}.delta`, ...where, delta, ...(!isRefusal && { logprobs: [] }) })),
    { type: `${kind}.done`, ...where, ...done },
    { type: "response.content_part.done", ...where, part },
  ]);
}

function envelope(answer: FullAnswer, request: Body): object {
  return {
    id: `resp_${answer.id}`,
    object: "response",
    created_at: answer.createdSeconds,
    error: null,
    model: answer.model,
    instructions: request.instructions ?? null,
    metadata: request.metadata ?? {},
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: request.reasoning ?? { effort: null, summary: null },
    service_tier: "default",
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    tool_choice: request.tool_choice ?? "auto",
    tools: request.tools ?? [],
    top_p: request.top_p ?? 1,
    max_output_tokens: request.max_output_tokens ?? null,
    truncation: "disabled",
  };
}
