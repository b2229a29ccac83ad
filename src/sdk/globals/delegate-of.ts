/** The provider behind the proxy that the API registers. */
export function delegateOf(provider: object): object {
  const delegate =
    "getDelegate" in provider && typeof provider.getDelegate === "function" ? provider.getDelegate() : undefined;
  return typeof delegate === "object" && delegate !== null ? delegate : provider;
}
