import { afterEach, describe, expect, it, vi } from "vitest";
import { resourceAttributes } from "../../../src/sdk/resource.ts";

const { versions } = process;
afterEach(() => {
  Object.defineProperty(process, "versions", { value: versions });
});

const nameIn = (runtime: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): unknown => {
  Object.defineProperty(process, "versions", { value: { ...versions, ...runtime } });
  return resourceAttributes({}, env, "instance", vi.fn())["service.name"];
};

describe("the name of a service that nobody named", () => {
  it("says what runs it", () => {
    expect(nameIn({})).toBe("unknown_service:node");
    expect(nameIn({ bun: "1.3.0" })).toBe("unknown_service:bun");
    expect(nameIn({ deno: "2.5.0" })).toBe("unknown_service:deno");
  });

  it("is not used where the environment has one", () => {
    expect(nameIn({}, { OTEL_RESOURCE_ATTRIBUTES: "service.name=shop" })).toBe("shop");
    expect(nameIn({}, { OTEL_SERVICE_NAME: "till", OTEL_RESOURCE_ATTRIBUTES: "service.name=shop" })).toBe("till");
  });

  it("is used where what there is is empty", () => {
    expect(nameIn({}, { OTEL_SERVICE_NAME: " ", OTEL_RESOURCE_ATTRIBUTES: "service.name=" })).toBe(
      "unknown_service:node",
    );
  });
});

describe("attributes that code gives", () => {
  const env = {
    OTEL_SERVICE_NAME: "till",
    OTEL_RESOURCE_ATTRIBUTES: "service.version=9,deployment.environment.name=live,team=env,region=eu",
  };
  const read = (options: Parameters<typeof resourceAttributes>[0]) => resourceAttributes(options, env, "id", vi.fn());

  it("win over those of the environment", () => {
    const given = {
      "service.name": "shop",
      "service.version": "1",
      "deployment.environment.name": "test",
      team: "code",
    };
    expect(read({ resource: given })).toMatchObject({ ...given, region: "eu" });
    expect(read({})).toMatchObject({ "service.name": "till", "service.version": "9", team: "env" });
  });

  it("give way to the option for them", () => {
    const resource = { "service.name": "shop", "service.version": "1" };
    const service = { name: "bank", version: "2" };
    expect(read({ resource, service })).toMatchObject({ "service.name": "bank", "service.version": "2" });
  });

  it("give no empty name to the service", () => {
    expect(read({ resource: { "service.name": "" } })).toHaveProperty(["service.name"], "till");
  });

  it("leave those of the environment that they have no value for", () => {
    const resource: object = { team: undefined };
    expect(read({ resource } as Parameters<typeof read>[0])).toMatchObject({ team: "env" });
  });
});

describe("OTEL_RESOURCE_ATTRIBUTES", () => {
  const read = (text: string): { readonly attributes: object; readonly warnings: readonly string[] } => {
    const warnings: string[] = [];
    const attributes = resourceAttributes({}, { OTEL_RESOURCE_ATTRIBUTES: text }, "id", (key) => warnings.push(key));
    return { attributes, warnings };
  };

  it("has percent-encoded keys and values", () => {
    const { attributes, warnings } = read("a%2Cb=c%3Dd, team =x%20y,%C3%BC=1");
    expect(attributes).toMatchObject({ "a,b": "c=d", team: "x y", ü: "1" });
    expect(warnings).toEqual([]);
  });

  it.each(["a%zz=1,b=2", "a=%zz,b=2", "=1,b=2", "a,b=2"])(
    "is refused whole where a pair cannot be read (%s)",
    (text) => {
      const { attributes, warnings } = read(text);
      expect(attributes).not.toHaveProperty("b");
      expect(warnings).toEqual(["env:OTEL_RESOURCE_ATTRIBUTES"]);
    },
  );
});

describe("what is detected of the surroundings", () => {
  const env = { GITLAB_CI: "true", CI_PIPELINE_ID: "77" };

  it("is what continuous integration says, unless the application says otherwise", () => {
    expect(resourceAttributes({}, env, "id", vi.fn())).toMatchObject({ "cicd.pipeline.run.id": "77" });
    const own = { resource: { "cicd.pipeline.run.id": "mine" } };
    expect(resourceAttributes(own, env, "id", vi.fn())).toMatchObject({ "cicd.pipeline.run.id": "mine" });
    const off = resourceAttributes({ detect: { ci: false } }, env, "id", vi.fn());
    expect(off).not.toHaveProperty("cicd.pipeline.run.id");
  });

  it("is nothing of a repository that nobody asked for, and a warning where it cannot be looked at", () => {
    expect(Object.keys(resourceAttributes({}, {}, "id", vi.fn())).filter((key) => key.startsWith("vcs."))).toEqual([]);
    const warn = vi.fn();
    const cwd = vi.spyOn(process, "cwd").mockImplementation(() => {
      throw new Error("ENOENT: uv_cwd");
    });
    expect(resourceAttributes({ detect: { git: true } }, {}, "id", warn)).toHaveProperty(["service.name"]);
    cwd.mockRestore();
    expect(warn).toHaveBeenCalledWith("detect.git", expect.stringContaining("uv_cwd"));
  });
});
