import type { Telemetry } from "agentscribe";
import type { ChatMessage, ChatTool, ChatToolCall } from "./triage-model.ts";

/** The two tools of the agent. */
export const TRIAGE_TOOLS: ChatTool[] = [
  tool("lookup_order", "Looks up an order: what was bought and when it arrived.", "order_id"),
  tool("search_policy", "Searches the shop's policies.", "query"),
];

/** Runs one call of a tool; gives the message for the model. */
export async function runTriageTool(telemetry: Telemetry, call: ChatToolCall): Promise<ChatMessage> {
  const { name, arguments: text } = call.function;
  const result = await telemetry.tool({ name, callId: call.id, arguments: text }, async () => {
    await new Promise((resolve) => setTimeout(resolve, name === "lookup_order" ? 30 : 15));
    if (name === "lookup_order") return { status: "delivered", express: true, days_late: 4, shipping_eur: 12.5 };
    return { policy: "Express shipping is refunded in full when a parcel is more than two days late." };
  });
  return { role: "tool", tool_call_id: call.id, content: JSON.stringify(result) };
}

function tool(name: string, description: string, parameter: string): ChatTool {
  const parameters = { type: "object", properties: { [parameter]: { type: "string" } }, required: [parameter] };
  return { type: "function", function: { name, description, parameters } };
}
