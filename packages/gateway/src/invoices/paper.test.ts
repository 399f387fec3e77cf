// An invoice as a PDF that a reader of PDFs opens, and in a mailbox behind a real mail server.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { inflateSync } from "node:zlib";
import { SMTPServer } from "smtp-server";
import { pino } from "pino";
import type { Hex } from "viem";
import { mailConfig } from "../mail/mailer.ts";
import { startGateway, type RunningGateway } from "../server.ts";
import { keyOf, openStory, type Story } from "../test-story.ts";

const LINES = [{ name: "Қос кофе", quantity: 2, amountTiyn: "125050" }];

describe("mailConfig", () => {
  it("is none without variables, and both or a refusal with them", () => {
    expect(mailConfig({})).to.equal(null);
    const [url, from] = ["smtp://127.0.0.1:25", "bills@cafe.example"];
    expect(mailConfig({ ALATAU_SMTP_URL: url, ALATAU_MAIL_FROM: from })).to.deep.equal({ url, from });
    expect(() => mailConfig({ ALATAU_SMTP_URL: url })).to.throw();
    expect(() => mailConfig({ ALATAU_SMTP_URL: "http://127.0.0.1", ALATAU_MAIL_FROM: from })).to.throw();
  });
});

describe("An invoice on paper", function () {
  this.timeout(120_000);
  let story: Story;
  let mailing: RunningGateway;
  let server: SMTPServer;
  const mails: { to: string[]; text: string }[] = [];
  const cafe = keyOf("bakery");

  before(async () => {
    story = await openStory();
    server = new SMTPServer({
      ...{ authOptional: true, disabledCommands: ["STARTTLS"], logger: false },
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith("nobody") ? new Error("No such mailbox") : null),
      onData: (stream, { envelope }, done) => {
        const parts: Buffer[] = [];
        stream.on("data", (part: Buffer) => parts.push(part));
        stream.on("end", () => {
          mails.push({
            to: envelope.rcptTo.map(({ address }) => address),
            text: Buffer.concat(parts).toString("latin1"),
          });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.server.address() as AddressInfo;
    const { databaseUrl, chain, network, home } = story.net;
    mailing = await startGateway({
      ...{ databaseUrl, rpcUrl: chain.rpcUrl, network, home, port: 0 },
      mail: { url: `smtp://127.0.0.1:${port}`, from: "bills@cafe.example" },
      logger: pino({ level: "silent" }),
    });
  });
  after(async () => {
    await (mailing as RunningGateway | undefined)?.close();
    await new Promise<void>(
      (resolve) => (server as SMTPServer | undefined)?.close(() => resolve()) ?? resolve(),
    );
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
  });

  const make = async (): Promise<Hex> => {
    const response = await story.post("/v1/invoices", { amountTiyn: "125050", lines: LINES }, cafe);
    return ((await response.json()) as { invoice: Hex }).invoice;
  };
  const pdf = async (id: Hex, query: string, headers: Record<string, string> = {}): Promise<Buffer> => {
    const response = await story.call("GET", `/v1/invoices/${id}/pdf${query}`, { headers });
    expect([response.status, response.headers.get("content-type")]).to.deep.equal([200, "application/pdf"]);
    return Buffer.from(await response.arrayBuffer());
  };
  const send = async (id: Hex, body: object, { url = mailing.url, headers = {} } = {}) => {
    const response = await fetch(`${url}/v1/invoices/${id}/send`, {
      ...{ method: "POST", body: JSON.stringify(body) },
      headers: { "content-type": "application/json", ...cafe, ...headers },
    });
    return [response.status, (await response.json()) as { code?: string; messageId?: string }] as const;
  };

  it("is one page of PDF in each language, with the letters it needs, the same when asked again", async () => {
    const id = await make();
    for (const language of ["kk", "ru", "en"]) {
      const content = await pdf(id, `?lang=${language}`, cafe);
      expect(content.subarray(0, 5).toString()).to.equal("%PDF-");
      expect(content.length).to.be.within(5_000, 60_000);
      const text = content.toString("latin1");
      expect(text.match(/\/Type \/Page\b/g)).to.have.length(1);
      expect(text).to.include(`/Lang (${language})`);
      expect(text).to.include(`/pay/${id}`);
      expect(await pdf(id, `?lang=${language}`, cafe)).to.deep.equal(content);
    }
    // What the page says can be searched and copied: its fonts map their glyphs back to letters.
    const letters = lettersOf(await pdf(id, "?lang=kk", cafe));
    for (const letter of "Ққңғ₸") expect(letters, letter).to.include(letter);
    expect(lettersOf(await pdf(id, "?lang=en"))).to.not.include("Қ"); // lines are not for everybody
    const unknown = await story.call("GET", `/v1/invoices/0x${"00".repeat(32)}/pdf`);
    expect(unknown.status).to.equal(404);
    expect((await story.call("GET", `/v1/invoices/${id}/pdf?lang=de`)).status).to.equal(422);
  });

  it("leads to no host that is not ours", async () => {
    const id = await make();
    const { port } = new URL(story.gateway.url);
    const content = await new Promise<Buffer>((resolve, reject) => {
      const asked = { port, path: `/v1/invoices/${id}/pdf`, headers: { host: "evil.example" } };
      request({ ...asked, host: "127.0.0.1" }, (response) => {
        const parts: Buffer[] = [];
        response
          .on("data", (part: Buffer) => parts.push(part))
          .on("end", () => resolve(Buffer.concat(parts)));
      })
        .on("error", reject)
        .end();
    });
    expect(content.toString("latin1"))
      .to.match(new RegExp(`http://[a-z0-9.]+:${port}/pay/`))
      .and.not.include("evil");
  });

  it("goes to a mailbox once for a key, with link and PDF; the address is kept nowhere", async () => {
    const id = await make();
    const headers = { "idempotency-key": "mail-1" };
    const body = { to: "aida@customer.example", lang: "ru" };
    const [[status, one], [, two]] = [await send(id, body, { headers }), await send(id, body, { headers })];
    expect(status).to.equal(202);
    expect(two).to.deep.equal(one);
    expect(mails.map(({ to }) => to)).to.deep.equal([["aida@customer.example"]]);
    const { text } = mails.splice(0)[0]!;
    expect(text).to.match(/^From: bills@cafe\.example\r$/m);
    expect(text).to.include(`filename=invoice-`).and.include("application/pdf");
    const attached = /Content-Disposition: attachment[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(text)![1]!;
    expect(Buffer.from(attached, "base64").subarray(0, 5).toString()).to.equal("%PDF-");
    const { rows } = await story.net.pool.query<{ found: boolean }>(
      "SELECT EXISTS (SELECT 1 FROM work.idempotency i WHERE i::text LIKE '%customer.example%') AS found",
    );
    expect(rows[0]!.found).to.equal(false);
  });

  it("is refused without a mail server, by the server, for strangers and for what is no address", async () => {
    const id = await make();
    const to = "aida@customer.example";
    const refused = async (...asked: Parameters<typeof send>): Promise<unknown[]> => {
      const [status, { code }] = await send(...asked);
      return [status, code];
    };
    expect(await refused(id, { to }, { url: story.gateway.url })).to.deep.equal([501, "mail-not-configured"]);
    expect(await refused(id, { to: "nobody@customer.example" })).to.deep.equal([502, "mail-refused"]);
    expect(await refused(id, { to }, { headers: keyOf("tram") })).to.deep.equal([403, "not-merchant"]);
    for (const wrong of ["aida", "a@b", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"])
      expect((await refused(id, { to: wrong }))[1], wrong).to.equal("request-invalid");
    await story.post(`/v1/invoices/${id}/void`, {}, cafe);
    expect(await refused(id, { to })).to.deep.equal([409, "invoice-closed"]);
    expect(mails).to.deep.equal([]);
  });
});

/** The letters that a PDF's fonts map their glyphs to (ToUnicode). */
function lettersOf(content: Buffer): string {
  const letters = new Set<string>();
  for (let at = content.indexOf("stream\n"); at >= 0; at = content.indexOf("stream\n", at + 1)) {
    const start = at + "stream\n".length;
    try {
      const map = inflateSync(content.subarray(start)).toString("latin1");
      if (!map.includes("beginbfrange") && !map.includes("beginbfchar")) continue;
      for (const [, code] of map.matchAll(/<([0-9a-f]{4})>(?=[\s\]])/gi))
        letters.add(String.fromCodePoint(Number.parseInt(code!, 16)));
    } catch {
      continue; // a stream that is not compressed, or the end of one
    }
  }
  return [...letters].join("");
}
