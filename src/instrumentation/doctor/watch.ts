import { attempt } from "../../internal/attempt.ts";
import { reportAtExit } from "./report-at-exit.ts";
import { watchPackages } from "./watch-packages.ts";
import { watchRequests } from "./watch-requests.ts";
import { watchedProgram } from "./watched-program.ts";

/** What `agentscribe doctor PROGRAM` loads before the program: it looks on, and neither patches nor records anything. */
const program = watchedProgram();
if (!program.isWatched) {
  program.isWatched = true;
  attempt(() => reportAtExit(process.env));
  attempt(watchPackages);
  attempt(watchRequests);
}
