// Publishes one observation and reads it back. Nothing but Node: types are stripped as it runs.
// ALATAU_KEY=alk_… node examples/start-up/publish.ts
const url = process.env["ALATAU_URL"] ?? "http://127.0.0.1:8080";
const dataSet = process.env["ALATAU_DATA_SET"] ?? "sandbox.my-team";
const key = process.env["ALATAU_KEY"] ?? "";

async function ask<Answer>(method: "GET" | "POST", path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

interface Upload {
  results: { status: string; detail: string | null; records: string[] }[];
}

// The ledger's own time: an observation must not lie in its future.
const { time } = await ask<{ time: string }>("GET", "/v1/status");
const { results } = await ask<Upload>("POST", `/v1/data-sets/${dataSet}/observations`, {
  id: "urn:ngsi-ld:Device:typescript",
  type: "Device",
  dateObserved: process.env["ALATAU_OBSERVED_AT"] ?? time,
  value: { type: "Property", value: 21.5, unitCode: "CEL" },
});
for (const { status, detail, records } of results) console.log(status, detail ?? "", ...records);
const listed = await ask<{ items: { entity: unknown }[] }>(
  "GET",
  `/v1/data-sets/${dataSet}/observations?subject=urn:ngsi-ld:Device:typescript&limit=1`,
);
console.log(JSON.stringify(listed.items[0]?.entity));
