import type { ModuleHook } from "../module-hook.ts";
import { readPath } from "../read-path.ts";
import type { McpSide } from "./connection.ts";
import { patchProtocol } from "./protocol.ts";

function patchClass(exports: unknown, name: string, side: McpSide): void {
  const prototype = readPath(exports, name, "prototype");
  if (typeof prototype === "object" && prototype !== null) patchProtocol(prototype, side);
}

/** What a zero-code start patches of the Model Context Protocol's SDKs. An `McpServer` has a `Server` of its package inside. */
export const MCP_MODULES: readonly ModuleHook[] = [
  { name: "@modelcontextprotocol/client", patch: (exports) => patchClass(exports, "Client", "client") },
  { name: "@modelcontextprotocol/server", patch: (exports) => patchClass(exports, "Server", "server") },
  { name: "@modelcontextprotocol/sdk/client", patch: (exports) => patchClass(exports, "Client", "client") },
  { name: "@modelcontextprotocol/sdk/server", patch: (exports) => patchClass(exports, "Server", "server") },
];
