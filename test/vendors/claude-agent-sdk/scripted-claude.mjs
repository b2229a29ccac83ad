/**
 * Stands for the executable of Claude Code: speaks its JSON lines, and answers each message of the user with the next turn
 * of the script (`SCRIPT`, a file with a list of lists of messages). A number in a turn waits that many milliseconds; `"hang"` waits for an
 * interrupt; `"exit"` ends the process with an error.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";

const turns = JSON.parse(readFileSync(process.env.SCRIPT, "utf8"));
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
let onInterrupt;
let queue = Promise.resolve();

async function play(turn) {
  for (const message of turn) {
    if (typeof message === "number") await wait(message);
    else if (message === "exit") process.exit(1);
    else if (message === "hang") {
      await new Promise((interrupted) => {
        onInterrupt = interrupted;
      });
    } else say(message);
  }
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const message = JSON.parse(line);
    if (message.type === "control_request") {
      const { request_id, request } = message;
      const response = request.subtype === "initialize" ? { commands: [], models: [], agents: [] } : {};
      say({ type: "control_response", response: { subtype: "success", request_id, response } });
      if (request.subtype === "interrupt") onInterrupt?.();
    } else if (message.type === "user") {
      queue = queue.then(() => play(turns.shift() ?? []));
    }
  })
  .on("close", () => {
    queue.then(() => process.exit(0));
  });
