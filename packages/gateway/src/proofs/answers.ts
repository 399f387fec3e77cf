// What the three kinds of proofs have in common on their way out.
import type { ProofBundle } from "@alatau/sdk";
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
      schema: z.record(z.string(), z.unknown()).meta({ id: "ProofBundle", description: "alatau-proof/1" }),
    },
  },
} as const;

/** A bundle as an answer: it holds as of its block, so a later one may differ. */
export const proofAnswer = (bundle: ProofBundle): Answer => ({ body: bundle, cache: "tagged" });
