/**
 * Runs a query of the real executable of Claude Code against a scripted model, and prints what a backend received. Started by a test in a
 * network that has this machine only.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { init } from "../../../src/index.ts";
import { wrapQuery } from "../../../src/instrumentation/claude-agent-sdk/index.ts";
import { loadVendor, type Vendor } from "../load.ts";
import { startModel } from "./real-model.ts";
import { STORIES, type StoryName } from "./real-stories.ts";

const [storyName = "", pathToClaudeCodeExecutable = ""] = process.argv.slice(2);
const story = STORIES[storyName as StoryName];
const model = await startModel(story.reply);
const home = mkdtempSync(join(tmpdir(), "agentscribe-claude-code-"));
const receiver = await startReceiver();
const telemetry = init({
  service: { name: "real-executable" },
  host: "own",
  spool: false,
  capture: "full",
  exporters: [{ url: receiver.url }],
});
const sdk: Vendor = await loadVendor("newest", "@anthropic-ai/claude-agent-sdk");
const query = wrapQuery(sdk.query);
const options = {
  pathToClaudeCodeExecutable,
  cwd: home,
  env: {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: home,
    CLAUDE_CODE_TMPDIR: home,
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: "none",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
  },
  model: "claude-sonnet-4-5-20250929",
  settingSources: [],
  allowedTools: ["Bash"],
  agents: { looker: { description: "Looks at things.", prompt: "You look.", tools: ["Bash"] } },
};

const results: unknown[] = [];
let thrown: string | undefined;
try {
  for await (const message of story.messages(query, options)) {
    if (message.type === "result") results.push(message);
  }
} catch (error) {
  thrown = String(error);
} finally {
  await telemetry.shutdown({ timeoutMillis: 5_000 });
  await Promise.all([receiver.close(), model.close()]);
  rmSync(home, { recursive: true, force: true });
}
const { traces } = receiver;
console.log(
  JSON.stringify({
    spans: receiver.spans(),
    logs: receiver.logs(),
    traces,
    results,
    thrown,
    served: model.served,
  }),
);
