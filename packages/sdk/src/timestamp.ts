// Outside timestamps (RFC 3161): the request for one, and the check of a token with the certificate of the authority that is trusted.
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { ContentInfo, SignedData, type SignerInfo } from "@peculiar/asn1-cms";
import { MessageImprint, TimeStampReq, TimeStampResp, TSTInfo } from "@peculiar/asn1-tsp";
import { AlgorithmIdentifier, Certificate, ExtendedKeyUsage } from "@peculiar/asn1-x509";
import { concat, fromHex, sameBytes, sha256, toHex } from "./bytes.ts";
import { LedgerError } from "./errors.ts";
import { refuse } from "./refusals.ts";

const SHA256 = "2.16.840.1.101.3.4.2.1";
const DIGESTS: Readonly<Record<string, string>> = {
  [SHA256]: "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};
const CURVES: Readonly<Record<string, readonly [name: string, width: number]>> = {
  "06082a8648ce3d030107": ["P-256", 32],
  "06052b81040022": ["P-384", 48],
};
const EC_KEY = "1.2.840.10045.2.1";
const RSA_KEY = "1.2.840.113549.1.1.1";
const TST_INFO = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

/** An authority's answer that has no token, or another one than was asked for. */
export class TimestampAnswerError extends LedgerError {
  constructor(reason: string, cause?: unknown) {
    super("timestamp-answer", reason, {}, cause);
  }
}

/** What is timestamped of a batch: sha256 over the root's bytes. */
export const timestampImprint = (root: Uint8Array): Uint8Array => sha256(root);

/** The request (`application/timestamp-query`) for a token over an imprint; `nonce` has 1 to 20 bytes, random and below 0x80 at first. */
export function timestampRequest(imprint: Uint8Array, nonce: Uint8Array): Uint8Array {
  const request = new TimeStampReq({
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA256, parameters: null }),
      hashedMessage: new OctetString(buffer(imprint)),
    }),
    nonce: buffer(nonce),
    certReq: true,
  });
  return new Uint8Array(AsnConvert.serialize(request));
}

/** The token of an answer (`application/timestamp-reply`) to a request. Its signature is not checked. @throws {TimestampAnswerError} */
export function timestampToken(
  answer: Uint8Array,
  asked: { readonly imprint: Uint8Array; readonly nonce: Uint8Array },
): Uint8Array {
  const { token, info } = readAnswer(answer);
  if (!sameBytes(imprintOf(info), asked.imprint))
    throw new TimestampAnswerError("The token is over another hash.");
  if (info.nonce === undefined || !sameBytes(new Uint8Array(info.nonce), asked.nonce))
    throw new TimestampAnswerError("The token answers another request.");
  return token;
}

function readAnswer(answer: Uint8Array): { token: Uint8Array; info: TSTInfo } {
  try {
    const { status, timeStampToken } = AsnConvert.parse(buffer(answer), TimeStampResp);
    if (timeStampToken === undefined)
      throw new TimestampAnswerError(`The authority refuses: status ${status.status}.`);
    const token = new Uint8Array(AsnConvert.serialize(timeStampToken));
    return { token, info: readToken(token).info };
  } catch (cause) {
    if (cause instanceof TimestampAnswerError) throw cause;
    throw new TimestampAnswerError("The answer cannot be read.", cause);
  }
}

/**
 * When an authority saw an imprint, Unix seconds: the token must be signed by the certificate's key (DER, RSA or EC), which must be for
 * timestamps and have been valid then. Who issued the certificate is not asked: whoever gives it trusts it. @throws {CheckFailedError}
 */
export async function checkTimestamp(
  token: Uint8Array,
  { imprint, certificate }: { readonly imprint: Uint8Array; readonly certificate: Uint8Array },
): Promise<bigint> {
  const { info, content, signer } = readOrRefuse(token);
  const tsa = readCertificate(certificate);
  if (!sameBytes(imprintOf(info), imprint))
    refuse("timestamp-foreign", "The timestamp is over another batch.");
  const { notBefore, notAfter } = tsa.tbsCertificate.validity;
  if (info.genTime < notBefore.getTime() || info.genTime > notAfter.getTime())
    refuse("timestamp-invalid", "The authority's certificate was not valid then.");
  if (!(await isSigned(signer, content, tsa)))
    refuse("timestamp-invalid", "The timestamp is not signed by the authority's key.");
  return BigInt(Math.floor(info.genTime.getTime() / 1000));
}

interface ReadToken {
  readonly info: TSTInfo;
  readonly content: Uint8Array;
  readonly signer: SignerInfo;
}

function readOrRefuse(token: Uint8Array): ReadToken {
  try {
    return readToken(token);
  } catch {
    return refuse("timestamp-invalid", "The timestamp cannot be read.");
  }
}

function readToken(token: Uint8Array): ReadToken {
  const { content } = AsnConvert.parse(buffer(token), ContentInfo);
  const signed = AsnConvert.parse(content, SignedData);
  const inner = signed.encapContentInfo.eContent?.single;
  const [signer, ...others] = signed.signerInfos;
  if (signed.encapContentInfo.eContentType !== TST_INFO || inner === undefined) throw new Error("no TSTInfo");
  if (signer === undefined || others.length > 0) throw new Error("not one signer");
  const bytes = new Uint8Array(inner.buffer);
  return { info: AsnConvert.parse(buffer(bytes), TSTInfo), content: bytes, signer };
}

function imprintOf({ messageImprint: { hashAlgorithm, hashedMessage } }: TSTInfo): Uint8Array {
  return hashAlgorithm.algorithm === SHA256 ? new Uint8Array(hashedMessage.buffer) : new Uint8Array();
}

function readCertificate(der: Uint8Array): Certificate {
  let certificate: Certificate;
  try {
    certificate = AsnConvert.parse(buffer(der), Certificate);
  } catch {
    return refuse("timestamp-invalid", "The authority's certificate cannot be read.");
  }
  const usage = certificate.tbsCertificate.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  if (
    usage === undefined ||
    !AsnConvert.parse(usage.extnValue.buffer, ExtendedKeyUsage).includes(TIME_STAMPING)
  )
    refuse("timestamp-invalid", "The certificate is not for timestamps.");
  return certificate;
}

/** The signature is over the attributes, and they hold the digest of the content (RFC 5652, section 5.4). */
async function isSigned(signer: SignerInfo, content: Uint8Array, tsa: Certificate): Promise<boolean> {
  const digest = DIGESTS[signer.digestAlgorithm.algorithm];
  const { signedAttrs: attributes } = signer;
  if (digest === undefined || attributes === undefined) return false;
  const valueOf = (type: string): Uint8Array => {
    const [only, ...others] = attributes.filter(({ attrType }) => attrType === type);
    const [value, ...values] = only?.attrValues ?? [];
    return value === undefined || others.length + values.length > 0
      ? new Uint8Array()
      : new Uint8Array(value);
  };
  const hash = new Uint8Array(await crypto.subtle.digest(digest, buffer(content)));
  if (!sameBytes(valueOf(MESSAGE_DIGEST).subarray(2), hash)) return false;
  if (toHex(valueOf(CONTENT_TYPE)) !== "0x060b2a864886f70d0109100104") return false;
  const message = derSet(attributes.map((each) => new Uint8Array(AsnConvert.serialize(each))));
  return await verifySignature(tsa, { digest, message, signature: new Uint8Array(signer.signature.buffer) });
}

/** The DER of a set: its members ascend by their bytes. What is signed is this encoding, whatever the token's own is. */
function derSet(members: readonly Uint8Array[]): Uint8Array {
  const sorted = members.map(toHex).toSorted().map(fromHex);
  const length = sorted.reduce((sum, member) => sum + member.length, 0);
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return concat(Uint8Array.of(0x31, ...head), ...sorted);
}

async function verifySignature(
  { tbsCertificate: { subjectPublicKeyInfo: key } }: Certificate,
  { digest, message, signature }: { digest: string; message: Uint8Array; signature: Uint8Array },
): Promise<boolean> {
  const spki = AsnConvert.serialize(key);
  const { algorithm, parameters } = key.algorithm;
  if (algorithm === RSA_KEY) {
    const rsa = { name: "RSASSA-PKCS1-v1_5", hash: digest };
    const imported = await crypto.subtle.importKey("spki", spki, rsa, false, ["verify"]);
    return await crypto.subtle.verify(rsa, imported, buffer(signature), buffer(message));
  }
  const curve = parameters && CURVES[toHex(new Uint8Array(parameters)).slice(2)];
  if (algorithm !== EC_KEY || !curve) return false;
  const [namedCurve, width] = curve;
  const fixed = fixedEcdsa(signature, width);
  const ec = { name: "ECDSA", namedCurve };
  const imported = await crypto.subtle.importKey("spki", spki, ec, false, ["verify"]);
  return (
    fixed !== null &&
    (await crypto.subtle.verify({ ...ec, hash: digest }, imported, buffer(fixed), buffer(message)))
  );
}

/** r ‖ s of a DER signature; null for another form. */
function fixedEcdsa(der: Uint8Array, width: number): Uint8Array | null {
  const fixed = new Uint8Array(2 * width);
  let at = 2;
  for (const end of [width, 2 * width]) {
    const length = der[at + 1] ?? 0;
    let number = der.subarray(at + 2, at + 2 + length);
    while (number.length > width && number[0] === 0) number = number.subarray(1);
    if (der[0] !== 0x30 || der[at] !== 2 || number.length === 0 || number.length > width) return null;
    fixed.set(number, end - number.length);
    at += 2 + length;
  }
  return at === der.length ? fixed : null;
}

/** An ArrayBuffer of exactly these bytes, as the parsers and WebCrypto take it. */
const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
