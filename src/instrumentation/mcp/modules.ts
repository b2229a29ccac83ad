import type { ModuleHook } from "../module-hook.ts";
import { attempt } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import type { McpSide } from "./connection.ts";
import { patchProtocol } from "./protocol.ts";

function patchClass(exports: unknown, name: string, side: McpSide): void {
  const prototype = readPath(exports, name, "prototype");
  if (typeof prototype === "object" && prototype !== null) patchProtocol(prototype, side);
}

/** The first major's `McpServer` is in a module of its own, which loads the `Server` inside it unseen. */
function patchMcpServer(exports: unknown): void {
  patchMethod(
    readPath(exports, "McpServer", "prototype"),
    "connect",
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const server = readPath(this, "server");
        attempt(() => patchProtocol(Object.getPrototypeOf(server) as object, "server"));
        return Reflect.apply(original, this, args);
      },
  );
}

/** What a zero-code start patches of the Model Context Protocol's SDKs. */
export const MCP_MODULES: readonly ModuleHook[] = [
  { name: "@modelcontextprotocol/client", patch: (exports) => patchClass(exports, "Client", "client") },
  { name: "@modelcontextprotocol/server", patch: (exports) => patchClass(exports, "Server", "server") },
  { name: "@modelcontextprotocol/sdk/client", patch: (exports) => patchClass(exports, "Client", "client") },
  { name: "@modelcontextprotocol/sdk/server", patch: (exports) => patchClass(exports, "Server", "server") },
  { name: "@modelcontextprotocol/sdk/server/mcp", patch: patchMcpServer },
];
