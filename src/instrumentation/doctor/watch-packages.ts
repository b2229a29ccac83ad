import nodeModule from "node:module";
import { attempt } from "../../internal/attempt.ts";
import { packageOf } from "../register/package-of.ts";
import { PACKAGE_NAMES } from "./installed-packages.ts";
import { watchedProgram } from "./watched-program.ts";

/** Notes which packages with a wrapper the program asks for. They are loaded as they are. */
export function watchPackages(): void {
  if (typeof nodeModule.registerHooks !== "function") return;
  const names = new Set(PACKAGE_NAMES);
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      attempt(() => {
        const name = packageOf(specifier);
        if (names.has(name)) watchedProgram().packages.add(name);
      });
      return next(specifier, context);
    },
  });
}
