/** Where answers come from: the server, or what is written into a self-contained file. Paths are those of the server, `/api/...`. */
export interface Source {
  /** Whether new data can come. */
  readonly isLive: boolean;
  /** The answer's JSON. @throws Error that says in one line why there is none */
  get<T>(path: string): Promise<T>;
  /** Asks for something to be done. @throws Error as {@link get} does */
  post<T>(path: string): Promise<T>;
}

/** Asks the server, with the cookie of the login. */
export function createServerSource(): Source {
  const ask = async <T>(path: string, method: string): Promise<T> => {
    const response = await fetch(path, { method, headers: { accept: "application/json" } }).catch(() => {
      throw new Error("The inspector does not answer. Is it still running?");
    });
    if (response.ok) return (await response.json()) as T;
    throw new Error(await reasonOf(response));
  };
  return { isLive: true, get: (path) => ask(path, "GET"), post: (path) => ask(path, "POST") };
}

/**
 * Answers from a map of path to answer, as an exported file has it. A path with another query falls back to the one without; the list is made of the sessions
 * that are there.
 */
export function createEmbeddedSource(answers: Readonly<Record<string, unknown>>): Source {
  return {
    isLive: false,
    async get<T>(path: string): Promise<T> {
      const plain = path.split("?")[0] ?? path;
      for (const key of [path, plain]) if (Object.hasOwn(answers, key)) return answers[key] as T;
      if (plain === "/api/sessions") {
        const rows = Object.keys(answers).filter((key) => /^\/api\/sessions\/[^/]+$/.test(key));
        return { sessions: rows.map((key) => answers[key]), next: null } as T;
      }
      throw missing();
    },
    post: () => Promise.reject(missing()),
  };
}

const missing = (): Error => new Error("This is not in the exported file.");

async function reasonOf(response: Response): Promise<string> {
  if (response.status === 401 || response.status === 403)
    return "Not signed in. Open the address that `agentscribe inspect` prints: it carries the token.";
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === "object" && body !== null && "error" in body) return String(body.error);
  return `The inspector answered ${response.status}.`;
}
