import type { OtlpEndpoint } from "../../export/destinations/destination.ts";
import { publicUrl } from "../../export/spool/segment-header.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type Finding, finding } from "./finding.ts";
import { type Probe, probe } from "./probe.ts";

/** Where backends have OTLP below their host, as far as is known. */
const BASE_PATHS = ["", "/otlp", "/api/public/otel", "/api/v1/otlp", "/api/v2/otlp"];
const MAX_TRIES = 6;
const HANDSHAKE_MILLIS = 2_000;

/** Looks where the same host takes OTLP, and names the endpoint to set. Requests go to the host that the headers are for, and no other. */
export async function withRightPath(
  found: Finding,
  failed: Probe,
  request: Uint8Array,
  giveUp: AbortSignal,
): Promise<Finding> {
  const { signal, endpoint } = failed;
  const here = new URL(endpoint.url);
  const own = here.pathname.replace(/\/+$/, "");
  const paths = [own, ...BASE_PATHS].map((base) => `${base.replace(/\/v1\/.*$/, "")}/v1/${signal}`);
  for (const path of [...new Set(paths)].slice(0, MAX_TRIES)) {
    if (path === here.pathname || giveUp.aborted) continue;
    const url = new URL(here);
    url.pathname = path;
    const { result, answer } = await probe(signal, { ...endpoint, url: url.href }, request, giveUp);
    if (result?.status !== "ok" || answer === undefined) continue;
    const base = terminalText(publicUrl(url.href).slice(0, -`/v1/${signal}`.length), 200);
    const variable = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
    return finding(found.code, {
      what: `${found.what}; ${path} takes it`,
      mend: `Set \`OTEL_EXPORTER_OTLP_ENDPOINT=${base}\` (\`url\` of the exporter), or \`${variable}=${base}/v1/${signal}\`.`,
    });
  }
  return found;
}

/** A port that closes connections to plain HTTP may speak TLS: a handshake tells. */
export async function withTlsTried(found: Finding, endpoint: OtlpEndpoint, giveUp: AbortSignal): Promise<Finding> {
  if (endpoint.proxy !== undefined || !endpoint.url.startsWith("http:")) return found;
  const { hostname, port } = new URL(endpoint.url);
  const speaks = await speaksTls(hostname.replace(/^\[|\]$/g, ""), Number(port) || 80, giveUp);
  if (!speaks) return found;
  const secure = terminalText(publicUrl(endpoint.url.replace(/^http:/, "https:")), 200);
  return finding("tls-expected", {
    what: `${found.what}; the port speaks TLS`,
    mend: `Write \`https://\` in the endpoint: \`${secure}\`.`,
  });
}

function speaksTls(host: string, port: number, giveUp: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    // Nothing is sent by it, so whose certificate it is does not matter.
    const socket = process.getBuiltinModule("node:tls").connect({ host, port, rejectUnauthorized: false });
    const done = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.unref();
    socket.setTimeout(HANDSHAKE_MILLIS, () => done(false));
    socket.on("secureConnect", () => done(true));
    socket.on("error", () => done(false));
    socket.on("close", () => done(false));
    giveUp.addEventListener("abort", () => done(false), { once: true });
  });
}
