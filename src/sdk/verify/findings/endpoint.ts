import type { FindingDefinition } from "./finding-definition.ts";

export type EndpointCode =
  | "endpoint-untried"
  | "endpoint-dns"
  | "endpoint-refused"
  | "endpoint-unreachable"
  | "endpoint-timeout"
  | "endpoint-reset"
  | "endpoint-grpc"
  | "tls-untrusted"
  | "tls-name"
  | "tls-expired"
  | "tls-not-spoken"
  | "tls-expected"
  | "tls-file"
  | "tls-failed"
  | "proxy-unreachable"
  | "proxy-credentials"
  | "proxy-refused"
  | "headers-failed"
  | "exporter-failed";

/** Of the way to a backend, before it answers. */
export const ENDPOINT_FINDINGS: Readonly<Record<EndpointCode, FindingDefinition>> = {
  "endpoint-untried": { severity: "info", meaning: "Nothing was sent, because that was asked for." },
  "endpoint-dns": {
    severity: "error",
    meaning: "The name of the host is not known.",
    mend: "Write the host of the endpoint as it is known here; in a container, the name of the service.",
  },
  "endpoint-refused": {
    severity: "error",
    meaning: "Nothing listens at the address.",
    mend: "Start the backend (`npx agentscribe inspect` is one), or set `OTEL_EXPORTER_OTLP_ENDPOINT` to where it is.",
  },
  "endpoint-unreachable": {
    severity: "error",
    meaning: "The network leads to no such host.",
    mend: "Look whether the address is right, and whether a firewall or a VPN stands between.",
  },
  "endpoint-timeout": {
    severity: "error",
    meaning: "No answer came in time.",
    mend: "Look whether a firewall drops the connection or the backend hangs; `OTEL_EXPORTER_OTLP_TIMEOUT` gives it longer.",
  },
  "endpoint-reset": {
    severity: "error",
    meaning: "The connection was closed without an answer, or the answer is not HTTP.",
    mend: "Look whether the port is the one for OTLP over HTTP, 4318 as a rule.",
  },
  "endpoint-grpc": {
    severity: "error",
    meaning: "The port speaks gRPC; `agentscribe` speaks OTLP over HTTP.",
    mend: "Use the port for OTLP over HTTP, 4318 as a rule, and `OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`.",
  },
  "tls-untrusted": {
    severity: "error",
    meaning: "The certificate is of an authority that is not trusted here, or signs itself.",
    mend: "Set `OTEL_EXPORTER_OTLP_CERTIFICATE` to the file with the authority's certificate (option `tls.ca`).",
  },
  "tls-name": {
    severity: "error",
    meaning: "The certificate is for another host.",
    mend: "Use the name of the host that the certificate is for.",
  },
  "tls-expired": {
    severity: "error",
    meaning: "The certificate is no longer valid, or not yet.",
    mend: "Renew the certificate of the backend, and look at the clock of this machine.",
  },
  "tls-not-spoken": {
    severity: "error",
    meaning: "The endpoint is `https`, and the port does not speak TLS.",
    mend: "Write `http://` in the endpoint, or use the port that speaks TLS.",
  },
  "tls-expected": {
    severity: "error",
    meaning: "The endpoint is `http`, and the port speaks TLS.",
    mend: "Write `https://` in the endpoint.",
  },
  "tls-file": {
    severity: "error",
    meaning: "A certificate or key cannot be read, so nothing is sent.",
    mend: "Set `OTEL_EXPORTER_OTLP_CERTIFICATE`, `_CLIENT_CERTIFICATE` and `_CLIENT_KEY` to PEM files that this user can read.",
  },
  "tls-failed": {
    severity: "error",
    meaning: "The backend and this machine did not agree on a TLS connection; it may want a certificate of the client.",
    mend: "Set `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE` and `OTEL_EXPORTER_OTLP_CLIENT_KEY` (option `tls.cert`, `tls.key`).",
  },
  "proxy-unreachable": {
    severity: "error",
    meaning: "The proxy between this machine and the backend cannot be reached, or gives no answer.",
    mend: "Mend `HTTPS_PROXY` or `HTTP_PROXY` (option `proxy`), or name the backend in `NO_PROXY`.",
  },
  "proxy-credentials": {
    severity: "error",
    meaning: "The proxy wants other credentials (407).",
    mend: "Put user and password in the URL of the proxy: `http://user:password@host:port`.",
  },
  "proxy-refused": {
    severity: "error",
    meaning: "The proxy does not connect to the backend.",
    mend: "Let the proxy pass the host of the backend, or name the host in `NO_PROXY`.",
  },
  "headers-failed": {
    severity: "error",
    meaning: "The function that gives the headers failed, or gave what HTTP cannot carry, so nothing is sent.",
    mend: "Mend the `headers` function of the exporter.",
  },
  "exporter-failed": {
    severity: "error",
    meaning: "The exporter of the application did not take a test span.",
    mend: "Mend the `spanExporter` that `init()` is given.",
  },
};
