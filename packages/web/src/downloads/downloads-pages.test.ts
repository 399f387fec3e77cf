// The catalogue and the check of a download in Chromium; the check with the network switched off.
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { NETWORK_FILE } from "../pages.fixture.ts";
import { builtPages, CHROMIUM, hasBrowser, startBrowsing, type Browsing } from "../pay/browser.fixture.ts";
import { serveFixture, type FixtureServer } from "../serve.fixture.ts";
import { AIR, AIR_NETWORK, airBatch, airEntity, airProof, airRow, csvOf } from "./download.fixture.ts";

const HERE = "http://ledger.test/v1/data-sets/environment.air-quality";
const CATALOGUE = {
  "dcat:dataset": [
    {
      "@id": HERE,
      "dct:title": [
        { "@language": "en", "@value": "Air quality" },
        { "@language": "ru", "@value": "Качество воздуха" },
      ],
      "dct:description": [{ "@language": "en", "@value": "Hourly values" }],
      "dct:publisher": { "foaf:name": "Participant 5" },
      "dct:accrualPeriodicity": {
        "@id": "http://publications.europa.eu/resource/authority/frequency/HOURLY",
      },
      "dcat:distribution": [
        {
          "dct:title": [{ "@language": "en", "@value": "CSV" }],
          "dcat:downloadURL": { "@id": `${HERE}/download?format=csv&asOf=7` },
          "dct:relation": { "@id": `${HERE}/download/proof?asOf=7` },
          "dct:license": { "@id": "https://spdx.org/licenses/CC-BY-4.0" },
          "spdx:checksum": { "spdx:checksumValue": { "@value": "ab".repeat(32) } },
          "dct:source": { "@id": `${HERE}/fingerprint?block=7` },
        },
      ],
    },
  ],
};

describe("downloads in Chromium", function () {
  this.timeout(60_000);
  const rows = Array.from({ length: 24 }, (_, hour) => airRow(airEntity(1, hour), hour));
  const csv = csvOf(rows);
  let proof: string;
  let server: FixtureServer;
  let browsing: Browsing;
  before(async function () {
    if (!hasBrowser) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    proof = await airProof([airBatch(1, rows)]);
    server = await serveFixture(await builtPages());
    server.replace("/network.json", { ...NETWORK_FILE, datasets: AIR_NETWORK.datasets });
    server.replace("/v1/catalogue", CATALOGUE);
    browsing = await startBrowsing(() => server.origin, "downloads");
  });
  afterEach(async () => {
    await browsing?.closeAll();
    expect(
      browsing?.complaints.splice(0).filter((each) => !/ERR_INTERNET_DISCONNECTED/.test(each)) ?? [],
    ).to.deep.equal([]);
  });
  after(async () => {
    await browsing?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });
  const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

  it("proves a file with the network switched off, and names the first wrong row of another", async () => {
    const page = await browsing.open("/verify", { width: 360 });
    await page.getByText("Ready: the network may be switched off").waitFor();
    await page.context().setOffline(true);
    const input = page.locator("input[type=file]");
    await input.setInputFiles([file("air.csv", csv), file("air.csv.proof.json", proof)]);
    await page.getByText("The file is what was published").waitFor();
    expect(await page.locator(".verdict").innerText()).to.include(`24 rows of ${AIR} as of block 10,000`);
    await browsing.picture(page, "verify-proven-360");
    await input.setInputFiles([file("air.csv", csv.replace("43.25", "43.26"))]);
    await page.getByText("The file is not what was published").waitFor();
    const verdict = await page.locator(".verdict").innerText();
    expect(verdict).to.include("A row was changed").and.include("First wrong row: 2");
    await browsing.picture(page, "verify-refused-360");
  });

  it("lists data sets with their files and proofs in the reader's language", async () => {
    const page = await browsing.open("/catalogue", { width: 360, language: "ru" });
    const entry = page.getByRole("article", { name: "Качество воздуха" });
    await entry.waitFor();
    expect(await entry.innerText())
      .to.include("Hourly values")
      .and.include("CC-BY-4.0")
      .and.include("час");
    expect(await entry.getByRole("link", { name: "CSV" }).getAttribute("href")).to.equal(
      "/v1/data-sets/environment.air-quality/download?format=csv&asOf=7",
    );
    expect(await entry.getByRole("link", { name: "Файл доказательства" }).getAttribute("href")).to.include(
      "proof?asOf=7",
    );
    await browsing.picture(page, "catalogue-360");
    await page.getByRole("link", { name: "Проверить файл" }).first().click();
    await page.getByText("Готово: сеть можно отключить").waitFor();
  });
});
