import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { parseCarefully, parseDeviceJson } from "./json.ts";

const REASON = "payload-not-json";
const answers = (text: string) => [parseDeviceJson(text, REASON), parseCarefully(text, REASON)] as const;

describe("parseDeviceJson", () => {
  it("answers the same whichever way a text takes", () => {
    const texts = [
      ...['{"a":01}', '{"a":-01}', '{"a":1.}', '{"a":.5}', '{"a":1e}', '{"a":1 2}', '{"a":+1}', '{"a":0x1}'],
      ...["{1:2}", '{1:2,"a":3,"a":4}', '{-1 :"a"}', '{"a":1,}', '{"a":1"b":2}', '{"a""b":1}', '{"a":tru1e}'],
      ...[
        '{"a":1,"a":1}',
        '{"a":{"a":1},"b":[{"a":2},{"a":3}]}',
        '{"a":[1,-0,1E400,1e-7,12345678901234567890]}',
      ],
      ...[
        '{"__proto__":1}',
        '{"a":"1:2","b":"{\\"c\\":1}"}',
        '{"a":"\\u0031","b" : 2}',
        '{"a":"1',
        '{"a":"\n"}',
      ],
      ...[
        "",
        "1",
        "[]",
        "null",
        '"a"',
        "{}",
        " {} ",
        "{",
        '{"a":NaN}',
        '{"a":"x"}{"a":1}',
        '{"1":1,"2":"3"}',
      ],
      `{"a":${"[".repeat(40)}1${"]".repeat(40)}}`,
    ];
    for (const text of texts) {
      const [found, careful] = answers(text);
      expect(found, text).to.deep.equal(careful);
    }
  });

  it("answers the same for any JSON and for texts one character off", () => {
    const property = fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom(...'0123456789-.eE":,{}[] '),
      (json, at, character) => {
        const text = `{"a":${json},"b":1}`;
        const place = at % text.length;
        const changed = text.slice(0, place) + character + text.slice(place + 1);
        for (const one of [text, changed]) {
          const [found, careful] = answers(one);
          expect(found).to.deep.equal(careful);
        }
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});
