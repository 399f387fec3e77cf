// The directory and the problem board in the browser: a start-up asks and is given access, an agency posts a problem, a team leads.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type { Page } from "playwright-core";
import { builtPages, CHROMIUM, hasBrowser, startBrowsing, type Browsing } from "../pay/browser.fixture.ts";
import { AIR, openCity, START, type City } from "../publish/city.fixture.ts";

const TRUTH = "key,value\n2025-01-02,41.5\n2025-01-03,38\n";
const SECONDS_OF_2_DAYS = 172_800;

describe("The directory and the problem board in the browser", function () {
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
    browsing = await startBrowsing(() => city.gateway.url, "directory");
    await city.registerAir("environment", { visibility: "owner" });
  });
  after(async () => {
    await (browsing as Browsing | undefined)?.[Symbol.asyncDispose]();
    await (city as City | undefined)?.[Symbol.asyncDispose]();
    if ((browsing as Browsing | undefined) !== undefined)
      process.stdout.write(`  pictures: ${browsing.pictures}\n`);
  });

  const open = async (path: string, who: string, width = 1280): Promise<Page> => {
    const opened = await browsing.open(path, { account: city.net.account(who), width });
    await opened.getByRole("button", { name: "Sign in" }).click();
    await opened.getByRole("button", { name: "Sign out" }).waitFor();
    return opened;
  };

  it("takes a request from somebody without an account here", async () => {
    page = await browsing.open("/directory", { width: 360 });
    await page.getByLabel("Organisation").fill("Almaty Air Lab");
    await page.getByLabel("What it is").selectOption("university");
    await page.getByLabel("Account that is to act for it").fill("0x00000000000000000000000000000000000a11ce");
    await page.getByLabel("What for").fill("A forecast of the air for schools.");
    await page.getByText(AIR).click();
    await browsing.picture(page, "ask-360");
    await page.getByRole("button", { name: "Send the request" }).click();
    await page.getByText("The request is kept under number 1").waitFor();
  });

  it("lets the administrator register it, with a key shown once and programs that name its data set", async () => {
    page = await open("/directory", "operator");
    await page.getByText("A forecast of the air for schools.").waitFor();
    await browsing.picture(page, "decide-1280");
    await page.getByRole("button", { name: "Register and make a key" }).click();
    await page.locator(".once code").waitFor();
    expect(await page.locator(".once code").innerText()).to.match(/^alk_/);
    await page.locator("summary", { hasText: "Python" }).click();
    expect(await page.locator("pre.command", { hasText: "urllib" }).innerText())
      .to.include(city.gateway.url)
      .and.include("sandbox.team-1");
    await browsing.picture(page, "given-1280");
  });

  it("brings the request for a closed set to its owner's desk", async () => {
    page = await open(`/publish/${AIR}/grants`, "environment");
    await page.getByRole("cell", { name: "Almaty Air Lab" }).waitFor();
    await browsing.picture(page, "owner-1280");
    await page.getByRole("button", { name: "Let it read" }).click();
    await page.getByRole("button", { name: "Take back" }).waitFor();
  });

  it("posts a problem whose truth stays hidden, takes a result, reveals, and shows score, proof and command", async () => {
    page = await open("/problem-board", "environment");
    await page.getByLabel("Name: small letters").fill("air-tomorrow");
    await page.getByLabel("Title").fill("PM2.5 of the next two days");
    await page.getByLabel("Data set").fill(AIR);
    await page.getByLabel("To be beaten").fill("6");
    await page.getByLabel("Deadline").fill("2025-01-02");
    await page.getByLabel("What is asked").fill("Say the daily mean of the city's PM2.5.");
    await page.getByLabel("Rows: key,value").fill(TRUTH);
    await browsing.picture(page, "post-1280");
    await page.getByRole("button", { name: "Post a problem" }).click();
    const salt = await page.locator(".once code").innerText();
    const team = await open("/problem-board/air-tomorrow", "energy", 360);
    await team.getByLabel("Rows: key,value").fill("key,value\n2025-01-02,40\n2025-01-03,38\n");
    await team.getByRole("button", { name: "Send", exact: true }).click();
    await team.getByText("hidden, committed to by its hash").waitFor();
    await team.locator("table.rows tbody tr").waitFor();
    await browsing.picture(team, "submitted-360");
    await city.net.advance(START + SECONDS_OF_2_DAYS);
    await page.getByRole("link", { name: "PM2.5 of the next two days" }).click();
    await page.getByLabel("Salt").fill(salt);
    await page.getByLabel("Rows: key,value").first().fill(TRUTH);
    await page.getByRole("button", { name: "Reveal the truth" }).click();
    await page.getByText("0.750000").waitFor();
    await page.getByText("beats the baseline").waitFor();
    await page.getByRole("button", { name: "Check" }).click();
    expect(await page.locator("pre.command").innerText()).to.include(
      "derive problem-score truth.csv submission.csv",
    );
    await page.getByRole("button", { name: "Prove", exact: true }).click();
    await page.locator(".verdict.proven").waitFor();
    await browsing.picture(page, "board-1280");
  });

  it("leaves no complaint in the browser", () => {
    expect(browsing.complaints).to.deep.equal([]);
  });
});
