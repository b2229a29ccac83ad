import { spawn } from "node:child_process";

/** Shows an address in the user's browser. Without one nothing happens: the address is printed as well. */
export function openBrowser(url: string, platform: string = process.platform): void {
  const [command, ...first] = opener(platform);
  try {
    const child = spawn(command, [...first, url], { stdio: "ignore", detached: true });
    child.on("error", () => undefined);
    child.unref();
  } catch {
    // No such program, or none may be started.
  }
}

/** A program that takes the address as its last argument; never a shell, in which an address could say more. */
function opener(platform: string): readonly [command: string, ...first: readonly string[]] {
  if (platform === "darwin") return ["open"];
  return platform === "win32" ? ["rundll32", "url.dll,FileProtocolHandler"] : ["xdg-open"];
}
