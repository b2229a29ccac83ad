import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Each test file has a spool of its own, so that no record of one reaches the backend of another, and nothing stays behind. */
const directory = mkdtempSync(join(tmpdir(), "agentscribe-spool-"));
process.env.AGENTSCRIBE_SPOOL_DIRECTORY = directory;
afterAll(() => rmSync(directory, { recursive: true, force: true }));
