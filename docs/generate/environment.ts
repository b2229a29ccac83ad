/** An environment variable that is read, with what it does. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly meaning: string;
  /** What holds when it is not set. */
  readonly defaultValue?: string;
}

const OTLP = "OTEL_EXPORTER_OTLP_";

/** Every environment variable that the package reads; a test holds it to the source. Options in code win over them, save for the first three. */
export const ENVIRONMENT: readonly EnvironmentVariable[] = [
  { name: "TELEMETRY_ENABLED", meaning: "`false`, `0`, `no`, `off`, `n` or `disabled`: telemetry does nothing." },
  { name: "DO_NOT_TRACK", meaning: "`1`, `true`, `yes`, `on`, `y` or `enabled`: telemetry does nothing." },
  { name: "OTEL_SDK_DISABLED", meaning: "`true`: telemetry does nothing." },
  {
    name: "AGENTSCRIBE_DEBUG",
    meaning: "`1`: prints a tree on stderr; `only`: prints and sends nothing.",
    defaultValue: "off",
  },
  { name: "NO_COLOR", meaning: "Anything: the tree and the commands have no colours." },
  { name: "TERM", meaning: "`dumb`: the commands have no colours." },
  {
    name: "CI",
    meaning:
      "Anything: `agentscribe inspect` opens no browser. Save for `false`, `0` and `no`: `withCassette()` records nothing.",
  },
  {
    name: "AGENTSCRIBE_INSPECTOR_TOKEN",
    meaning: "The token of the inspector, for one that stays the same.",
    defaultValue: "a new one at each start",
  },
  { name: "CLICKHOUSE_PASSWORD", meaning: "The password with which `agentscribe report` asks a ClickHouse server." },
  {
    name: "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
    meaning: "`SPAN_ONLY`, `EVENT_ONLY`, `SPAN_AND_EVENT` or `true`: captures messages, instructions and tool calls.",
    defaultValue: "`NO_CONTENT`",
  },
  { name: "OTEL_SERVICE_NAME", meaning: "The name of the service." },
  { name: "OTEL_RESOURCE_ATTRIBUTES", meaning: "Attributes of the resource, `key=value` by comma." },
  {
    name: "OTEL_NODE_RESOURCE_DETECTORS",
    meaning: "Detectors of OpenTelemetry to ask for resource attributes.",
    defaultValue: "none",
  },
  {
    name: `${OTLP}ENDPOINT`,
    meaning: "Base URL of the OTLP backend; `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended.",
    defaultValue: "`http://localhost:4318`",
  },
  { name: `${OTLP}HEADERS`, meaning: "Headers of requests, `name=value` by comma." },
  { name: `${OTLP}PROTOCOL`, meaning: "`http/protobuf` or `http/json`.", defaultValue: "`http/protobuf`" },
  {
    name: `${OTLP}TIMEOUT`,
    meaning: "Milliseconds that one request may take, an hour at most; 0 is as long as that.",
    defaultValue: "10000",
  },
  { name: `${OTLP}COMPRESSION`, meaning: "`gzip` or `none`.", defaultValue: "`none`" },
  { name: `${OTLP}INSECURE`, meaning: "`true`: an endpoint without a scheme is reached by http." },
  { name: `${OTLP}CERTIFICATE`, meaning: "File with the certificates to trust, PEM." },
  { name: `${OTLP}CLIENT_CERTIFICATE`, meaning: "File with the certificate of the client, PEM." },
  { name: `${OTLP}CLIENT_KEY`, meaning: "File with the key of the client, PEM." },
  ...(["TRACES", "METRICS", "LOGS"] as const).flatMap((signal) => [
    {
      name: `OTEL_${signal}_EXPORTER`,
      meaning:
        signal === "METRICS"
          ? "`otlp` or `none`. Metrics are not printed: `console` alone is as `none`, with a warning."
          : "`otlp`, `console` or `none`, by comma.",
      defaultValue: "`otlp`",
    },
    {
      name: `${OTLP}${signal}_*`,
      meaning: `Each of the variables above for ${signal.toLowerCase()} alone; the endpoint is used as it is.`,
    },
  ]),
  ...[
    [
      "GITHUB_ACTIONS",
      "GitHub Actions",
      "GITHUB_WORKFLOW, GITHUB_RUN_ID, GITHUB_REF, GITHUB_SHA, GITHUB_REPOSITORY and the like",
    ],
    [
      "GITLAB_CI",
      "GitLab",
      "CI_PIPELINE_ID, CI_PIPELINE_URL, CI_MERGE_REQUEST_IID, CI_COMMIT_SHA, CI_PROJECT_PATH and the like",
    ],
    ["CIRCLECI", "CircleCI", "CIRCLE_WORKFLOW_ID, CIRCLE_BUILD_URL, CIRCLE_PR_NUMBER, CIRCLE_SHA1 and the like"],
    [
      "BUILDKITE",
      "Buildkite",
      "BUILDKITE_BUILD_ID, BUILDKITE_BUILD_URL, BUILDKITE_PULL_REQUEST, BUILDKITE_COMMIT and the like",
    ],
    ["TF_BUILD", "Azure Pipelines", "BUILD_BUILDID, BUILD_SOURCEVERSION, BUILD_REPOSITORY_NAME and the like"],
    ["JENKINS_URL", "Jenkins", "JOB_NAME, BUILD_ID, BUILD_URL, CHANGE_ID, GIT_COMMIT and the like"],
  ].map(([name = "", system, read]) => ({
    name,
    meaning: `Set in ${system}: the resource says pipeline, run, change, branch and commit by ${read}, unless \`detect: { ci: false }\`.`,
  })),
  {
    name: "HTTPS_PROXY",
    meaning: "The proxy to an https endpoint. Of each of the four, the name in lower case comes first.",
  },
  { name: "HTTP_PROXY", meaning: "The proxy to an http endpoint. In a CGI program only `http_proxy` is read." },
  { name: "ALL_PROXY", meaning: "The proxy where the one of the scheme is not set." },
  {
    name: "NO_PROXY",
    meaning:
      "Hosts reached without proxy, by comma: domains, addresses, networks like `10.0.0.0/8`, with `:port`, or `*`.",
  },
  {
    name: `${OTLP}METRICS_TEMPORALITY_PREFERENCE`,
    meaning: "`cumulative`, `delta` or `lowmemory`.",
    defaultValue: "`cumulative`",
  },
  {
    name: "OTEL_METRIC_EXPORT_INTERVAL",
    meaning: "Milliseconds between two exports of metrics.",
    defaultValue: "60000",
  },
  {
    name: "OTEL_METRIC_EXPORT_TIMEOUT",
    meaning: "Milliseconds that one export of metrics may take, the interval at most; 0 is as long as that.",
    defaultValue: "30000",
  },
  {
    name: "OTEL_TRACES_SAMPLER",
    meaning: "`always_on`, `always_off`, `traceidratio`, and the three with `parentbased_` before them.",
    defaultValue: "`parentbased_always_on`",
  },
  { name: "OTEL_TRACES_SAMPLER_ARG", meaning: "The share of traces to keep, from 0 to 1.", defaultValue: "1" },
  { name: "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", meaning: "Attributes of one span.", defaultValue: "256" },
  { name: "OTEL_ATTRIBUTE_COUNT_LIMIT", meaning: "The same, where the variable of spans is not set." },
  {
    name: "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    meaning: "Characters of one text of a span.",
    defaultValue: "no limit",
  },
  { name: "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", meaning: "The same, where the variable of spans is not set." },
  { name: "OTEL_SPAN_EVENT_COUNT_LIMIT", meaning: "Events of one span.", defaultValue: "128" },
  { name: "OTEL_SPAN_LINK_COUNT_LIMIT", meaning: "Links of one span.", defaultValue: "128" },
  { name: "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", meaning: "Attributes of one event of a span.", defaultValue: "128" },
  { name: "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", meaning: "Attributes of one link.", defaultValue: "128" },
  {
    name: "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT",
    meaning: "Attributes of one log record of another instrumentation; without it `OTEL_ATTRIBUTE_COUNT_LIMIT` holds.",
    defaultValue: "128",
  },
  {
    name: "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    meaning: "Characters of one text of such a record; without it `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT` holds.",
    defaultValue: "no limit",
  },
  {
    name: "OTEL_PROPAGATORS",
    meaning:
      "How instrumentations of others carry traces to other processes: `tracecontext`, `baggage`, `b3`, `b3multi` by comma, or `none`.",
    defaultValue: "`tracecontext,baggage`",
  },
  {
    name: "OTEL_LOG_LEVEL",
    meaning: "Prints messages of telemetry itself on stderr: `error`, `warn`, `info`, `debug` and so on.",
  },
  {
    name: "AGENTSCRIBE_SPOOL_DIRECTORY",
    meaning: "The folder in which records are kept until they are delivered.",
    defaultValue: "`agentscribe/spool` in the folder of the next two",
  },
  {
    name: "XDG_STATE_HOME",
    meaning:
      "The user's folder of state: records until they are delivered, the inspector's store, and the installation id when it is asked for.",
    defaultValue: "`~/.local/state`",
  },
  {
    name: "LOCALAPPDATA",
    meaning: "On Windows, the folder of state for records.",
    defaultValue: "`AppData\\Local` of the user",
  },
  ...[
    "OPENAI_BASE_URL",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_BEDROCK_BASE_URL",
    "ANTHROPIC_VERTEX_BASE_URL",
    "ANTHROPIC_FOUNDRY_BASE_URL",
    "GOOGLE_GEMINI_BASE_URL",
    "GEMINI_BASE_URL",
    "GOOGLE_VERTEX_BASE_URL",
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
    "AWS_ENDPOINT_URL",
    "AZURE_OPENAI_ENDPOINT",
    "GROQ_BASE_URL",
    "CO_API_URL",
    "OLLAMA_HOST",
  ].map((name) => ({ name, meaning: "As the provider's client reads it: `server.address` of calls." })),
  {
    name: "AGENTSCRIBE_CASSETTE",
    meaning:
      "With `agentscribe/register`: `record:FILE` writes a cassette of the model traffic, `replay:FILE` answers from it, `new:FILE` answers and adds what is missing.",
  },
  {
    name: "AGENTSCRIBE_CASSETTE_TOOLS",
    meaning: "`replay` answers for tools from the cassette too; their functions are not run.",
    defaultValue: "`live`",
  },
  {
    name: "AGENTSCRIBE_CASSETTE_REPORT",
    meaning:
      "Set by `agentscribe replay --run` for the program that it runs: the file that takes what of the cassette was used.",
  },
  {
    name: "NODE_OPTIONS",
    meaning:
      "As Node reads it: `agentscribe record` and `replay --run` add `agentscribe/register` for the program that they run.",
  },
  {
    name: "AGENTSCRIBE_DOCTOR_REPORT",
    meaning: "Set by `agentscribe doctor` for the program that it runs: the file that takes what was seen.",
  },
  {
    name: "AGENTSCRIBE_DOCTOR_OFFLINE",
    meaning: "Set by `agentscribe doctor --offline` for the program that it runs: its client sends no test records.",
  },
  {
    name: "AGENTSCRIBE_DOCTOR_TIMEOUT",
    meaning:
      "Set by `agentscribe doctor --timeout` for the program that it runs: how many milliseconds its client may look at its set-up.",
  },
  { name: "AWS_REGION", meaning: "As the client of Bedrock reads it: `server.address` of calls." },
  { name: "AWS_DEFAULT_REGION", meaning: "The same, where `AWS_REGION` is not set." },
  {
    name: "MISTRAL_SDK_TELEMETRY",
    meaning:
      "As Mistral's client reads it: spans that it sends to Mistral alone (`dedicated`) stay beside those recorded here.",
  },
];
