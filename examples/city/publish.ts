// Publishes two hours of PM2.5, waits until they are on the chain, and fetches the data set with its proof.
// ALATAU_URL=… ALATAU_API_KEY=… node examples/city/publish.ts <data set> <file.csv>
import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

const [dataSet, file] = process.argv.slice(2);
const { ALATAU_URL: url, ALATAU_API_KEY: key } = process.env;
if (file === undefined || url === undefined || key === undefined) {
  console.error("usage: ALATAU_URL=… ALATAU_API_KEY=… node examples/city/publish.ts <data set> <file.csv>");
  process.exit(2);
}
const here = `${url}/v1/data-sets/${dataSet}`;
const ask = async (address: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(address, {
    ...init,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
  });
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
  return response;
};

const hours = [31, 29.5].map((value, hour) => ({
  id: "urn:ngsi-ld:AirQualityObserved:ts-1",
  type: "AirQualityObserved",
  dateObserved: `2025-01-01T0${hour}:00:00Z`,
  pm25: { type: "Property", value, unitCode: "GQ" },
}));
const published = await ask(`${here}/observations`, { method: "POST", body: JSON.stringify(hours) });
const { results } = (await published.json()) as {
  results: { position: string; status: string; code: string | null; records: string[] }[];
};
for (const { position, status, code } of results) console.log(position, status, code ?? "");
if (results.some(({ status }) => status === "refused")) process.exit(1);

/** A record is proven once it is in a batch that the chain has accepted. */
for (const record of results.flatMap(({ records }) => records))
  while (!(await fetch(`${url}/v1/records/${record}/proof`)).ok) await wait(500);

const download = await ask(`${here}/download?format=csv`);
const [, proof] = /<([^>]+)>/.exec(download.headers.get("link") ?? "")!;
await writeFile(file, Buffer.from(await download.arrayBuffer()));
await writeFile(`${file}.proof.json`, await (await ask(url + proof!)).text());
console.log(`${file} as of block ${download.headers.get("alatau-as-of")}`);
