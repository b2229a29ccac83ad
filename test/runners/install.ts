import { installPackages } from "../../bench/peers/installed.ts";
import { JEST } from "./versions.ts";

/** Installs the test runners in a cache of their own, unless they stand there in these versions. */
const problem = installPackages("jest", JEST);
if (problem !== undefined) {
  console.error(`jest could not be installed: ${problem}`);
  process.exitCode = 1;
}
