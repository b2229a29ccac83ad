import type { Signal } from "../../export/delivery.ts";
import type { OtlpEndpoint } from "../../export/destinations/destination.ts";
import { publicUrl } from "../../export/spool/segment-header.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type Finding, finding } from "./finding.ts";
import type { FindingCode } from "./findings.ts";
import type { Probe, ProbeAnswer } from "./probe.ts";
import { KEY_HEADER } from "./sent-credentials.ts";

const BY_STATUS: Readonly<Record<number, FindingCode>> = {
  401: "answer-unauthorized",
  403: "answer-forbidden",
  404: "answer-not-found",
  405: "answer-not-found",
  407: "proxy-credentials",
  408: "answer-busy",
  413: "answer-too-large",
  415: "answer-media-type",
  429: "answer-busy",
  503: "answer-busy",
};

/** What servers of TLS say to those who speak plain HTTP. */
const TLS_WANTED = /HTTP request (?:was sent )?to (?:an )?HTTPS/i;

/** What a backend answered, and whether it took the record. */
export function judgeAnswer(who: string, probe: Probe, answer: ProbeAnswer): Finding {
  const { endpoint, result } = probe;
  const at = publicUrl(endpoint.url);
  const text = excerpt(probe, answer);
  const said = text === "" ? "" : `: ${text}`;
  const { status } = answer;
  if (status >= 200 && status < 300) return taken(who, probe, answer, at);
  if (status >= 300 && status < 400) return redirected(who, probe, answer, at);
  if (status === 400 && TLS_WANTED.test(text)) {
    return finding("tls-expected", { what: `${who}: ${at} speaks TLS, and the endpoint is http` });
  }
  if (answer.contentType.startsWith("application/grpc")) {
    return finding("endpoint-grpc", { what: `${who}: ${at} answers with gRPC` });
  }
  const code = BY_STATUS[status] ?? (status >= 500 ? "answer-server-error" : "answer-refused");
  const mend = code === "answer-unauthorized" ? mendOfKey(endpoint) : undefined;
  return finding(code, { what: `${who}: ${at} answered ${status}${said}`, mend: mend ?? mendOf(code, result) });
}

function taken(who: string, probe: Probe, answer: ProbeAnswer, at: string): Finding {
  const { result, endpoint, roundTripMillis } = probe;
  if (result?.status === "refused") {
    return finding("answer-web-page", { what: `${who}: ${at} answers with a web page` });
  }
  if (result?.status === "ok" && result.rejected > 0) {
    const text = excerpt(probe, answer);
    return finding("answer-rejected", {
      what: `${who}: ${at} rejected the test record${text === "" ? "" : `: ${text}`}`,
    });
  }
  if (isUnusual(endpoint, answer)) {
    const type = answer.contentType === "" ? "of no type" : terminalText(answer.contentType, 60);
    return finding("answer-unusual", {
      what: `${who}: ${at} answers ${answer.status} with content ${type} that is none of OTLP`,
    });
  }
  return finding("delivered", { what: `${who}: ${at} took a test record in ${Math.round(roundTripMillis)} ms` });
}

/** OTLP answers in the encoding of the request; many say yes with nothing, or with a word or two of JSON. */
function isUnusual({ protocol }: OtlpEndpoint, { contentType, body }: ProbeAnswer): boolean {
  if (body.byteLength === 0 || contentType.includes("protobuf")) return false;
  if (contentType.includes("json")) {
    try {
      return typeof JSON.parse(Buffer.from(body).toString("utf8")) !== "object";
    } catch {
      return true;
    }
  }
  return protocol === "http/json" || contentType !== "";
}

function redirected(who: string, { signal }: Probe, { status, location }: ProbeAnswer, at: string): Finding {
  const target = location === undefined ? null : URL.parse(location, at);
  const to = target === null ? "" : terminalText(publicUrl(target.href), 200);
  return finding("answer-redirect", {
    what: `${who}: ${at} answered ${status}${to === "" ? "" : ` and sends to ${to}`}`,
    ...(to !== "" && { mend: mendOfRedirect(signal, to) }),
  });
}

/** A path is appended to a base URL; only the variable of a signal says all of it. */
function mendOfRedirect(signal: Signal, to: string): string {
  if (!/\/v1\/(?:traces|metrics|logs)\/$/.test(to)) {
    return `Set the endpoint to \`${to.replace(/\/v1\/(?:traces|metrics|logs)$/, "")}\`.`;
  }
  const variable = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
  return `Set \`${variable}=${to}\`, which is used as it is, and those of the other signals alike; leave out \`url\` of the exporter.`;
}

/** A key that is missing is another thing than one that is wrong. */
function mendOfKey({ headers }: OtlpEndpoint): string | undefined {
  if (typeof headers === "function") return "Let the `headers` function of the exporter give a key that is valid.";
  const names = Object.keys(headers).filter((name) => KEY_HEADER.test(name));
  if (names.length === 0) return undefined;
  return `The key in the header \`${terminalText(names[0], 60)}\` is not accepted: put a valid one in \`OTEL_EXPORTER_OTLP_HEADERS\`, or in \`headers\` of the exporter.`;
}

function mendOf(code: FindingCode, result: Probe["result"]): string | undefined {
  if (code !== "answer-busy" || result?.status !== "retry" || result.retryAfterMillis === undefined) return undefined;
  return `Wait ${Math.ceil(result.retryAfterMillis / 1_000)} s, as the backend says, or raise its limits.`;
}

/** The beginning of what a person could read. A backend that turns a key down may repeat it. */
function excerpt({ cleaned }: Probe, { body, contentType }: ProbeAnswer): string {
  if (body.byteLength === 0) return "";
  const text = Buffer.from(body.subarray(0, 1_024)).toString("utf8");
  const isText = /json|text/.test(contentType) && !contentType.includes("html");
  return isText || TLS_WANTED.test(text) || contentType.includes("protobuf")
    ? terminalText(cleaned(text.replaceAll("\ufffd", "")), 160)
    : "";
}
