import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { childEnv } from "../../support/child-env.ts";
import { type Answer, json, sse } from "../../support/scripted-answers.ts";
import { events, text } from "../../vendors/openrouter/support.ts";
import { ANSWERS, openProvider, type Provider } from "../../vendors/packed/answers.ts";
import { allSnippets, root, type Snippet } from "./snippets.ts";

/** Snippets that are no programs of their own, by page, and where the like of them is run. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "docs/wrappers/claude-agent-sdk.md": "needs the executable of Claude Code: test/vendors/claude-agent-sdk",
  "docs/wrappers/mcp.md": "needs a server of its own: test/vendors/mcp",
  "docs/wrappers/realtime.md": "needs a WebSocket server: test/vendors/realtime",
};

/** The provider that a page's calls must be recorded with. */
const PROVIDERS: Readonly<Record<string, string>> = {
  "docs/wrappers/anthropic.md": "anthropic",
  "docs/wrappers/bedrock.md": "aws.bedrock",
  "docs/wrappers/cohere.md": "cohere",
  "docs/wrappers/google.md": "gcp.gemini",
  "docs/wrappers/groq.md": "groq",
  "docs/wrappers/huggingface.md": "huggingface",
  "docs/wrappers/mistral.md": "mistral_ai",
  "docs/wrappers/ollama.md": "ollama",
  "docs/wrappers/openai.md": "openai",
  "docs/wrappers/openrouter.md": "openrouter",
  "docs/wrappers/together.md": "together",
};

const WIRES: readonly (readonly [path: RegExp, answer: string])[] = [
  [/\/responses$/, "openai response"],
  [/\/v1\/messages$/, "anthropic"],
  [/:generateContent/, "google"],
  [/\/v2\/chat$/, "cohere"],
  [/\/api\/chat$/, "ollama"],
  [/\/chat\/completions$/, "openai chat"],
];

/** The provider of all snippets that speak HTTP/1.1. */
const answer: Answer = (response, request) => {
  const isStream = (request.json() as { stream?: boolean } | undefined)?.stream === true;
  const wire = WIRES.find(([path]) => path.test(request.path))?.[1] ?? "none";
  const found = isStream && wire === "openai response" ? streamedResponse : ANSWERS[wire]?.(100);
  return (found ?? json({ error: { message: `nothing is at ${request.path}` } }, 404))(response, request);
};

const streamedResponse = sse(events([text("Hello")]));

const vendors = `${root}test/vendors/newest/`;
const hasVendors = existsSync(`${vendors}node_modules`);
const snippets = allSnippets().filter(
  ({ page }) => NOT_RUN[page] === undefined && (hasVendors || !page.startsWith("docs/wrappers/")),
);
let folder: string;
let provider: Provider;
let bedrock: Provider;
let receiver: Receiver;

beforeAll(async () => {
  // Beside the clients that snippets import.
  mkdirSync(vendors, { recursive: true });
  folder = mkdtempSync(join(vendors, ".snippets-"));
  provider = await openProvider(answer, false);
  bedrock = await openProvider(ANSWERS.bedrock?.(100) ?? json({}, 500), true);
  receiver = await startReceiver();
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([provider.close(), bedrock.close(), receiver.close()]);
});

/** Runs a snippet as a program, as a newcomer would who has put in a key. Resolves with what it said on stderr when it failed. */
function run({ name, code }: Snippet): Promise<string | undefined> {
  const file = join(folder, `${name}.mts`);
  writeFileSync(file, code);
  const keys = ["OPENAI", "ANTHROPIC", "GROQ", "TOGETHER", "GEMINI"].map((vendor) => [`${vendor}_API_KEY`, "none"]);
  const env = {
    ...childEnv(),
    ...Object.fromEntries(keys),
    HF_TOKEN: "hf_none",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
    SNIPPET_PROVIDER: provider.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: name,
  };
  const args = ["--import", new URL("snippet-world.ts", import.meta.url).href, file];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env, timeout: 20_000 }, (error, _stdout, stderr) =>
      resolve(error === null ? undefined : `${error.message}\n${stderr}`),
    );
  });
}

describe.concurrent("snippets of the docs run", { timeout: 60_000 }, () => {
  it.each(snippets.map((snippet) => [snippet.place, snippet] as const))("%s", async (_place, snippet) => {
    expect(await run(snippet)).toBeUndefined();

    const wanted = PROVIDERS[snippet.page];
    if (wanted === undefined) return;
    const spans = receiver.spans().filter(({ resource }) => resource["service.name"] === snippet.name);
    expect(spans.map(({ attributes }) => attributes["gen_ai.provider.name"])).toContain(wanted);
  });
});
