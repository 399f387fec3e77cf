// For tests: the SDK's passkey in software.
export { makePasskey, type SoftPasskey } from "../../../sdk/src/passkey.fixture.ts";
