/** Next calls it once in each of its servers, before they take requests. */
export async function register() {
  const { init } = await import("agentscribe");
  const { after } = await import("next/server");
  init({ service: { name: "next-bot" }, waitUntil: (promise) => after(promise) });
}
