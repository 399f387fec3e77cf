import { expect } from "chai";
import { describe, it } from "mocha";
import { readOcmf } from "./ocmf.ts";

describe("readOcmf", () => {
  it("shows what the meter wrote, digit for digit, also where the number stands bare", () => {
    const text = `OCMF|{"MS":"D-345","PG":"T17","RD":[{"TM":"2026-03-01T15:15:00,000+0500 S","RV":814.5000,"RU":"kWh","RI":"01-00:B2.08.00*FF","ST":"G"}]}|{"SD":"00"}`;
    expect(readOcmf(text)).to.deep.equal({
      meterSerial: "D-345",
      pagination: "T17",
      algorithm: "ECDSA-secp256r1-SHA256",
      readings: [
        {
          time: "2026-03-01T15:15:00,000+0500 S",
          value: "814.5000",
          unit: "kWh",
          register: "01-00:B2.08.00*FF",
          status: "G",
        },
      ],
    });
  });

  it("says nothing about a text that is no OCMF", () => {
    for (const text of ["", "OCMF", "OCMF|{}", "OCMF|{|{}", "<values/>"])
      expect(readOcmf(text), text).to.equal(null);
  });
});
