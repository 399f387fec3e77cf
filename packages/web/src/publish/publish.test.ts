// An air-quality officer's way in the browser: a data set registered, a CSV file with a wrong row published, its proof checked, an hour corrected.
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type { Page } from "playwright-core";
import { builtPages, CHROMIUM, hasBrowser, startBrowsing, type Browsing } from "../pay/browser.fixture.ts";
import { openCity, until, type City } from "./city.fixture.ts";

const NAME = "environment.pm25-hourly";
const FIVE_MINUTES_MS = 300_000;

/** A day of a station as a city office exports it: semicolons, decimal commas, local time; hour 7 has a decimal point. */
const csv = (values: Readonly<Record<number, string>> = {}): string =>
  [
    "Станция;Время;PM2.5, мкг/м³;Примечание",
    ...Array.from({ length: 24 }, (_, hour) => {
      const value = values[hour] ?? (hour === 7 ? "41.2" : `${20 + ((hour * 7) % 13)},${hour % 10}`);
      return `Almaty-1;01.01.2025 ${String(hour).padStart(2, "0")}:00;${value};`;
    }),
    "",
  ].join("\r\n");
const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

describe("An officer at the publisher's desk", function () {
  this.timeout(240_000);
  let city: City;
  let browsing: Browsing;
  let page: Page;

  before(async function () {
    if (!hasBrowser) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    city = await openCity({ webFolder: await builtPages() });
    browsing = await startBrowsing(() => city.gateway.url, "publish");
  });
  after(async () => {
    await (browsing as Browsing | undefined)?.[Symbol.asyncDispose]();
    await (city as City | undefined)?.[Symbol.asyncDispose]();
    if ((browsing as Browsing | undefined) !== undefined)
      process.stdout.write(`  pictures: ${browsing.pictures}\n`);
  });

  const open = async (path: string): Promise<Page> => {
    const opened = await browsing.open(path, { account: city.net.account("environment") });
    await opened.getByRole("button", { name: "Sign in" }).click();
    return opened;
  };

  const part = (name: string) =>
    page.getByRole("navigation", { name: "Parts of the data set" }).getByRole("link", { name, exact: true });

  it("publishes hourly PM2.5 from a CSV within five minutes, and proves it in the browser", async () => {
    const began = performance.now();
    let steps = 0;
    const step = async (work: Promise<unknown>): Promise<void> => {
      steps += 1;
      await work;
    };
    page = await open("/publish");
    steps += 1; // signed in
    await step(page.getByRole("link", { name: "New data set" }).click());
    await step(page.getByLabel("Name, such as").fill(NAME));
    await step(page.getByLabel("Title (en)").fill("PM2.5 by the hour"));
    await page.getByLabel("Title (ru)").fill("PM2.5 по часам");
    await page.getByLabel("Add a rule for").selectOption("pm25");
    await page.getByLabel("At most").fill("500");
    await page.getByText("Show the properties").click();
    await browsing.picture(page, "new-1280");
    await step(page.getByRole("button", { name: "Register" }).click());
    await step(page.getByLabel("File", { exact: true }).setInputFiles(file("day.csv", csv())));
    await page.getByText("pm25: 20").first().waitFor();
    await page.locator(".refused-note").first().waitFor();
    await browsing.picture(page, "mapping-1280");
    await step(page.getByRole("button", { name: "Check without publishing" }).click());
    await page.getByRole("heading", { name: "Nothing was stored yet" }).waitFor();
    expect(await page.getByText("row 9", { exact: true }).count()).to.equal(2);
    await page.getByText("Decimal point, not a comma").last().waitFor();
    await browsing.picture(page, "tried-1280");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the refused rows" }).click(),
    ]);
    expect(await readFile(await download.path(), "utf8")).to.match(
      /^Станция;.*;row;problem\r\nAlmaty-1;01\.01\.2025 07:00;41\.2;;"9";/,
    );
    await step(page.getByRole("button", { name: "Publish (23)" }).click());
    await page.getByRole("heading", { name: "Published" }).waitFor();
    await step(page.getByRole("button", { name: "Prove", exact: true }).click({ timeout: 60_000 }));
    await page.locator(".verdict.proven").waitFor();
    const took = performance.now() - began;
    await browsing.picture(page, "proven-1280");
    process.stdout.write(`    ${steps} steps, ${(took / 1000).toFixed(1)} s from the sign-in to the proof\n`);
    expect(took).to.be.below(FIVE_MINUTES_MS);
    expect(steps).to.be.at.most(12);
    const { items } = await city.ask<{ items: { entity: { pm25: number }; observedAt: string }[] }>(
      "GET",
      `/v1/data-sets/${NAME}/observations?limit=50`,
    );
    expect(items.length).to.equal(23);
    expect(items.at(-1)).to.deep.include({ observedAt: "2024-12-31T19:00:00Z" });
    expect(items.at(-1)!.entity.pm25).to.equal(20);
  });

  it("shows the saved mapping again, and old and new values before a correction is sent", async () => {
    await part("Correct").click();
    await page
      .getByLabel("File", { exact: true })
      .setInputFiles(file("again.csv", csv({ 3: "99,5", 7: "41,2" })));
    await page.getByLabel("Reason").selectOption("sensor-fault");
    await page.getByRole("button", { name: "Check without publishing" }).click();
    await page.locator("ins", { hasText: "99.5 GQ" }).waitFor();
    await browsing.picture(page, "correct-1280");
    await page.getByText("Nothing to correct").waitFor(); // hour 7 is new: it is published, not corrected
    await page.getByRole("button", { name: "Publish (1)" }).click();
    await page.getByRole("heading", { name: "Published" }).waitFor();
    await part("Records").click();
    await page.getByText("pm25 99.5").waitFor();
    await browsing.picture(page, "records-1280");
  });

  it("says what the next version of the schema would break", async () => {
    await part("Schema").click();
    const { schema } = await city.ask<{ schema: { required: string[] } }>(
      "GET",
      `/v1/data-sets/${NAME}/schema`,
    );
    const narrower = { ...schema, required: [...schema.required, "no2"] };
    await page.getByLabel("Or JSON Schema files").setInputFiles({
      ...{ name: "next.json", mimeType: "application/json" },
      buffer: Buffer.from(JSON.stringify(narrower)),
    });
    await page.getByText("Breaking: records of before would not be valid.").waitFor();
    expect(await page.getByRole("button", { name: "Publish the version" }).isDisabled()).to.equal(true);
    await browsing.picture(page, "schema-1280");
  });

  it("grants a participant and takes it back", async () => {
    await part("Grants").click();
    await page.getByLabel("Participant").selectOption(String(city.numbers.transport));
    await page.getByLabel("Of what").selectOption("255");
    await page.getByLabel("Until").fill("2025-12-31");
    await page.getByRole("button", { name: "Grant", exact: true }).click();
    await page.getByRole("button", { name: "Take back" }).waitFor();
    await browsing.picture(page, "grants-1280");
    await page.getByRole("button", { name: "Take back" }).click();
    await page.getByText("Nobody was granted anything.").waitFor();
  });

  it("corrects a value by hand, and erases a record once its consequence was read", async () => {
    await part("Records").click();
    await until(async () => (await page.getByRole("button", { name: "Correct" }).count()) > 5);
    await page.getByRole("button", { name: "Correct" }).first().click();
    await page.getByLabel("pm25, GQ").fill("55,5");
    await page.getByRole("button", { name: "Check without publishing" }).click();
    await page.locator("ins", { hasText: "55.5 GQ" }).waitFor();
    await page.getByRole("button", { name: "Publish the correction" }).click();
    await page.getByRole("heading", { name: "Published" }).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Erase" }).last().click();
    expect(await page.getByRole("button", { name: "Erase" }).first().isDisabled()).to.equal(true);
    await browsing.picture(page, "erase-1280");
    await page.getByLabel("I understand").check();
    await page.getByRole("button", { name: "Erase" }).first().click();
    await page.getByText("erased", { exact: true }).waitFor();
  });

  for (const language of ["ru", "kk"])
    it(`fits a phone (${language})`, async () => {
      const phone = await browsing.open("/publish", {
        ...{ account: city.net.account("environment"), width: 360, language },
      });
      await phone
        .getByRole("button", { name: language === "ru" ? "Войти через кошелёк" : "Әмиян арқылы кіру" })
        .click();
      await phone.getByRole("link", { name: NAME }).waitFor();
      await browsing.picture(phone, `desk-${language}-360`);
      await phone.getByRole("link", { name: NAME }).click();
      await phone.locator('input[type="file"]').setInputFiles(file("day.csv", csv()));
      await phone.locator(".refused-note").first().waitFor();
      await browsing.picture(phone, `mapping-${language}-360`);
    });

  it("leaves no complaint in the browser", () => {
    expect(browsing.complaints.filter((each) => !each.includes("favicon"))).to.deep.equal([]);
  });
});
