import type { Telemetry } from "agentscribe";
import type { ChatMessage, ChatTool, ChatToolCall } from "./triage-model.ts";

/** The tools of the agent. */
export const TRIAGE_TOOLS: ChatTool[] = [
  tool("lookup_order", "Looks up an order: what was bought and when it arrived.", "order_id"),
  tool("search_policy", "Searches the shop's policies.", "query"),
  tool("refund_shipping", "Pays the shipping of an order back.", "order_id"),
];

/** What the payment service says now and then. */
class PaymentServiceUnavailable extends Error {
  override readonly name = "PaymentServiceUnavailable";
}

/** The order that the payment service refuses once. */
const REFUSED_ONCE = "A-1042";

/** What a run has tried to pay back. */
export type Refunds = Set<string>;

/** Runs one call of a tool; gives the message for the model, which is told of a failure too. */
export async function runTriageTool(telemetry: Telemetry, call: ChatToolCall, refunds: Refunds): Promise<ChatMessage> {
  const { name, arguments: text } = call.function;
  const result = await telemetry
    .tool({ name, callId: call.id, arguments: text }, () => useTool(name, text, refunds))
    .catch((error: unknown) => ({ error: String(error) }));
  return { role: "tool", tool_call_id: call.id, content: JSON.stringify(result) };
}

async function useTool(name: string, text: string, refunds: Refunds): Promise<object> {
  await new Promise((resolve) => setTimeout(resolve, name === "search_policy" ? 15 : 30));
  if (name === "lookup_order") return { status: "delivered", express: true, days_late: 4, shipping_eur: 12.5 };
  if (name === "search_policy") {
    return { policy: "Express shipping is refunded in full when a parcel is more than two days late." };
  }
  if (refunds.has(text) || !text.includes(REFUSED_ONCE)) return { refunded_eur: 12.5 };
  refunds.add(text);
  throw new PaymentServiceUnavailable("the payment service answered 503: try again in a moment");
}

function tool(name: string, description: string, parameter: string): ChatTool {
  const parameters = { type: "object", properties: { [parameter]: { type: "string" } }, required: [parameter] };
  return { type: "function", function: { name, description, parameters } };
}
