import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { isReference, makeReference, referencesIn } from "./reference.ts";

const reference = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(makeReference);
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

describe("references of payments", () => {
  it("are found as they were made, also without hyphens, in small letters, and among other words", () => {
    fc.assert(
      fc.property(reference, (made) => {
        expect(isReference(made)).to.equal(true);
        for (const text of [
          made,
          made.toLowerCase(),
          made.replaceAll("-", ""),
          made.replaceAll("-", " "),
          `За кофе ${made}, спасибо`,
          `/ROC/${made}//`,
          made.replaceAll("A", "А").replaceAll("0", "O"),
        ])
          expect(referencesIn(text), text).to.deep.equal([made]);
      }),
    );
  });

  it("are refused with one wrong character", () => {
    fc.assert(
      fc.property(reference, fc.nat(9), fc.constantFrom(...ALPHABET), (made, place, letter) => {
        const at = 3 + place + (place >= 4 ? 1 : 0);
        if (at > 11 || made[at] === letter || made[at] === "-") return;
        const wrong = made.slice(0, at) + letter + made.slice(at + 1);
        expect(referencesIn(wrong), wrong).to.deep.equal([]);
      }),
    );
  });

  it("are refused with two neighbours swapped", () => {
    fc.assert(
      fc.property(reference, fc.nat(4), (made, place) => {
        const body = [...(made.slice(3, 7) + made.slice(8, 10))];
        if (body[place] === body[place + 1]) return;
        [body[place], body[place + 1]] = [body[place + 1]!, body[place]!];
        const swapped = `AL-${body.slice(0, 4).join("")}-${body.slice(4).join("")}${made.slice(10)}`;
        expect(referencesIn(swapped), swapped).to.deep.equal([]);
      }),
    );
  });

  it("are told apart where a text names several, and not seen inside of longer words", () => {
    const [one, other] = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(9, 8, 7, 6)].map(makeReference) as [
      string,
      string,
    ];
    expect(referencesIn(`${one} ${other} ${one}`)).to.deep.equal([one, other]);
    expect(referencesIn(`X${one}`)).to.deep.equal([]);
    expect(referencesIn(`${one}7`)).to.deep.equal([]);
    expect(referencesIn("AL-0000-0000 AL")).to.deep.equal([]);
  });
});
