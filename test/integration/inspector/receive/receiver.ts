import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { createGrpcServer } from "../../../../src/inspector/receive/otlp-grpc.ts";
import { createOtlpHandler, type OtlpHandlerOptions } from "../../../../src/inspector/receive/otlp-http.ts";
import { createAccess } from "../../../../src/inspector/serve/access.ts";
import type { Encoding, Ingested, Signal } from "../../../../src/inspector/store/store.ts";

/** What reached the store. */
export interface Stored {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
}

export interface TestReceiver {
  readonly port: number;
  readonly url: string;
  readonly stored: readonly Stored[];
  readonly reports: readonly string[];
}

type Options = Partial<Pick<OtlpHandlerOptions, "limits">> & {
  /** What the store answers. */
  readonly ingest?: (stored: Stored) => Promise<Ingested>;
};

export const ACCEPTED: Ingested = { accepted: 1, duplicates: 0, rejected: 0 };

/** A receiver of OTLP over HTTP in front of a store that keeps what it gets. */
export async function startOtlpHttp({ ingest = accept, limits }: Options = {}): Promise<TestReceiver> {
  const { stored, reports, keep } = collected(ingest);
  const refuse: OtlpHandlerOptions["refuse"] = (request) =>
    createAccess((server.address() as AddressInfo).port, "unused-token").refusal(request);
  const server = createServer(
    createOtlpHandler({ ingest: keep, refuse, report: (text) => reports.push(text), limits }),
  );
  return { ...(await listen(server)), stored, reports };
}

/** The same over gRPC. */
export async function startOtlpGrpc({ ingest = accept, limits }: Options = {}): Promise<TestReceiver> {
  const { stored, reports, keep } = collected(ingest);
  const server = createGrpcServer({ ingest: keep, report: (text) => reports.push(text), limits });
  return { ...(await listen(server as unknown as Server)), stored, reports };
}

async function accept(): Promise<Ingested> {
  return ACCEPTED;
}

function collected(ingest: (stored: Stored) => Promise<Ingested>) {
  const stored: Stored[] = [];
  const reports: string[] = [];
  const keep = async (signal: Signal, encoding: Encoding, body: Uint8Array): Promise<Ingested> => {
    const one = { signal, encoding, body };
    stored.push(one);
    return ingest(one);
  };
  return { stored, reports, keep };
}

async function listen(server: Server): Promise<{ readonly port: number; readonly url: string }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections?.();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
}
