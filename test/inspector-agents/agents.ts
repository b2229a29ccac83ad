import { CACHE } from "./installed.ts";

/** How an agent is run: `files` are written below its home first. */
export interface Run {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

const PACKAGES = `${CACHE}node_modules/`;

const PROMPT = "How many sheep are there? Ask the shell.";

/** By name: how to run each agent with the model and the receiver of telemetry at one address. The same settings are in `docs/inspector-agents.md`. */
export const AGENTS: Readonly<Record<string, (url: string, home: string) => Run>> = {
  "gemini-cli": (url) => ({
    command: [
      process.execPath,
      `${PACKAGES}@google/gemini-cli/bundle/gemini.js`,
      ...["-m", "gemini-2.5-pro", "--approval-mode", "yolo", "-p", PROMPT],
    ],
    env: {
      GEMINI_API_KEY: "no-key",
      GOOGLE_GEMINI_BASE_URL: url,
      GEMINI_CLI_TRUST_WORKSPACE: "true",
      GEMINI_TELEMETRY_ENABLED: "true",
      GEMINI_TELEMETRY_TARGET: "local",
      GEMINI_TELEMETRY_OTLP_ENDPOINT: url,
      GEMINI_TELEMETRY_OTLP_PROTOCOL: "http",
    },
    files: {
      ".gemini/settings.json": JSON.stringify({
        security: { auth: { selectedType: "gemini-api-key" } },
        general: { enableAutoUpdate: false },
        privacy: { usageStatisticsEnabled: false },
      }),
    },
  }),
  codex: (url, home) => ({
    command: [
      process.execPath,
      `${PACKAGES}@openai/codex/bin/codex.js`,
      ...["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", PROMPT],
    ],
    env: { CODEX_HOME: `${home}/.codex`, SCRIPTED_KEY: "no-key" },
    files: { ".codex/config.toml": codexConfig(url) },
  }),
  "claude-code": (url) => ({
    command: [
      `${PACKAGES}@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
      ...["--model", "claude-sonnet-4-5", "--allowedTools", "Bash", "-p", PROMPT],
    ],
    env: {
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: "no-key",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      CLAUDE_CODE_ENABLE_TELEMETRY: "1",
      CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: "1",
      OTEL_METRICS_EXPORTER: "otlp",
      OTEL_LOGS_EXPORTER: "otlp",
      OTEL_TRACES_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
    },
    files: {},
  }),
};

const codexConfig = (url: string): string => `
model = "gpt-5.1-codex"
model_provider = "scripted"

[model_providers.scripted]
name = "Scripted"
base_url = "${url}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"

[analytics]
enabled = false

[otel]
log_user_prompt = true
exporter = { otlp-http = { endpoint = "${url}/v1/logs", protocol = "binary" } }
trace_exporter = { otlp-http = { endpoint = "${url}/v1/traces", protocol = "binary" } }
metrics_exporter = { otlp-http = { endpoint = "${url}/v1/metrics", protocol = "binary" } }
`;
