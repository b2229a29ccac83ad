/** What a process that a test starts gets of this one's environment: the path, and the spool of the test file. */
export function childEnv(): Readonly<Record<"PATH" | "AGENTSCRIBE_SPOOL_DIRECTORY" | "XDG_STATE_HOME", string>> {
  const { PATH = "", AGENTSCRIBE_SPOOL_DIRECTORY = "" } = process.env;
  return { PATH, AGENTSCRIBE_SPOOL_DIRECTORY, XDG_STATE_HOME: AGENTSCRIBE_SPOOL_DIRECTORY };
}
