// The catalogue: what DCAT-AP 3.0.1 makes mandatory, and that the checksum is the fingerprint at the block that the file is of.
import { expect } from "chai";
import { describe, it } from "mocha";
import { air, AIR, openCity } from "../test-city.ts";
import { catalogueOf, FINGERPRINT_ALGORITHM, type CatalogueEntry } from "./dcat.ts";

type Node = Record<string, unknown>;
const nodes = (value: unknown): Node[] => (Array.isArray(value) ? value : [value]) as Node[];

/** Checks the mandatory properties and ranges of DCAT-AP 3.0.1. */
function requireDcatAp(catalogue: Node): void {
  const isIri = (value: unknown): boolean => /^(https?|urn):/.test(String((value as Node)["@id"]));
  const requireTexts = (node: Node, ...names: string[]): void => {
    for (const name of names)
      for (const text of nodes(node[name])) {
        expect(text?.["@value"], name).to.be.a("string").and.not.equal("");
        expect(text["@language"], name).to.match(/^(en|ru|kk)$/);
      }
  };
  expect(catalogue["@type"]).to.equal("dcat:Catalog");
  requireTexts(catalogue, "dct:title", "dct:description");
  expect((catalogue["dct:publisher"] as Node)["foaf:name"]).to.be.a("string");
  for (const set of nodes(catalogue["dcat:dataset"])) {
    expect(set["@type"]).to.equal("dcat:Dataset");
    requireTexts(set, "dct:title", "dct:description");
    expect((set["dct:publisher"] as Node)["foaf:name"]).to.be.a("string");
    for (const name of ["dcat:theme", "dct:accrualPeriodicity", "dct:accessRights"])
      if (set[name] !== undefined) expect(isIri(set[name]), name).to.equal(true);
    expect(nodes(set["dcat:distribution"])).to.have.length(3);
    for (const file of nodes(set["dcat:distribution"])) {
      expect(file["@type"]).to.equal("dcat:Distribution");
      for (const name of ["dcat:accessURL", "dcat:downloadURL", "dcat:mediaType"])
        expect(isIri(file[name]), name).to.equal(true);
      const sum = file["spdx:checksum"] as Node | undefined;
      if (sum === undefined) continue;
      expect(isIri(sum["spdx:algorithm"])).to.equal(true);
      expect(sum["spdx:checksumValue"]).to.deep.include({ "@type": "xsd:hexBinary" });
      expect((sum["spdx:checksumValue"] as Node)["@value"]).to.match(/^[0-9a-f]{64}$/);
    }
  }
}

describe("catalogueOf", () => {
  const entry = (description: object, cadenceSeconds: number | null): CatalogueEntry => ({
    terms: {
      ...{
        name: "a.b",
        dataset: "0x00",
        owner: 3,
        visibility: "members",
        retentionDays: 1,
        quorum: 1,
        checkers: [],
      },
      ...{ schema: null, description: null, cadenceSeconds },
    } as unknown as CatalogueEntry["terms"],
    description: {
      title: { en: "A" },
      licence: "CC-BY-4.0",
      ...description,
    } as CatalogueEntry["description"],
    fingerprint: null,
  });
  const of = (...args: Parameters<typeof entry>) =>
    nodes(
      (catalogueOf([entry(...args)], { url: "http://x", network: "n", operator: 1 }) as Node)["dcat:dataset"],
    )[0]!;

  it("has what is mandatory where a description says as little as it may", () => {
    requireDcatAp(catalogueOf([entry({}, null)], { url: "http://x", network: "n", operator: 1 }) as Node);
  });

  it("names frequencies, themes and licences by their authorities", () => {
    const end = (node: unknown) =>
      String((node as Node)["@id"])
        .split("/")
        .at(-1);
    const frequencies = [0, 30, 900, 3600, 86_400, 604_800, 2_592_000, 31_536_000].map((seconds) =>
      end(of({}, seconds)["dct:accrualPeriodicity"]),
    );
    expect(frequencies).to.deep.equal([
      "IRREG",
      "UPDATE_CONT",
      "HOURLY",
      "HOURLY",
      "DAILY",
      "WEEKLY",
      "MONTHLY",
      "ANNUAL",
    ]);
    expect(of({ theme: "ENVI" }, 1)["dcat:theme"]).to.deep.equal({
      "@id": "http://publications.europa.eu/resource/authority/data-theme/ENVI",
    });
    const licence = (text: string) => nodes(of({ licence: text }, 1)["dcat:distribution"])[0]!["dct:license"];
    expect(licence("CC-BY-4.0")).to.deep.equal({ "@id": "https://spdx.org/licenses/CC-BY-4.0" });
    expect(licence("as agreed")).to.deep.include({ "dct:title": "as agreed" });
  });
});

describe("GET /v1/catalogue", function () {
  this.timeout(120_000);
  it("lists open sets with a checksum that is the fingerprint at the file's block", async () => {
    await using city = await openCity();
    await city.registerAir("environment", {
      description: {
        title: { en: "Air quality", ru: "Качество воздуха" },
        theme: "ENVI",
        licence: "CC-BY-4.0",
        keywords: ["PM2.5"],
      },
    });
    const { results } = await city.ask<{ results: { records: string[] }[] }>(
      ...([
        "POST",
        `/v1/data-sets/${AIR}/observations`,
        { as: "environment", body: [air(1, 1, 7), air(2, 1, 8)] },
      ] as const),
    );
    await city.anchored(results.flatMap(({ records }) => records));
    const response = await city.call("GET", "/v1/catalogue");
    expect(response.headers.get("content-type")).to.match(/^application\/ld\+json/);
    const catalogue = (await response.json()) as Node;
    requireDcatAp(catalogue);
    const set = nodes(catalogue["dcat:dataset"]).find((each) => String(each["@id"]).endsWith(AIR))!;
    const [csv] = nodes(set["dcat:distribution"]);
    const { "spdx:algorithm": algorithm, "spdx:checksumValue": value } = csv!["spdx:checksum"] as Node;
    expect(algorithm).to.deep.equal({ "@id": FINGERPRINT_ALGORITHM });
    const ask = async (address: unknown) => await fetch(String((address as Node)["@id"]));
    const { root } = (await (await ask(csv!["dct:source"])).json()) as { root: string };
    expect((value as Node)["@value"]).to.equal(root.slice(2));
    expect((await (await ask(csv!["dcat:downloadURL"])).text()).split("\r\n")).to.have.length(4);
  });
});
