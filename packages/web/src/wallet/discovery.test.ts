import { expect } from "chai";
import { describe, it } from "mocha";
import { announcedWallet } from "./discovery.ts";

const request = (): Promise<unknown> => Promise.resolve(null);
const info = { rdns: "kz.wallet", name: "A wallet", icon: "data:image/svg+xml;base64,AA==" };

describe("announcedWallet", () => {
  it("refuses what is no announcement of EIP-6963", () => {
    for (const detail of [
      null,
      undefined,
      1,
      {},
      { info },
      { info, provider: {} },
      { provider: { request } },
    ])
      expect(announcedWallet(detail)).to.equal(null);
    expect(announcedWallet({ info: { ...info, name: 1 }, provider: { request } })).to.equal(null);
  });

  it("takes name and icon, and no icon that would be fetched", () => {
    expect(announcedWallet({ info, provider: { request } })).to.include({
      id: "kz.wallet",
      name: "A wallet",
    });
    for (const icon of ["https://spy.example/1.png", "javascript:alert(1)", "data:text/html,x", 7])
      expect(announcedWallet({ info: { ...info, icon }, provider: { request } })?.icon).to.equal(null);
  });
});
