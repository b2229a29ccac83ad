/**
 * The home folder of the user. Undefined where nothing names one: a user id without an entry in the list of users, as containers run with,
 * when `HOME` is not set either. Never throws.
 */
export function homeFolder(): string | undefined {
  try {
    const home = process.getBuiltinModule("node:os").homedir();
    return process.getBuiltinModule("node:path").isAbsolute(home) ? home : undefined;
  } catch {
    return undefined; // The system has no entry for this user.
  }
}
