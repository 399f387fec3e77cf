// Which addresses a payer may be sent back to.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { keyOf, openStory, until, type Story } from "../test-story.ts";
import { returnUrlOf } from "./return-url.ts";

describe("returnUrlOf", () => {
  const strict = (text: string): string | null => returnUrlOf(text, { local: false });

  it("takes pages of the web as browsers write them", () => {
    expect(strict("https://Shop.Example/orders/7?key=a#done")).to.equal(
      "https://shop.example/orders/7?key=a#done",
    );
    expect(strict("https://käse.example")).to.equal("https://xn--kse-qla.example/");
  });

  it("refuses what is no page, what runs, and what shows another host than it goes to", () => {
    for (const text of [
      ...[
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "blob:https://a/b",
      ],
      ...[
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://shop.example/",
        "//shop.example/",
        "/orders/7",
        "",
        "https:",
      ],
      ...["https://bank.example@shop.example/", "https://user:word@shop.example/", "http://shop.example/"],
      ...["http://127.0.0.1/", "http://localhost:8080/", `https://shop.example/${"a".repeat(2_000)}`],
    ])
      expect(strict(text), text).to.equal(null);
  });

  it("takes http on this machine alone, where local addresses are allowed", () => {
    const local = (text: string): string | null => returnUrlOf(text, { local: true });
    expect(local("http://127.0.0.1:8081/thanks")).to.equal("http://127.0.0.1:8081/thanks");
    expect(local("http://localhost/")).to.equal("http://localhost/");
    for (const text of ["http://shop.example/", "http://127.0.0.1.example/", "http://10.0.0.1/"])
      expect(local(text), text).to.equal(null);
  });
});

describe("The way back to the shop", function () {
  this.timeout(120_000);
  let story: Story;
  const cafe = keyOf("bakery");
  const SHOP = "https://shop.example/orders/7?key=%22%3E%3Cscript%3E&a=b";
  before(async () => {
    story = await openStory();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  interface Shown {
    readonly invoice: string;
    readonly box: string;
    readonly status: string;
    readonly returnUrl: string | null;
  }
  const make = async (where: string, body: object): Promise<Response> => await story.post(where, body, cafe);

  it("is refused on invoices and payment links where it would run, hide its host, or is no page of the web", async () => {
    for (const returnUrl of [
      "javascript:alert(1)",
      "https://bank.example@shop.example/",
      "http://shop.example/",
    ]) {
      const answers = [
        await make("/v1/invoices", { amountTiyn: "100", returnUrl }),
        await make("/v1/payment-links", { description: "Coffee", returnUrl }),
      ];
      for (const answer of answers) {
        expect(answer.status, returnUrl).to.equal(422);
        expect(((await answer.json()) as { code: string }).code).to.equal("request-invalid");
      }
    }
  });

  it("is told to the payer once it is paid, with its host, and to the merchant before", async () => {
    const made = (await (await make("/v1/invoices", { amountTiyn: "100", returnUrl: SHOP })).json()) as Shown;
    expect(made.returnUrl).to.equal(SHOP);
    const where = `/v1/invoices/${made.invoice}`;
    const plain = async (): Promise<string> =>
      await (await story.call("GET", `/pay/${made.invoice}/plain?lang=en`)).text();
    expect((await story.get<Shown>(where)).returnUrl).to.equal(null);
    expect(await plain()).not.to.include("shop.example");
    await story.net.send("issuer", "tenge", "mint", [made.box, 100n, `0x${"55".repeat(32)}`]);
    await until(async () => (await story.get<Shown>(where)).status === "paid");
    expect((await story.get<Shown>(where)).returnUrl).to.equal(SHOP);
    const page = await plain();
    expect(page).to.include('href="https://shop.example/orders/7?key=%22%3E%3Cscript%3E&amp;a=b"');
    expect(page).to.include("Back to the shop: shop.example");
  });

  it("comes with the invoices of a payment link", async () => {
    const body = { description: "Coffee", amountTiyn: "100", returnUrl: "http://localhost:8081/thanks" };
    const link = (await (await make("/v1/payment-links", body)).json()) as {
      link: string;
      returnUrl: string;
    };
    expect(link.returnUrl).to.equal(body.returnUrl);
    const token = link.link.slice("/l/".length);
    const { invoice } = (await (await story.post(`/v1/links/${token}/invoices`, {})).json()) as Shown;
    expect((await story.get<Shown>(`/v1/invoices/${invoice}`, cafe)).returnUrl).to.equal(body.returnUrl);
  });
});
