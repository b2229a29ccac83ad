import { describe, expect, it } from "vitest";
import type { OtlpEndpoint } from "../../../src/export/destinations/destination.ts";
import { segmentSender } from "../../../src/export/segment-sender.ts";

const endpoint = (headers: OtlpEndpoint["headers"], tls: OtlpEndpoint["tls"] = {}): OtlpEndpoint => ({
  url: "https://otlp.example.com/v1/traces",
  headers,
  tls,
  protocol: "http/protobuf",
  timeoutMillis: 1_000,
  compression: "gzip",
});
const shop = { "service.name": "shop" };
const credentials = (given: OtlpEndpoint, resource = shop): string => segmentSender(given, resource).credentials;

describe("whose records a spool has", () => {
  it("says nothing of a key but whether it is the same", () => {
    const sender = segmentSender(endpoint({ authorization: "Bearer secret" }), shop);
    expect(Object.values(sender)).toEqual([
      expect.stringMatching(/^[0-9a-f]{8}$/),
      expect.stringMatching(/^[0-9a-f]{8}$/),
    ]);
    expect(credentials(endpoint({ authorization: "Bearer other" }))).not.toBe(sender.credentials);
  });

  it("does not depend on how headers are written", () => {
    const one = credentials(endpoint({ Authorization: "Bearer secret", "X-Project": "7" }));
    expect(credentials(endpoint({ "x-project": "7", authorization: "Bearer secret" }))).toBe(one);
  });

  it("has a client's certificate among the credentials", () => {
    expect(credentials(endpoint({}, { certFile: "/shop.pem" }))).not.toBe(credentials(endpoint({})));
    expect(credentials(endpoint({}, { cert: "PEM" }))).not.toBe(credentials(endpoint({})));
  });

  it("knows an application by name, namespace and environment, not by its version", () => {
    const of = (resource: Record<string, string>): string => segmentSender(endpoint({}), resource).application;
    expect(of({ ...shop, "service.version": "1" })).toBe(of({ ...shop, "service.version": "2" }));
    expect(of({ ...shop, "service.namespace": "eu" })).not.toBe(of(shop));
    expect(of({ ...shop, "deployment.environment.name": "test" })).not.toBe(of(shop));
  });

  it("knows one without a name by what is run", () => {
    const of = (): string => segmentSender(endpoint({}), { "service.name": "unknown_service:node" }).application;
    const [, main = ""] = process.argv;
    const before = of();
    try {
      process.argv[1] = "/other.js";
      expect(of()).not.toBe(before);
      process.argv.length = 1;
      // Nothing is known: the credentials alone say whose it is.
      expect(of()).not.toBe(before);
      expect(of()).toBe(of());
    } finally {
      process.argv[1] = main;
    }
  });

  it("tells two destinations with functions apart by their names", () => {
    const of = (name: string): string =>
      segmentSender(
        endpoint(() => ({})),
        shop,
        name,
      ).credentials;
    expect(of("one")).not.toBe(of("two"));
    const fixed = (name: string): string => segmentSender(endpoint({}), shop, name).credentials;
    expect(fixed("one")).toBe(fixed("two"));
  });

  it("takes tokens of a function for those of the application", () => {
    const tokens = endpoint(() => ({ authorization: `Bearer ${Math.random()}` }));
    expect(credentials(tokens)).toBe(credentials(tokens));
    expect(credentials(tokens)).not.toBe(credentials(tokens, { "service.name": "bank" }));
  });
});
