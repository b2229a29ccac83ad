/** Whether the address is one that the inspector printed. */
export const hasToken = (): boolean => location.hash.startsWith("#token=");

/** Exchanges the token of the address (`#token=...`) for a cookie, and takes it out of the address bar and the history. `&to=/path` says where to go. */
export async function login(): Promise<void> {
  const parameters = new URLSearchParams(location.hash.replace(/^#/, ""));
  const token = parameters.get("token");
  if (token === null) return;
  history.replaceState(null, "", `#${parameters.get("to") ?? "/sessions"}`);
  await fetch("/api/login", { method: "POST", headers: { authorization: `Bearer ${token}` } }).catch(() => undefined);
}
