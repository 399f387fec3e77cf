// My street, the auditor's page, bus routes and the week's sheet in Chromium on a real ledger.
import { expect } from "chai";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import { REPORTS_REGISTRATION } from "./reports.fixture.ts";
import { AIR, openSmallCity, send, airValue, HOURS, type City } from "../city/city.fixture.ts";
import { builtPages, CHROMIUM, hasBrowser, startBrowsing, type Browsing } from "../pay/browser.fixture.ts";

describe("The pages for citizens and auditors in the browser", function () {
  this.timeout(180_000);
  let city: City;
  let browsing: Browsing;
  before(async function () {
    if (!hasBrowser) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    city = await openSmallCity(await builtPages());
    const body = { ...REPORTS_REGISTRATION, checkers: city.checkers, quorum: 2 };
    await city.ask("POST", "/v1/data-sets", { as: "environment", body });
    browsing = await startBrowsing(() => city.gateway.url, "street");
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

  let receipt = "";
  it("says in plain words what is near a chosen place, and takes a report of a problem", async () => {
    const page = await browsing.open("/my-street");
    await page.getByRole("button", { name: "Send the report" }).isDisabled();
    await page.locator(".map > svg").click({ position: { x: 130, y: 130 } });
    await page.locator(".near [data-near=air]").waitFor();
    const said = await page.locator(".near").innerText();
    expect(said).to.match(/PM2\.5 is \d+\sµg\/m³ at post-\d, [\d.]+\sk?m away: (above|below) the/);
    expect(said).to.include("The nearest container").and.to.include("% full");
    await browsing.picture(page, "street-1280");
    await page.getByLabel("What is it about?").selectOption("waste");
    await page.getByLabel("What is wrong?").fill("The containers at the corner overflow since Monday.");
    await page.getByRole("button", { name: "Send the report" }).click();
    receipt = await page.locator(".receipt-number").innerText();
    expect(receipt).to.match(/^([2-9A-Z]{6}-){3}[2-9A-Z]{6}$/);
    await browsing.picture(page, "street-receipt-1280");
  });

  it("shows the answer and who looked, by the receipt", async () => {
    const { items } = await city.ask<{ items: { recordHash: string; subject: string }[] }>(
      "GET",
      "/v1/data-sets/city.reports/observations",
      { as: "transport" },
    );
    await city.anchored(items.map(({ recordHash }) => recordHash));
    const number = items[0]!.subject.split(":").at(-1)!;
    const desk = await browsing.open("/city/city.reports", { account: city.net.account("environment") });
    await desk.getByRole("button", { name: "Sign in with the wallet" }).click();
    await desk.getByLabel("Number of the report").fill(number);
    await desk.getByLabel("Answer", { exact: true }).fill("They are emptied twice a week from now on.");
    await desk.getByRole("button", { name: "Answer a report" }).click();
    await desk.getByText("The answer is on the record.").waitFor();
    await browsing.picture(desk, "reports-desk-1280");
    const page = await browsing.open("/my-street?at=43.2350,76.9400");
    await page.getByLabel("Receipt").fill(receipt.toLowerCase());
    await page.getByRole("button", { name: "Find my report" }).click();
    await page.getByText("They are emptied twice a week").waitFor();
    expect(await page.locator(".found-report").innerText()).to.include(`Agency ${city.numbers.transport}`);
    await browsing.picture(page, "street-answer-1280");
  });

  for (const language of ["en", "ru", "kk"])
    it(`fits a phone in ${language}`, async () => {
      const page = await browsing.open("/my-street?at=43.2350,76.9400", { width: 360, language });
      await page.locator(".near [data-near=air]").waitFor();
      await browsing.picture(page, `street-${language}-360`);
      await page.goto(`${city.gateway.url}/audit`);
      await page.locator("table.rows").waitFor();
      await browsing.picture(page, `audit-${language}-360`);
      await page.goto(`${city.gateway.url}/city/routes/R12`);
      await page.locator("table.rows").first().waitFor();
      await browsing.picture(page, `route-${language}-360`);
      await page.goto(`${city.gateway.url}/city/week`);
      await page.locator(".week-table a[href^='/records/']").nth(3).waitFor();
      await browsing.picture(page, `week-${language}-360`);
    });

  it("shows a route's buses, how full and how late they are", async () => {
    const page = await browsing.open("/city/routes");
    await page.getByRole("link", { name: "Route R12" }).click();
    await page.getByRole("heading", { name: "Trips and arrivals" }).waitFor();
    const text = await page.locator("main").innerText();
    expect(text).to.include("90 s late").and.to.include("on time").and.to.include("standing room");
    expect(text).to.match(/Abay \d\d:\d\d/);
    await browsing.picture(page, "route-1280");
  });

  it("lets an auditor find, follow, prove, keep and export", async () => {
    const [record] = await send(city, "environment", AIR, [airValue(2, HOURS, 1_400)]);
    await city.anchored([record!]);
    const auditor = city.net.account("energy");
    const page = await browsing.open("/audit", { account: auditor });
    await page.getByRole("button", { name: "Sign in with the wallet" }).click();
    await page.getByRole("heading", { name: "Kept searches" }).waitFor();
    await page.getByLabel("Flag").fill("range");
    await page.getByLabel("Data set").fill(AIR);
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.locator("table.rows tbody tr").first().waitFor();
    expect(await page.locator("table.rows tbody tr").count()).to.equal(1);
    await page.getByLabel("Keep this search as").fill("Doubtful air");
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await page.getByRole("link", { name: "Doubtful air" }).waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export as CSV" }).click();
    expect((await downloading).suggestedFilename()).to.match(/\.csv$/);
    await page.locator("table.rows tbody a").first().click();
    await page.getByRole("heading", { name: "The way of a record" }).waitFor();
    await page.getByText("2 of 3 must agree").waitFor();
    await page.getByRole("button", { name: "Prove", exact: true }).click();
    await page.locator(".verdict.proven").waitFor();
    await browsing.picture(page, "audit-1280");
    await page.goto(`${city.gateway.url}/my-data`);
    await page.getByLabel("Everybody's (auditors)").check();
    await page.getByText("city.reports").first().waitFor();
    await browsing.picture(page, "my-data-1280");
  });

  it("puts the week on one sheet of A4", async () => {
    const page = await browsing.open("/city/week");
    await page.locator(".week-table a[href^='/records/']").nth(3).waitFor();
    await browsing.picture(page, "week-1280");
    const pdf = await page.pdf({ path: join(browsing.pictures, "week.pdf"), preferCSSPageSize: true });
    expect(pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length).to.equal(1);
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 690, height: 1000 });
    await page.screenshot({ path: join(browsing.pictures, "week-print.png"), fullPage: true });
  });
});
