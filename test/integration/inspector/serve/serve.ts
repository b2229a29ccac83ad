import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { type Inspector, type InspectorOptions, startInspector } from "../../../../src/inspector/index.ts";

/** A folder for the state of a test, removed with it. */
export function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-inspector-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  vi.stubEnv("XDG_STATE_HOME", folder);
  return join(folder, "agentscribe");
}

/** An inspector on free ports that is closed with the test. */
export async function serve(options: InspectorOptions = {}): Promise<Inspector & { readonly port: number }> {
  stateFolder();
  const inspector = await startInspector({ port: 0, grpcPort: false, store: ":memory:", ...options });
  onTestFinished(() => inspector.close());
  return Object.assign(inspector, { port: Number(new URL(inspector.otlpUrl).port) });
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  readonly host?: string;
}

/** Sends a request as it is: `fetch` would choose headers and tidy the path. */
export async function send(port: number, path: string, options: RawRequest = {}): Promise<RawAnswer> {
  const { method = "GET", headers = {}, body, host = "127.0.0.1" } = options;
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const sent = request({ host, port, path, method, headers, agent: false }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
    );
  });
  sent.on("error", reject);
  sent.end(body);
  return await promise;
}

export const bearer = (token: string): OutgoingHttpHeaders => ({ authorization: `Bearer ${token}` });

export const json = ({ body }: RawAnswer): unknown => JSON.parse(body.toString("utf8"));
