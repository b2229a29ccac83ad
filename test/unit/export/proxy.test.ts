import { describe, expect, it, onTestFinished } from "vitest";
import type { Environment } from "../../../src/export/destinations/env-endpoint.ts";
import { resolveDestinations } from "../../../src/export/destinations/resolve-destinations.ts";
import { validateExporters } from "../../../src/export/destinations/validate-exporters.ts";
import { resolveProxy } from "../../../src/export/http/proxy.ts";
import { bypassesProxy } from "../../../src/export/http/proxy-bypass.ts";

const HTTP = "http://otel.test:4318/v1/traces";
const HTTPS = "https://otel.test/v1/traces";

function proxyOf(url: string, env: Environment, option?: string | false): string | undefined {
  return resolveProxy(url, option, env, () => {})?.url;
}

describe("resolveProxy()", () => {
  it("takes the variable of the scheme, then the one for all, in lower case first", () => {
    const env = { HTTP_PROXY: "http://upper:1", ALL_PROXY: "http://all:1", https_proxy: "http://lower:1" };
    expect(proxyOf(HTTP, env)).toBe("http://upper:1/");
    expect(proxyOf(HTTP, { ...env, http_proxy: "http://first:1" })).toBe("http://first:1/");
    expect(proxyOf(HTTPS, { ...env, HTTPS_PROXY: "http://upper:1" })).toBe("http://lower:1/");
    expect(proxyOf(HTTPS, { ALL_PROXY: env.ALL_PROXY, https_proxy: " " })).toBe("http://all:1/");
    expect(proxyOf(HTTPS, { HTTP_PROXY: "http://upper:1" })).toBeUndefined();
  });

  it("does not believe HTTP_PROXY under CGI, where a client can set it", () => {
    const env = { REQUEST_METHOD: "GET", HTTP_PROXY: "http://evil:1", HTTPS_PROXY: "http://upper:1" };
    expect(proxyOf(HTTP, env)).toBeUndefined();
    expect(proxyOf(HTTPS, env)).toBe("http://upper:1/");
    expect(proxyOf(HTTP, { ...env, http_proxy: "http://lower:1" })).toBe("http://lower:1/");
    const { platform } = process;
    onTestFinished(() => void Object.defineProperty(process, "platform", { value: platform }));
    Object.defineProperty(process, "platform", { value: "win32" });
    // There, names in any case are one.
    const anyCase = new Proxy(env as Environment, { get: (target, name) => target[String(name).toUpperCase()] });
    expect(proxyOf(HTTP, anyCase)).toBeUndefined();
    expect(proxyOf(HTTPS, anyCase)).toBe("http://upper:1/");
  });

  it("completes a proxy without a scheme and takes credentials out of its URL", () => {
    expect(proxyOf(HTTPS, { HTTPS_PROXY: "proxy.test:3128" })).toBe("http://proxy.test:3128/");
    expect(resolveProxy(HTTPS, "https://user:p%40ss@proxy.test", {}, () => {})).toEqual({
      url: "https://proxy.test/",
      authorization: `Basic ${Buffer.from("user:p@ss").toString("base64")}`,
    });
  });

  it("lets the option win over variables, NO_PROXY and loopback", () => {
    const env = { HTTPS_PROXY: "http://a:1", HTTP_PROXY: "http://a:1", NO_PROXY: "*" };
    expect(proxyOf(HTTPS, env, "http://b:1")).toBe("http://b:1/");
    expect(proxyOf("http://localhost:4318", env, "http://b:1")).toBe("http://b:1/");
    expect(proxyOf(HTTPS, { HTTPS_PROXY: "http://a:1" }, false)).toBeUndefined();
  });

  it("reaches a receiver on this machine without the proxies of the environment", () => {
    const local = [
      "localhost:4318",
      "LOCALHOST",
      "app.localhost",
      "127.0.0.1",
      "127.9.9.9",
      "[::1]:1",
      "[::ffff:127.0.0.1]",
    ];
    for (const host of local)
      expect(proxyOf(`http://${host}/v1/traces`, { ALL_PROXY: "http://a:1" }), host).toBeUndefined();
    for (const host of ["128.0.0.1", "[::2]", "localhost.test", "notlocalhost"]) {
      expect(proxyOf(`http://${host}/v1/traces`, { ALL_PROXY: "http://a:1" }), host).toBe("http://a:1/");
    }
  });

  it("says once which variable it cannot use, without what stands in it", () => {
    const said: string[] = [];
    const env = { ALL_PROXY: "socks5://user:secret@proxy.test:1080", OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel.test" };
    const warn = (key: string, message: string): number => said.push(`${key} ${message}`);
    const [destination] = resolveDestinations({ env, warn, resolveCapture: () => () => false });
    expect(JSON.stringify(destination)).not.toContain("proxy.test");
    expect(new Set(said)).toEqual(new Set(["proxy:ALL_PROXY ALL_PROXY is no http or https proxy and is ignored"]));
  });

  it("gives every endpoint its proxy, from variables and from the option", () => {
    const env = { HTTPS_PROXY: "http://a:1", OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel.test" };
    const resolve = (exporters?: readonly { readonly url?: string; readonly proxy?: string | false }[]): unknown =>
      resolveDestinations({ env, warn: () => {}, resolveCapture: () => () => false, ...(exporters && { exporters }) });
    const proxied = {
      endpoints: { traces: { proxy: { url: "http://a:1/" } }, metrics: { proxy: { url: "http://a:1/" } } },
    };
    expect(resolve()).toMatchObject([proxied]);
    expect(resolve([{ url: "https://other.test" }])).toMatchObject([proxied]);
    expect(JSON.stringify(resolve([{ proxy: false }]))).not.toContain("proxy");
  });
});

describe("bypassesProxy()", () => {
  const cases: readonly (readonly [list: string, url: string, bypassed: boolean])[] = [
    ["*", HTTPS, true],
    ["", HTTPS, false],
    ["otel.test", HTTPS, true],
    [".otel.test", HTTPS, true],
    ["*.otel.test", "https://eu.otel.test", true],
    ["OTEL.test.", "https://eu.Otel.TEST./v1", true],
    ["tel.test", HTTPS, false],
    ["eu.otel.test", HTTPS, false],
    [".", HTTPS, false],
    ["a.test, otel.test\tb.test", HTTPS, true],
    ["otel.test:443", HTTPS, true],
    ["otel.test:8443", HTTPS, false],
    ["otel.test:4318", HTTP, true],
    ["otel.test:80", "http://otel.test", true],
    ["10.1.2.3", "http://10.1.2.3:4318", true],
    ["10.1.2.3:4317", "http://10.1.2.3:4318", false],
    ["2.3", "http://10.1.2.3", false],
    ["10.0.0.0/8", "http://10.200.0.1", true],
    ["10.0.0.0/8", "http://11.0.0.1", false],
    ["10.0.0.0/", "http://10.200.0.1", false],
    ["10.0.0.0/99", "http://10.0.0.0", false],
    ["10.0.0.0/8/8", "http://10.0.0.0", false],
    ["10.0.0.0/8", "http://10.test", false],
    ["fd00::/8", "http://[fd12::1]:4318", true],
    ["::1", "http://[::1]:4318", true],
    ["[fd12::1]:4318", "http://[fd12::1]:4318", true],
    ["[fd12::1]:4317", "http://[fd12::1]:4318", false],
  ];
  it.each(cases)("%j and %s: %s", (list, url, bypassed) => {
    expect(bypassesProxy(list, new URL(url))).toBe(bypassed);
  });
});

describe("validateExporters()", () => {
  const problemsOf = (exporters: unknown) => validateExporters("exporters", exporters, () => []);

  it("takes a URL of a proxy or false, and shows nothing of what it refuses", () => {
    const accepted = [
      { proxy: false },
      { proxy: "http://u:p@a.test:1" },
      { proxy: "a.test:3128" },
      { proxy: undefined },
    ];
    expect(problemsOf(accepted)).toEqual([]);
    const refused = problemsOf([
      { proxy: true },
      { proxy: "" },
      { proxy: "socks5://a.test" },
      { proxy: "ftp://u:p@h" },
    ]);
    expect(refused.map(({ option }) => option)).toEqual([0, 1, 2, 3].map((index) => `exporters[${index}].proxy`));
    expect(JSON.stringify(refused)).not.toContain("u:p");
  });
});
