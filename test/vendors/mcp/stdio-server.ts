/**
 * A server on stdio that records itself, run by the tests as a process of its own: `stdio-server.ts <set>`, with `RECEIVER` in the environment. With
 * `modern` behind it, it speaks the revision 2026-07-28 too; with `left`, it does nothing when its client goes.
 */
import { init } from "../../../src/index.ts";
import { wrapMcpServer } from "../../../src/instrumentation/mcp/index.ts";
import type { VendorSet } from "../load.ts";
import { makeServer } from "./make-server.ts";
import { loadSdk } from "./sdk.ts";

const telemetry = init({
  service: { name: "stdio-server" },
  host: "own",
  spool: false,
  exporters: [{ url: String(process.env.RECEIVER) }],
});
const sdk = await loadSdk(process.argv[2] as VendorSet, "esm");
if (process.argv[3] === "modern") {
  sdk.modules.serverStdio.serveStdio(() => wrapMcpServer(makeServer(sdk)));
  process.stdin.on("end", () => void telemetry.shutdown({ timeoutMillis: 5_000 }));
} else {
  const server = wrapMcpServer(makeServer(sdk));
  if (process.argv[3] !== "left") {
    // The first major's transport does not see that its client has gone.
    process.stdin.on("end", () => void server.close());
    server.server.onclose = () => void telemetry.shutdown({ timeoutMillis: 5_000 });
  }
  await server.connect(new sdk.StdioServerTransport());
}
