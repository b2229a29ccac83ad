import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/run-cli.ts";
import { childEnv } from "../../support/child-env.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

const SCRIPT = fileURLToPath(new URL("./account-script.ts", import.meta.url));

interface Application {
  readonly SERVICE?: string;
  readonly ENVIRONMENT?: string;
  readonly KEY: string;
}

let receiver: Receiver;
let directory: string;
beforeEach(async () => {
  receiver = await startReceiver();
  directory = mkdtempSync(join(tmpdir(), "agentscribe-accounts-"));
});
afterEach(async () => {
  await receiver.close();
  rmSync(directory, { recursive: true, force: true });
});

async function run(application: Application, tool: string, ending: "exit" | "shutdown"): Promise<void> {
  const env = {
    ...childEnv(),
    ...application,
    ENDPOINT: receiver.url,
    TOOL: tool,
    ENDING: ending,
    AGENTSCRIBE_SPOOL_DIRECTORY: directory,
  };
  const child = spawn(process.execPath, [SCRIPT], { env, stdio: ["ignore", "ignore", "inherit"] });
  expect(await once(child, "exit")).toEqual([0, null]);
}

/** What arrived, and with which key. */
function arrived(): readonly string[] {
  return receiver.requests
    .flatMap(({ names, headers }) => names.map((name) => `${name} with ${headers.authorization ?? "no key"}`))
    .sort();
}

const leaves = (application: Application): Promise<void> => run(application, "left", "exit");
const comes = (application: Application): Promise<void> => run(application, "new", "shutdown");

async function drain(env: Record<string, string>, ...more: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const code = await runCli(["drain", "--directory", directory, ...more], {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    out: (part) => {
      text += part;
    },
    err: (part) => {
      text += part;
    },
  });
  return { code, text };
}

const LEFT = "execute_tool left";
const NEW = "execute_tool new";

describe("records that are left for an endpoint that many accounts share", () => {
  it("do not come to the account of another application", async () => {
    await leaves({ SERVICE: "shop", KEY: "of the shop" });
    await comes({ SERVICE: "bank", KEY: "of the bank" });
    expect(arrived()).toEqual([`${NEW} with Bearer of the bank`]);
    await comes({ SERVICE: "shop", KEY: "of the shop" });
    expect(arrived()).toContain(`${LEFT} with Bearer of the shop`);
    expect(arrived()).toHaveLength(3);
  });

  it("come to an account whichever application of it is next", async () => {
    await leaves({ SERVICE: "shop", KEY: "of the shop" });
    await comes({ SERVICE: "till", KEY: "of the shop" });
    expect(arrived()).toEqual([`${LEFT} with Bearer of the shop`, `${NEW} with Bearer of the shop`]);
  });

  it("arrive after an application's key was corrected, with a name of its service or without", async () => {
    for (const service of [{ SERVICE: "shop" }, {}]) {
      receiver.answer = () => ({ status: 401 });
      await run({ ...service, KEY: "mistyped" }, "left", "shutdown");
      receiver.requests.length = 0;
      receiver.answer = () => undefined;
      await comes({ ...service, KEY: "right" });
      expect(arrived()).toEqual([`${LEFT} with Bearer right`, `${NEW} with Bearer right`]);
      receiver.requests.length = 0;
    }
  });

  it("are kept apart by environment where the credentials are other ones", async () => {
    await leaves({ SERVICE: "shop", ENVIRONMENT: "staging", KEY: "of staging" });
    await comes({ SERVICE: "shop", ENVIRONMENT: "production", KEY: "of production" });
    expect(arrived()).toEqual([`${NEW} with Bearer of production`]);
  });

  it("belong to their service where a function gives the credentials", async () => {
    await leaves({ SERVICE: "shop", KEY: "by a function" });
    await comes({ SERVICE: "bank", KEY: "by a function" });
    expect(arrived()).toEqual([`${NEW} with no key`]);
    await comes({ SERVICE: "shop", KEY: "by a function" });
    expect(arrived().filter((one) => one.startsWith(LEFT))).toEqual([`${LEFT} with no key`]);
  });

  it("come each to its own of two accounts of one application, and to neither of two that are new", async () => {
    await leaves({ SERVICE: "shop", KEY: "of the shop,of its owner" });
    await comes({ SERVICE: "shop", KEY: "of a partner,of another" });
    const news = [`${NEW} with Bearer of a partner`, `${NEW} with Bearer of another`];
    expect(arrived()).toEqual(news.sort());
    receiver.requests.length = 0;
    await comes({ SERVICE: "shop", KEY: "of its owner,of the shop" });
    expect(arrived().filter((one) => one.startsWith(LEFT))).toEqual([
      `${LEFT} with Bearer of its owner`,
      `${LEFT} with Bearer of the shop`,
    ]);
  });

  it("come to the one that remains of two accounts of one application", async () => {
    await leaves({ SERVICE: "shop", KEY: "of the shop,of its owner" });
    await comes({ SERVICE: "shop", KEY: "of the shop" });
    expect(arrived().filter((one) => one.startsWith(LEFT))).toEqual(Array(2).fill(`${LEFT} with Bearer of the shop`));
  });

  it("are sent by `drain` with the same credentials, and with others when it is told to", async () => {
    await leaves({ SERVICE: "shop", KEY: "of the shop" });
    await leaves({ SERVICE: "bank", KEY: "of the bank" });
    const shop = { OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20of%20the%20shop" };
    const first = await drain(shop);
    expect(first.text).toContain("recorded with other credentials; --any-credentials sends it");
    expect(first.code).toBe(1);
    expect(arrived()).toEqual([`${LEFT} with Bearer of the shop`]);
    const second = await drain(shop, "--any-credentials");
    expect(second.code).toBe(0);
    expect(arrived()).toEqual([`${LEFT} with Bearer of the shop`, `${LEFT} with Bearer of the shop`]);
  });

  it("are sent by `drain` to the host of each signal", async () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:9/v1/traces",
      OTEL_METRICS_EXPORTER: "none",
    };
    const program = `import { init } from ${JSON.stringify(new URL("../../../src/index.ts", import.meta.url))};
      const telemetry = init({ pricing: false });
      telemetry.record("decision", { type: "route", choice: "left" });
      telemetry.recordTool({ name: "left", durationMs: 1 });
      process.exit(0);`;
    const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
      env: { ...childEnv(), ...env, AGENTSCRIBE_SPOOL_DIRECTORY: directory },
      stdio: ["ignore", "ignore", "inherit"],
    });
    expect(await once(child, "exit")).toEqual([0, null]);
    const { code, text } = await drain(env, "--timeout", "1");
    expect(text).toContain(`logs to ${receiver.url}/v1/logs: 1 delivered`);
    expect(text).toContain("traces to http://127.0.0.1:9/v1/traces: 1 record stays");
    expect(code).toBe(1);
  });
});
