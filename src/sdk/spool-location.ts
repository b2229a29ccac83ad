import { spoolDirectory } from "../export/spool/spool-folder.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the records of this user are kept; undefined without a folder of the user's own. */
export function defaultSpoolDirectory(directory: string | undefined, env: Environment): string | undefined {
  const { homedir } = process.getBuiltinModule("node:os");
  return spoolDirectory({
    env,
    homeFolder: homedir(),
    platform: process.platform,
    ...(directory !== undefined && { directory }),
  });
}
