/** What a process that a test starts gets of this one's environment: the path, and the spool of the test file. */
export function childEnv(): { readonly PATH: string; readonly AGENTSCRIBE_SPOOL_DIRECTORY: string } {
  const { PATH = "", AGENTSCRIBE_SPOOL_DIRECTORY = "" } = process.env;
  return { PATH, AGENTSCRIBE_SPOOL_DIRECTORY };
}
