import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type DoctorContext, runDoctor } from "../../../src/cli/doctor.ts";
import { parseDoctorArguments } from "../../../src/cli/doctor-arguments.ts";
import { runCli } from "../../../src/cli/run-cli.ts";
import { childEnv } from "../../support/child-env.ts";
import { json, startScriptedServer } from "../../support/scripted-server.ts";
import { type BuiltRegister, buildRegister } from "../register/built.ts";

const COMPLETION = {
  object: "chat.completion",
  model: "gpt-4o",
  choices: [{ index: 0, message: { role: "assistant", content: "hello" }, finish_reason: "stop" }],
};
const ASK = `{ model: "gpt-4o", messages: [{ role: "user", content: "hello" }] }`;

let built: BuiltRegister;
let backend: Receiver;
beforeAll(async () => {
  built = await buildRegister();
  backend = await startReceiver();
}, 60_000);
afterAll(async () => {
  built.remove();
  await backend.close();
});

/** Runs a program with the zero-code start, watched by the doctor. */
async function diagnose(program: string, json_ = true) {
  const server = await startScriptedServer(json(COMPLETION));
  const file = built.program("newest", "watched.mjs", program);
  const said: string[] = [];
  const context: DoctorContext = {
    env: { ...childEnv(), PROVIDER: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: backend.url },
    out: (text) => said.push(text),
    err: (text) => said.push(text),
    folder: join(built.folder, "newest"),
    watch: join(built.folder, "dist/doctor-watch.cjs"),
  };
  const code = await runDoctor({ program: ["--import", built.url, file], json: json_ }, context);
  return { code, text: said.join("") };
}

describe("agentscribe doctor PROGRAM", () => {
  it("says what was wrapped and that all calls were traced, those on the wire too", async () => {
    const { code, text } = await diagnose(`
      import OpenAI from "openai"; import { request } from "undici";
      const url = process.env.PROVIDER + "/v1";
      await new OpenAI({ apiKey: "none", baseURL: url }).chat.completions.create(${ASK});
      await fetch(url + "/chat/completions", { method: "POST", body: JSON.stringify(${ASK}) }).then((r) => r.json());
      await request(url + "/chat/completions", { method: "POST", body: JSON.stringify(${ASK}) }).then((r) => r.body.json());
    `);
    const diagnosis = JSON.parse(text);
    expect(diagnosis.requests).toEqual({ covered: 2, recorded: 1, untraced: {} });
    expect(diagnosis.loaded.map(({ name }: { name: string }) => name)).toEqual(["openai"]);
    expect(diagnosis.packages).toContainEqual(expect.objectContaining({ name: "openai", judgement: "tested" }));
    expect(code).toBe(0);
  });

  it("names where calls went that nobody recorded, and ends with 1", async () => {
    const { code, text } = await diagnose(
      `import { request } from "undici";
       import { createRequire } from "node:module";
       const { fromContext } = createRequire(import.meta.url)(${JSON.stringify(join(built.folder, "dist/index.cjs"))});
       await fromContext().shutdown();
       const url = process.env.PROVIDER + "/v1/chat/completions";
       await request(url, { method: "POST", body: JSON.stringify(${ASK}) }).then((r) => r.body.json());`,
      false,
    );
    expect(text).toContain("requests to models: 1\n");
    expect(text).toContain("1 not traced\n    1 openai chat 127.0.0.1");
    expect(code).toBe(1);
  });

  it("says so when the program leaves no report", async () => {
    const { code, text } = await diagnose("process.reallyExit(0)");
    expect(text).toContain("left no report");
    expect(code).toBe(1);
  });

  it.each([
    ["process.exitCode = 3;", "the program ended with code 3"],
    ["process.kill(process.pid, 'SIGKILL')", "the program was ended by SIGKILL"],
    ["throw new Error('no luck')", "the program ended with code 1"],
  ])("ends with 1 when the program fails: %s", async (source, ending) => {
    const { code, text } = await diagnose(source);
    expect(text).toContain(ending);
    expect(code).toBe(1);
  });
});

describe("agentscribe doctor", () => {
  it("takes a program with or without the word node before it", () => {
    const program = (argv: readonly string[]) => parseDoctorArguments(argv);
    const request = { program: ["agent.js", "--help"], json: true };
    expect(program(["--json", "agent.js", "--help"])).toEqual({ kind: "request", request });
    expect(program(["--json", "node", "agent.js", "--help"])).toEqual({ kind: "request", request });
    expect(program(["node"])).toMatchObject({ request: { program: ["node"] } });
  });

  it("refuses options that it does not know", async () => {
    const said: string[] = [];
    const code = await runCli(["doctor", "--jsn"], { env: {}, out: () => {}, err: (text) => said.push(text) });
    expect(code).toBe(2);
    expect(said.join("")).toContain("--jsn");
  });

  it("lists what is installed", async () => {
    const said: string[] = [];
    const context = {
      env: {},
      out: (text: string) => said.push(text),
      err: () => {},
      folder: join(built.folder, "newest"),
    };
    built.program("newest", "any.mjs", "");
    expect(await runDoctor({ program: [], json: false, offline: true }, context)).toBe(0);
    expect(said.join("")).toMatch(/ {2}openai 7\.\d+\.\d+: tested \(tested: /);
  });
});
