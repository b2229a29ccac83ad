import { existsSync } from "node:fs";
import { join } from "node:path";
import { folderOf } from "../../bench/peers/installed.ts";

/** Where jest stands; undefined until `npm run runners` installed it. */
export const JEST_MODULES: string | undefined = [join(folderOf("jest"), "node_modules")].find((folder) =>
  existsSync(join(folder, "jest")),
);
