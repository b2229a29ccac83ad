/**
 * A package that is loaded on first use. The worlds that test runners make for a file refuse `import()` of code that they did not transform:
 * there the package comes by `require`, which takes ES modules too.
 *
 * @param load - the `import()`, written out, so that bundlers follow it
 * @param required - for what has to be of such a world itself. @defaultValue by Node's own `require`
 */
export async function loadPackage<Module>(
  name: string,
  load: () => Promise<Module>,
  required: (name: string) => Module = (from) =>
    process.getBuiltinModule("node:module").createRequire(import.meta.url)(from),
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    // Node's refusal is an error of another world than this one.
    if (error instanceof Error) throw error;
    return required(name);
  }
}
