// The pages of the city in Chromium on a real ledger: live, corrected, provable, on a desk, a phone and a wall.
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import type { Page } from "playwright-core";
import { builtPages, CHROMIUM, hasBrowser, startBrowsing, type Browsing } from "../pay/browser.fixture.ts";
import { AIR, airValue, HOURS, openSmallCity, send, until, type City } from "./city.fixture.ts";

describe("The situation centre in the browser", function () {
  this.timeout(180_000);
  let city: City;
  let browsing: Browsing;
  before(async function () {
    if (!hasBrowser) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    city = await openSmallCity(await builtPages());
    browsing = await startBrowsing(() => city.gateway.url, "city");
  });
  after(async () => {
    await (browsing as Browsing | undefined)?.[Symbol.asyncDispose]();
    await (city as City | undefined)?.[Symbol.asyncDispose]();
    if ((browsing as Browsing | undefined) !== undefined)
      process.stdout.write(`  pictures: ${browsing.pictures}\n`);
  });
  afterEach(async () => {
    await browsing.closeAll();
    expect(browsing.complaints.splice(0)).to.deep.equal([]);
  });
  const tile = (page: Page, name: string) => page.locator(`[data-tile="${name}"]`);

  it("shows a tile and marks for each data set that everybody may see", async () => {
    const page = await browsing.open("/city");
    await tile(page, AIR).locator("polyline").waitFor();
    expect(await page.locator("[data-tile]").count()).to.equal(4);
    expect(await page.locator(".map .map-mark.mark-bus").count()).to.be.at.least(24);
    expect(await tile(page, "transport.buses").innerText()).to.include("simulated");
    await page.locator(".map-list summary").first().click();
    await page.locator(".map-list li button").first().click();
    await page.locator(".map .chosen").waitFor();
    await browsing.picture(page, "city-1280");
  });

  it("shows what is published within two seconds", async () => {
    const page = await browsing.open("/city");
    await tile(page, AIR).waitFor();
    const values = Array.from({ length: 7 }, (_, station) => airValue(station, HOURS, 123));
    const begun = performance.now();
    await send(city, "environment", AIR, values);
    await tile(page, AIR).locator("strong", { hasText: "123" }).first().waitFor();
    const took = performance.now() - begun;
    process.stdout.write(`      shown ${Math.round(took)} ms after it was sent\n`);
    expect(took).to.be.below(2_000);
    await tile(page, AIR).locator("[data-state=anchored] strong", { hasText: / s$/ }).waitFor();
  });

  it("shows an alert with its limit on the map, in its tile and in words", async () => {
    const asked = { checkers: city.checkers, quorum: 2 };
    await city.ask("POST", "/v1/alerts/data-sets", { as: "environment", body: asked });
    const threshold = {
      ...{ id: "pm25-value", version: 1, dataset: AIR, property: "pm25", unit: "GQ", statistic: "value" },
      ...{ limit: "160", comparison: "above", validFrom: "2025-01-01T00:00:00Z" },
      source: { document: "A limit of this test", confirmed: true },
    };
    const { results } = await city.ask<{ results: { record: string }[] }>("POST", "/v1/thresholds", {
      ...{ as: "environment", body: threshold },
    });
    await city.anchored([results[0]!.record]);
    city.net.start(["alerts"]);
    const page = await browsing.open("/city");
    await send(city, "environment", AIR, [airValue(9, HOURS, 210)]);
    await page.locator(".alerts li").waitFor();
    expect((await page.locator(".alerts").innerText()).replaceAll("\u00a0", " ")).to.include(
      "PM2.5: 210 µg/m³, limit 160 µg/m³",
    );
    await page.locator(".map .alerted").waitFor();
    await tile(page, AIR).getByText("alerts: 1").waitFor();
    await browsing.picture(page, "city-alert-1280");
  });

  it("shows the city score with its formula, and the file that makes the same number again", async () => {
    const description = {
      ...{ title: { en: "Fine dust" }, licence: "CC-BY-4.0" },
      indicator: { id: "pm25-concentration", property: "pm25", days: 30 },
    };
    await city.registerAir("environment", { name: "environment.fine-dust", description });
    await send(city, "environment", "environment.fine-dust", [airValue(1, HOURS, 20)]);
    for (const [language, width] of [
      ["en", 1280],
      ["ru", 360],
      ["kk", 360],
    ] as const) {
      const page = await browsing.open("/city/score", { width, language });
      await page.locator("[data-score]").waitFor();
      await page.getByText("environment.fine-dust").waitFor();
      await browsing.picture(page, `city-score-${language}-${width}`);
    }
    const { score, indicators } = await city.ask<{
      score: string | null;
      indicators: { indicator: string; value: string | null }[];
    }>("GET", "/v1/city-score");
    const file = await city.ask<Record<string, string>>("GET", "/v1/city-score?format=indicators");
    expect(file["pm25-concentration"]).to.equal(
      indicators.find(({ indicator }) => indicator === "pm25-concentration")!.value,
    );
    expect(score).to.equal(null); // one indicator of many is too little
  });

  for (const [language, width] of [
    ["ru", 360],
    ["kk", 360],
    ["en", 360],
  ] as const)
    it(`fits a phone in ${language}`, async () => {
      const page = await browsing.open("/city", { width, language });
      await tile(page, AIR).locator("polyline").waitFor();
      await browsing.picture(page, `city-${language}-${width}`);
    });

  it("fills a wall", async () => {
    const page = await browsing.open("/city?wall=1", { width: 1920 });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await tile(page, AIR).locator("polyline").waitFor();
    expect(await page.locator("nav").count()).to.equal(0);
    await browsing.picture(page, "city-wall-1920");
  });

  it("follows a correction from the new value to the old one and proves both", async () => {
    const first = (
      await city.ask<{ items: { recordHash: string }[] }>(
        "GET",
        `/v1/data-sets/${AIR}/observations?limit=1&subject=urn:ngsi-ld:AirQualityObserved:post-3`,
      )
    ).items[0]!.recordHash;
    await city.anchored([first]);
    const corrected = await send(
      city,
      "environment",
      AIR,
      [airValue(3, HOURS, 77)],
      "?correction=sensor-recalibrated",
    );
    await city.anchored(corrected);
    await until(async () => (await city.call("GET", `/v1/records/${corrected[0]}/proof`)).status === 200, {
      what: "a proof",
    });
    const page = await browsing.open(`/city/${AIR}`);
    await page.locator(".chart canvas").waitFor();
    await browsing.picture(page, "data-set-1280");
    await page.getByRole("button", { name: "Chain of corrections" }).first().click();
    const chain = page.locator(".chain");
    await chain.getByText("sensor-recalibrated").waitFor();
    const text = await chain.innerText();
    expect(text).to.include("PM2.5 77").and.to.include("PM2.5 123");
    for (const which of [0, 1]) {
      await chain.locator("details summary").nth(which).click();
      await chain.getByRole("button", { name: "Prove", exact: true }).first().click();
      await chain.locator(".verdict.proven").nth(which).waitFor();
    }
    await browsing.picture(page, "data-set-chain-1280");
  });

  it("shows what stood at a block, on a phone too", async () => {
    const page = await browsing.open(`/city/${AIR}`, { width: 360 });
    await page.getByLabel("As of block").fill("1");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("No observation fits.").waitFor();
    await page.getByLabel("As of block").fill("");
    await page.getByLabel("Flag").selectOption("stuck");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForTimeout(300);
    await browsing.picture(page, "data-set-360");
  });
});
