// Downloads of a data set for a period, and the file that proves one with no server.
import { DOWNLOAD_FILE_FORMATS, DOWNLOAD_FORMAT, MOST_DOWNLOAD_ROWS } from "@alatau/sdk";
import type { Response } from "express";
import { once } from "node:events";
import { z } from "zod";
import { datasetName } from "../data-sets/description.ts";
import { API_HEADERS } from "../http/answers.ts";
import { bigNumberParam } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { downloadFile, DOWNLOAD_TYPES } from "./files.ts";
import { prepareDownload, readPayloads, type Download } from "./queries.ts";
import { proveDownload } from "./proof.ts";

const TAG = "Data sets";
const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));
const period = {
  from: seconds.optional().meta({ description: "RFC 3339; rows observed then or later." }),
  to: seconds.optional().meta({ description: "RFC 3339; rows observed then or earlier." }),
  asOf: bigNumberParam.optional().meta({ description: "What stood at this block; the latest when absent." }),
};
const refusals = [
  ...["dataset-unknown", "block-unknown", "unauthenticated", "forbidden", "download-too-large"],
  "rate-limited",
];
const params = z.object({ name: datasetName });

/** Declares the routes of downloads. */
export function downloadRoutes({ route, gateway }: Api, { costly }: Limiters): void {
  route(
    {
      method: "get",
      path: "/v1/data-sets/{name}/download",
      tag: TAG,
      summary: "A period of a data set as one file: what stood at a block",
      description:
        `At most ${MOST_DOWNLOAD_ROWS} rows, by time, subject and record hash. The bytes follow from the records, so that every gateway gives the same; ` +
        "`alatau-as-of` says the block, `link` leads to the proof file, which is the same for all formats. Rows that the caller may not read are left out.",
      params,
      query: z.strictObject({ format: z.enum(DOWNLOAD_FILE_FORMATS).default("csv"), ...period }),
      answers: { 200: { description: "The file.", types: Object.values(DOWNLOAD_TYPES) } },
      refusals,
    },
    async ({ params: { name }, query: { format, ...asked }, response, caller }) => {
      const download = await prepareDownload(gateway, name, asked, await caller());
      await send(
        response,
        downloadFile(format, () => readPayloads(gateway, download)),
        {
          ...headersOf(download, DOWNLOAD_TYPES[format], format),
          link: `<${proofPath(download, asked)}>; rel="describedby"; type="application/json"`,
        },
      );
      return null;
    },
    costly,
  );
  route(
    {
      method: "get",
      path: "/v1/data-sets/{name}/download/proof",
      tag: TAG,
      summary: "The proof file of a download",
      description: `\`${DOWNLOAD_FORMAT}\`, byte by byte in docs/proof.md. Ask for it with the same period and the block of the file; check both with \`alatau verify\` or on the page /verify.`,
      params,
      query: z.strictObject(period),
      answers: { 200: { description: "The proof file.", types: ["application/json"] } },
      refusals: [...refusals, "proof-not-ready"],
    },
    async ({ params: { name }, query, response, caller }) => {
      const download = await prepareDownload(gateway, name, query, await caller());
      const { from, to } = query;
      const pieces = proveDownload(gateway, download, { from, to });
      await send(response, pieces, headersOf(download, "application/json", "proof.json"));
      return null;
    },
    costly,
  );
}

function headersOf({ terms, asOf, rows }: Download, type: string, ending: string): Record<string, string> {
  return {
    ...API_HEADERS,
    "content-type": type,
    "content-disposition": `attachment; filename="${terms.name}-${asOf}.${ending}"`,
    "cache-control": "no-store",
    "alatau-as-of": String(asOf),
    "alatau-rows": String(rows),
  };
}

function proofPath(
  { terms, asOf }: Download,
  { from, to }: { from?: number | undefined; to?: number | undefined },
): string {
  const query = new URLSearchParams({ asOf: String(asOf) });
  for (const [name, time] of Object.entries({ from, to }))
    if (time !== undefined) query.set(name, new Date(time * 1000).toISOString());
  return `/v1/data-sets/${terms.name}/download/proof?${query.toString()}`;
}

/** Sends pieces and waits for slow readers; a failure before the first piece is answered as a problem. */
async function send(
  response: Response,
  pieces: AsyncGenerator<string | Uint8Array>,
  headers: Record<string, string>,
): Promise<void> {
  let piece = await pieces.next();
  const second = piece.done === true ? piece : await pieces.next(); // the head of a proof is made before anything is asked of the chain
  response.writeHead(200, headers);
  if (piece.done !== true) await write(response, piece.value);
  for (piece = second; piece.done !== true && !response.destroyed; piece = await pieces.next())
    await write(response, piece.value);
  await pieces.return(undefined);
  response.end();
}

/** Waits where the reader is slow, and leaves no listener behind. */
async function write(response: Response, piece: string | Uint8Array): Promise<void> {
  if (response.write(piece) || response.destroyed) return;
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]).finally(() =>
    over.abort(),
  );
}
