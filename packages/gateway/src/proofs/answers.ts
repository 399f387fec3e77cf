// What the three kinds of proofs have in common on their way out.
import { BUNDLE_FORMAT, SEALED_FORMAT, type ProofBundle } from "@alatau/sdk";
import { z } from "zod";
import type { Answer } from "../http/answers.ts";

/** The parts of a proof route's description that are the same for all. */
export const proofText = {
  method: "get",
  tag: "Proofs",
  description:
    "Checked by anybody with `verifyBundle` of the SDK, `alatau verify` or in the browser, against /network.json and no server. " +
    "Until the block is under a signed head the answer is `proof-not-ready`.",
  answers: {
    200: {
      description: "The bundle.",
      schema: z
        .object({
          format: z.enum([BUNDLE_FORMAT, SEALED_FORMAT]),
          sha256: z.string().describe("base64url of sha256 over the compressed body"),
          body: z.string().describe("base64url of the body after raw DEFLATE"),
        })
        .meta({ id: "ProofBundle", description: "Its layout, byte by byte, is in docs/proof.md." }),
    },
  },
} as const;

/** A bundle as an answer: it holds as of its block, so a later one may differ. */
export const proofAnswer = (bundle: ProofBundle): Answer => ({ body: bundle, cache: "tagged" });
