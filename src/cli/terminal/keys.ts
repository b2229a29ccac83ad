import type { ReadStream } from "node:tty";
import type { Keys } from "../run-cli.ts";

/** What terminals send for keys that are no characters. */
const NAMES: Readonly<Record<string, string>> = {
  "\u001b[C": "right",
  "\u001bOC": "right",
  "\u001b[D": "left",
  "\u001bOD": "left",
  "\u001b[A": "up",
  "\u001bOA": "up",
  "\u001b[B": "down",
  "\u001bOB": "down",
  "\u001b[H": "home",
  "\u001bOH": "home",
  "\u001b[1~": "home",
  "\u001b[F": "end",
  "\u001bOF": "end",
  "\u001b[4~": "end",
  "\u001b[5~": "page-up",
  "\u001b[6~": "page-down",
  "\u001b": "escape",
  "\u0003": "interrupt",
  "\r": "enter",
  " ": "space",
};

/** A key or a character from what a terminal sent; several at once when they were pressed fast. */
export function keysOf(sent: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals send
  const found = sent.match(/\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/gu) ?? [];
  return found.map((key) => NAMES[key] ?? key);
}

/** The keys of a terminal, as they are pressed. */
export function terminalKeys(stdin: ReadStream): Keys {
  return (onKey) => {
    const read = (chunk: Buffer): void => {
      for (const key of keysOf(chunk.toString("utf8"))) onKey(key);
    };
    stdin.setRawMode(true);
    stdin.on("data", read).resume();
    return {
      end() {
        stdin.off("data", read).pause();
        stdin.setRawMode(false);
      },
    };
  };
}
