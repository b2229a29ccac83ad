import { spawn } from "node:child_process";
import { once } from "node:events";

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens a page in the user's browser, where there is one. The address is an argument, never part of a shell's line. */
export function openPage(url: string): void {
  const [command = "xdg-open", ...given] = OPENERS[process.platform] ?? [];
  const opener = spawn(command, [...given, url], { stdio: "ignore", detached: true });
  opener.on("error", () => undefined); // No browser: the address was printed.
  opener.unref();
}

/** Says why the program goes on, and waits for Ctrl+C. */
export async function untilInterrupted(why: string): Promise<void> {
  console.log(why);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
}
