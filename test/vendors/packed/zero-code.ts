import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { NODES, type PackedProject, type PackedRun, packedProject } from "../../package/packed.ts";
import { childEnv } from "../../support/child-env.ts";
import { withoutReminder } from "../../support/without-reminder.ts";
import type { VendorSet } from "../load.ts";
import { ANSWERS, claudeCodeSays, openProvider, type Provider } from "./answers.ts";

/** An agent of `agents.cjs`. */
export interface Agent {
  readonly sets: readonly VendorSet[];
  /** Absent when it asks no model. */
  readonly answer?: string;
  readonly http2?: boolean;
  readonly packages: readonly string[];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const loaded = createRequire(import.meta.url)("./agents.cjs") as { AGENTS: Readonly<Record<string, Agent>> };
export const AGENTS: Readonly<Record<string, Agent>> = loaded.AGENTS;

/** The options of Node that are all a user gives. */
export const REGISTER: readonly string[] = ["--import", "agentscribe/register"];

/** How many tokens of input the provider of an agent counts: no two agents have the same. */
export function tokensOf(name: string): number {
  return 1_000 + Object.keys(AGENTS).indexOf(name);
}

export function agentsOf(set: VendorSet): readonly string[] {
  return Object.keys(AGENTS).filter((name) => AGENTS[name]?.sets.includes(set));
}

export interface ZeroCodeRun extends PackedRun {
  /** What the backend received. */
  readonly receiver: Receiver;
}

export interface ZeroCodeOptions {
  /** Options of Node before the program. */
  readonly flags?: readonly string[];
  /** Arguments of the program. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The packed tarball in an empty folder, with programs for each set of the vendors' packages, and a provider for each agent. */
export interface ZeroCode {
  readonly project: PackedProject;
  /** @param file - path below the project's folder, which is given back */
  write(file: string, text: string): string;
  /** The program that loads the packages of these agents, one way or the other, and runs them. */
  program(set: VendorSet, system: "esm" | "cjs", agents: readonly string[]): string;
  /** Runs a file to its end, for these agents, with a backend of its own. */
  run(node: string, file: string, agents: readonly string[], options?: ZeroCodeOptions): Promise<ZeroCodeRun>;
  close(): Promise<void>;
}

export async function openZeroCode(): Promise<ZeroCode> {
  const project = packedProject();
  const providers = new Map<string, Provider>();
  for (const [name, { answer, http2 = false }] of Object.entries(AGENTS)) {
    const make = ANSWERS[answer ?? ""];
    if (make !== undefined) providers.set(name, await openProvider(make(tokensOf(name)), http2));
  }
  const script = join(project.folder, "script.json");
  writeFileSync(script, JSON.stringify([claudeCodeSays(tokensOf("@anthropic-ai/claude-agent-sdk"))]));
  for (const set of ["newest", "previous", "older"]) {
    mkdirSync(join(project.folder, set));
    symlinkSync(here(`../${set}/node_modules`), join(project.folder, set, "node_modules"));
    copyFileSync(here("agents.cjs"), join(project.folder, set, "agents.cjs"));
  }
  const receivers: Receiver[] = [];
  const write = (file: string, text: string): string => {
    mkdirSync(dirname(join(project.folder, file)), { recursive: true });
    writeFileSync(join(project.folder, file), text);
    return file;
  };
  return {
    project,
    write,
    program(set, system, agents) {
      const names = [...new Set(agents.flatMap((name) => AGENTS[name]?.packages ?? []))];
      return system === "esm" ? write(join(set, "agent.mjs"), esm(names)) : write(join(set, "agent.cjs"), cjs(names));
    },
    async run(node, file, agents, { flags = [], args = [], env = {} } = {}) {
      const receiver = await startReceiver();
      receivers.push(receiver);
      const urls = agents.map((name) => [name, providers.get(name)?.url ?? ""]);
      const variables = {
        ...childEnv(),
        HOME: project.folder,
        AGENTSCRIBE_SPOOL_DIRECTORY: mkdtempSync(join(project.folder, "spool-")),
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        PROVIDERS: JSON.stringify(Object.fromEntries(urls)),
        CLAUDE_CODE: here("../claude-agent-sdk/scripted-claude.mjs"),
        SCRIPT: script,
        ...env,
      };
      return new Promise((done) => {
        const options = { cwd: project.folder, timeout: 60_000, env: variables };
        const all = [...flags, join(project.folder, file), ...args];
        execFile(NODES[node] as string, all, options, (error, stdout, stderr) => {
          done({ status: error === null ? 0 : (error.code ?? 1), stdout, stderr: withoutReminder(stderr), receiver });
        });
      });
    },
    async close() {
      for (const receiver of receivers) await receiver.close();
      for (const provider of providers.values()) await provider.close();
      project.remove();
    },
  };
}

function esm(names: readonly string[]): string {
  return [
    ...names.map((name, index) => `import * as p${index} from "${name}";`),
    'import { main } from "./agents.cjs";',
    `await main({ ${names.map((name, index) => `"${name}": p${index}`).join(", ")} });`,
  ].join("\n");
}

function cjs(names: readonly string[]): string {
  return `require("./agents.cjs").main({ ${names.map((name) => `"${name}": require("${name}")`).join(", ")} });`;
}
