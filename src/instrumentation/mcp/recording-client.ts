import type { RecordClient } from "../../record/client.ts";
import { recordingClient } from "../recording-client.ts";

/** The client that records here, when one is on and knows of MCP: one of an older copy of this package may not. */
export function recordingMcpClient(): RecordClient | undefined {
  const client = recordingClient();
  return typeof client?.mcpRequest === "function" ? client : undefined;
}
