import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { childEnv } from "../../support/child-env.ts";
import { startModelServer } from "../../support/model-server.ts";
import { runExample } from "./run-example.ts";

const root = new URL("../../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");

/** What differs from run to run: the spool folder, the token, numbers, units of time, and the columns that they fill. */
function lines(output: string): readonly string[] {
  return output
    .split("\n")
    .map((line) =>
      line
        .replaceAll(/kept in \S+/g, "kept in #")
        .replaceAll(/#token=\S+/g, "#token=...")
        .replaceAll(/\d[\d.,]*/g, "#")
        .replaceAll("# s ", "# ms ")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line !== "")
    .sort();
}

describe("README", () => {
  it("shows what the demo prints", async () => {
    const shown = readme.split("```\n").find((block) => block.startsWith("▶ session")) ?? "";
    const { stderr, stdout } = await runExample("demo");

    expect(lines(shown)).toEqual(lines(`${stderr}\n${stdout}`));
  });

  it("begins with code that runs as it stands, with its addresses from the environment", async () => {
    const backend = await startReceiver();
    const model = await startModelServer();
    const code = /^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? "";
    const env = {
      ...childEnv(),
      OPENAI_API_KEY: "none",
      OPENAI_BASE_URL: model.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
    };
    const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], { cwd: root, env });
    const { stdout, stderr } = await run.finally(() => Promise.all([backend.close(), model.close()]));

    expect(stderr).toBe("");
    expect(stdout).toContain("Is there anything else that I can do for you?");
    const spans = backend.spans();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-5-mini", "invoke_agent helper", "session"]);
    const call = spans.find(({ name }) => name === "chat gpt-5-mini");
    expect(call?.attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 2_091,
      "gen_ai.usage.output_tokens": 17,
      "agentscribe.cost.status": "ok",
    });
    expect(call?.resource["service.name"]).toBe("triage-bot");
  });
});
