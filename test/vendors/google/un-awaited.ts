import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { init } from "../../../src/index.ts";
import { wrapGoogleGenAI } from "../../../src/instrumentation/google/index.ts";
import { loadVendor, type VendorSet } from "../load.ts";

/** Run as a process of its own: makes a call that fails, awaits nothing, and prints what the process was told of it. */
const unhandled: string[] = [];
const server = createServer((_request, response) => {
  response.writeHead(429, { "content-type": "application/json" });
  response.end('{"error":{"code":429,"message":"quota"}}');
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const { port } = server.address() as AddressInfo;
const telemetry = init({ service: { name: "un-awaited" }, host: "own", spool: false, exporters: [] });
const { GoogleGenAI } = await loadVendor(process.argv[2] as VendorSet, "@google/genai");
const client = wrapGoogleGenAI(
  new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: `http://127.0.0.1:${port}` } }),
);
const told = new Promise<void>((resolve) => {
  process.on("unhandledRejection", (error) => {
    unhandled.push((error as Error).name);
    setImmediate(resolve); // A second one for the same call would come in the same turn.
  });
});
client.models.generateContent({ model: "gemini-2.5-flash", contents: "hello" });
await told;
console.log(JSON.stringify({ unhandled, spans: telemetry.snapshot().totals.inferenceCalls }));
server.closeAllConnections();
server.close();
await telemetry.shutdown({ timeoutMillis: 500 });
