import { spoolDirectory } from "../export/spool/spool-folder.ts";
import type { Diag } from "../internal/diag.ts";
import { homeFolder } from "../internal/home-folder.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the records of this user are kept; undefined without a folder of the user's own, which `diag` is told of. */
export function defaultSpoolDirectory(
  directory: string | undefined,
  env: Environment,
  diag?: Pick<Diag, "warn">,
): string | undefined {
  const found = spoolDirectory({
    env,
    homeFolder: homeFolder(),
    platform: process.platform,
    ...(directory !== undefined && { directory }),
  });
  if (found === undefined) {
    diag?.warn(
      "spool:home",
      "records cannot be kept on disk (the user has no home folder, and AGENTSCRIBE_SPOOL_DIRECTORY names none), so they are kept in memory and do not outlive the process",
    );
  }
  return found;
}
