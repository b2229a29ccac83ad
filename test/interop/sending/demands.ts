/** What a backend's documentation demands of a request, read on 21 November 2026. `docs/sending.md` links the pages. */
export interface Demands {
  /** The heading of its section. */
  readonly section: string;
  readonly host: string;
  /** Keys and the like, as a user has them in the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** By the path behind the host: headers that must be there. No other path may be asked. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly gzip?: boolean;
  /** Attributes that a span of a model call must have for the backend's pages. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

export const DEMANDS: readonly Demands[] = [
  {
    section: "Langfuse",
    host: "cloud.langfuse.com",
    env: { LANGFUSE_PUBLIC_KEY: "pk-lf-1", LANGFUSE_SECRET_KEY: "sk-lf-2" },
    paths: {
      "/api/public/otel/v1/traces": { authorization: basic("pk-lf-1:sk-lf-2"), "x-langfuse-ingestion-version": "4" },
    },
    gzip: true,
    attributes: {
      "langfuse.observation.type": "generation",
      "langfuse.session.id": "thread-1",
      "langfuse.user.id": "ada",
    },
  },
  {
    section: "LangSmith",
    host: "api.smith.langchain.com",
    env: { LANGSMITH_API_KEY: "lsv2-1" },
    paths: { "/otel/v1/traces": { "x-api-key": "lsv2-1", "langsmith-project": "shop" } },
    attributes: { "langsmith.span.kind": "llm", "langsmith.metadata.thread_id": "thread-1" },
  },
  {
    section: "Braintrust",
    host: "api.braintrust.dev",
    env: { BRAINTRUST_API_KEY: "sk-1" },
    paths: { "/otel/v1/traces": { authorization: "Bearer sk-1", "x-bt-parent": "project_name:shop" } },
    attributes: { "braintrust.span_attributes": '{"type":"llm"}' },
  },
  {
    section: "Phoenix",
    host: "localhost:6006",
    env: { PHOENIX_API_KEY: "px-1" },
    paths: { "/v1/traces": { authorization: "Bearer px-1" } },
    attributes: { "openinference.span.kind": "LLM", "llm.token_count.prompt": 100, "session.id": "thread-1" },
  },
  {
    section: "MLflow",
    host: "localhost:5000",
    env: {},
    paths: { "/v1/traces": { "x-mlflow-experiment-id": "0" } },
    attributes: { "openinference.span.kind": "LLM", "llm.token_count.prompt": 100, "session.id": "thread-1" },
  },
  {
    section: "Grafana Cloud",
    host: "otlp-gateway-prod-eu-west-2.grafana.net",
    env: { GRAFANA_INSTANCE_ID: "1001", GRAFANA_TOKEN: "glc_1" },
    paths: {
      "/otlp/v1/traces": { authorization: basic("1001:glc_1") },
      "/otlp/v1/logs": { authorization: basic("1001:glc_1") },
      "/otlp/v1/metrics": { authorization: basic("1001:glc_1") },
    },
    gzip: true,
  },
  {
    section: "Honeycomb",
    host: "api.honeycomb.io",
    env: { HONEYCOMB_API_KEY: "hcaik_1" },
    paths: {
      "/v1/traces": { "x-honeycomb-team": "hcaik_1" },
      "/v1/logs": { "x-honeycomb-team": "hcaik_1" },
      "/v1/metrics": { "x-honeycomb-team": "hcaik_1", "x-honeycomb-dataset": "shop-metrics" },
    },
    gzip: true,
  },
  {
    section: "Datadog",
    host: "otlp.datadoghq.com",
    env: { DD_API_KEY: "dd-1" },
    paths: { "/v1/traces": { "dd-api-key": "dd-1", "dd-otlp-source": "llmobs" } },
    // It reads the conventions themselves.
    attributes: { "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.usage.input_tokens": 100 },
  },
  {
    section: "New Relic",
    host: "otlp.nr-data.net",
    env: { NEW_RELIC_LICENSE_KEY: "nr-1" },
    paths: {
      "/v1/traces": { "api-key": "nr-1" },
      "/v1/logs": { "api-key": "nr-1" },
      "/v1/metrics": { "api-key": "nr-1" },
    },
    gzip: true,
  },
  {
    section: "Logfire",
    host: "logfire-us.pydantic.dev",
    env: { LOGFIRE_TOKEN: "pylf-1" },
    paths: {
      "/v1/traces": { authorization: "pylf-1" },
      "/v1/logs": { authorization: "pylf-1" },
      "/v1/metrics": { authorization: "pylf-1" },
    },
  },
  {
    section: "Axiom",
    host: "us-east-1.aws.edge.axiom.co",
    env: { AXIOM_DOMAIN: "us-east-1.aws.edge.axiom.co", AXIOM_TOKEN: "xaat-1" },
    paths: {
      "/v1/traces": { authorization: "Bearer xaat-1", "x-axiom-dataset": "shop-traces" },
      "/v1/logs": { authorization: "Bearer xaat-1", "x-axiom-dataset": "shop-events" },
      "/v1/metrics": { authorization: "Bearer xaat-1", "x-axiom-metrics-dataset": "shop-metrics" },
    },
  },
];
