import { describe, expect, it } from "vitest";
import { runCommand } from "../../../src/cli/command-line.ts";
import {
  INSPECT_OPTIONS,
  type InspectRequest,
  inspectRequest,
  withSpoolValue,
} from "../../../src/cli/inspect/inspect-options.ts";
import type { CliContext } from "../../../src/cli/run-cli.ts";

/** What is understood of a command line; its error when it is wrong. */
async function read(args: readonly string[], changes: Partial<CliContext> = {}): Promise<InspectRequest | string> {
  let request: InspectRequest | undefined;
  let err = "";
  const context: CliContext = { env: {}, out: () => undefined, err: (text) => (err += text), ...changes };
  const definition = {
    name: "inspect",
    help: "USAGE\n\nAND MORE",
    options: INSPECT_OPTIONS,
    positionals: [0, 100] as const,
    run: async (line: Parameters<typeof inspectRequest>[0]) => {
      request = inspectRequest(line, context);
      return 0;
    },
  };
  await runCommand(definition, withSpoolValue(args), context);
  return request ?? err;
}

describe("the command line of inspect", () => {
  it("leaves to the inspector what it does not say", async () => {
    expect(await read([])).toEqual({ paths: [], open: false, price: "missing" });
  });

  it("takes files, ports, sizes and switches", async () => {
    const args = [
      "a.jsonl",
      "b",
      "--port",
      "0",
      "--grpc-port=4400",
      "--memory",
      "--max-size",
      "1.5GB",
      "--full-text",
      "--reprice",
    ];
    expect(await read(args)).toEqual({
      paths: ["a.jsonl", "b"],
      port: 0,
      grpcPort: 4_400,
      store: ":memory:",
      open: false,
      maxBytes: 1.5 * 1024 ** 3,
      fullText: true,
      price: "all",
    });
    expect(await read(["--webhook", "https://host/in"])).toMatchObject({ webhook: "https://host/in" });
    expect(await read(["--no-grpc", "--no-price", "--max-size=500mb"])).toMatchObject({
      grpcPort: false,
      price: "none",
      maxBytes: 500 * 1024 ** 2,
    });
  });

  it("takes the spool of a folder, or that of the environment", async () => {
    expect(await read(["--spool"])).toMatchObject({ spool: "", paths: [] });
    expect(await read(["a.json", "--spool", "--port", "0"])).toMatchObject({ spool: "", paths: ["a.json"] });
    expect(await read(["--spool", "folder"])).toMatchObject({ spool: "folder", paths: [] });
  });

  it("shows the page on a terminal, where no program sits in front of it", async () => {
    const opens = async (args: readonly string[], changes: Partial<CliContext>) => {
      const request = await read(args, changes);
      return typeof request === "string" ? request : request.open;
    };
    expect(await opens([], { columns: 80 })).toBe(true);
    expect(await opens([], { columns: 80, env: { CI: "true" } })).toBe(false);
    expect(await opens(["--no-open"], { columns: 80 })).toBe(false);
    expect(await opens(["--open"], {})).toBe(true);
  });

  it("says what is wrong, in a line before the usage", async () => {
    for (const [args, problem] of [
      [["--port", "x"], "--port is a number"],
      [["--grpc-port", "65536"], "--grpc-port is a number"],
      [["--max-size", "2"], "--max-size is a size of 10 MB or more"],
      [["--max-size", "1KB"], "--max-size is a size of 10 MB or more"],
      [["--memory", "--store", "a"], "--memory and --store exclude each other"],
      [["--no-price", "--reprice"], "--no-price and --reprice exclude each other"],
      [["--store", ""], "--store is empty"],
      [["--webhook", "user:secret@host"], "--webhook is an http:// or https:// address"],
      [["--what"], "unknown option --what"],
    ] as const) {
      expect(await read(args)).toMatch(
        new RegExp(`^agentscribe inspect: ${problem}.*\n\nUSAGE\n\nMore: agentscribe inspect --help\n$`),
      );
    }
  });
});
