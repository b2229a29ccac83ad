import type { FindingDefinition } from "./finding-definition.ts";

export type AnswerCode =
  | "delivered"
  | "answer-not-found"
  | "answer-web-page"
  | "answer-redirect"
  | "answer-unauthorized"
  | "answer-forbidden"
  | "answer-media-type"
  | "answer-too-large"
  | "answer-refused"
  | "answer-busy"
  | "answer-server-error"
  | "answer-rejected"
  | "answer-unusual"
  | "clock-off";

/** Of what a backend answers to a test record. */
export const ANSWER_FINDINGS: Readonly<Record<AnswerCode, FindingDefinition>> = {
  delivered: { severity: "ok", meaning: "The backend took a test record." },
  "answer-not-found": {
    severity: "error",
    meaning: "There is a server, and no OTLP at this path (404, 405).",
    mend: "Set `OTEL_EXPORTER_OTLP_ENDPOINT` to the base URL, without `/v1/traces`; a variable of one signal takes the whole URL.",
  },
  "answer-web-page": {
    severity: "error",
    meaning: "A web page answers, not an OTLP endpoint.",
    mend: "Set `OTEL_EXPORTER_OTLP_ENDPOINT` to the backend's address for OTLP over HTTP, not to its user interface.",
  },
  "answer-redirect": {
    severity: "error",
    meaning: "The server sends to another address, which is not followed: headers may hold keys.",
    mend: "Set the endpoint to the address that is named.",
  },
  "answer-unauthorized": {
    severity: "error",
    meaning: "The backend wants a key, or another one (401).",
    mend: "Set `OTEL_EXPORTER_OTLP_HEADERS` to what the backend asks for, such as `authorization=Bearer%20KEY`.",
  },
  "answer-forbidden": {
    severity: "error",
    meaning: "The key may not write here (403).",
    mend: "Use a key that may write telemetry to this project.",
  },
  "answer-media-type": {
    severity: "error",
    meaning: "The backend does not take the encoding (415).",
    mend: "Set `OTEL_EXPORTER_OTLP_PROTOCOL` to the other of `http/protobuf` and `http/json`, and `OTEL_EXPORTER_OTLP_COMPRESSION=none`.",
  },
  "answer-too-large": {
    severity: "error",
    meaning: "The backend calls a request of less than 2 kB too large (413).",
    mend: "Raise the limit of the backend or of the proxy before it.",
  },
  "answer-refused": {
    severity: "error",
    meaning: "The backend does not take the request (400 and other 4xx).",
    mend: "Look in the log of the backend why; `OTEL_EXPORTER_OTLP_PROTOCOL=http/json` makes requests readable.",
  },
  "answer-busy": {
    severity: "warning",
    meaning: "The backend takes nothing at the moment (408, 429, 503); records wait and are sent again.",
    mend: "Wait, or raise the limits of the backend.",
  },
  "answer-server-error": {
    severity: "error",
    meaning: "The backend fails (5xx); records wait and are sent again.",
    mend: "Look in the log of the backend, or of the proxy before it.",
  },
  "answer-rejected": {
    severity: "error",
    meaning: "The backend took the request and rejected the record in it (partial success).",
    mend: "Look in the log of the backend why; for metrics, try `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`.",
  },
  "answer-unusual": {
    severity: "warning",
    meaning: "A server says yes, with an answer that is none of OTLP: it may take everything and keep nothing.",
    mend: "Look whether the test span `agentscribe.verify` is in the backend, and whether the endpoint is right.",
  },
  "clock-off": {
    severity: "warning",
    meaning:
      "The clocks of this machine and the backend are more than a minute apart: records get times that backends hide or refuse.",
    mend: "Set the clock of the machine that is wrong, for example with `timedatectl set-ntp true`.",
  },
};
