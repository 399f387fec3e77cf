// Schemas to begin with: small, of the entity types that the Smart Data Models name, in the ledger's own words.
import type { TextKey } from "../texts/en.ts";
import type { JsonSchema, SchemaFile } from "./answers.ts";

export interface Example {
  readonly name: string;
  readonly text: TextKey;
  readonly file: SchemaFile;
}

const measured = (description: string, more: object = {}): JsonSchema => ({
  type: "number",
  description,
  ...more,
});
const counted = (description: string): JsonSchema => ({ type: "integer", minimum: 0, description });
const text = (description: string): JsonSchema => ({ type: "string", description });

function file(
  type: string,
  required: readonly string[],
  properties: Readonly<Record<string, JsonSchema>>,
): SchemaFile {
  return {
    id: type,
    schema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required: ["id", "type", "dateObserved", ...required],
      properties: {
        id: text("URI of the station, container or section"),
        type: { const: type },
        dateObserved: { type: "string", format: "date-time", description: "when it was observed" },
        ...properties,
      },
    },
    references: {},
  };
}

const dust = { minimum: 0, maximum: 5000 };

export const EXAMPLES: readonly Example[] = [
  {
    ...{ name: "air", text: "publish.example.air" },
    file: file("AirQualityObserved", ["pm25"], {
      pm25: measured("fine dust, µg/m³", dust),
      pm10: measured("dust, µg/m³", dust),
      no2: measured("nitrogen dioxide, µg/m³", dust),
      so2: measured("sulphur dioxide, µg/m³", dust),
      o3: measured("ozone, µg/m³", dust),
      co: measured("carbon monoxide, mg/m³", { minimum: 0, maximum: 500 }),
      temperature: measured("°C", { minimum: -60, maximum: 60 }),
    }),
  },
  {
    ...{ name: "traffic", text: "publish.example.traffic" },
    file: file("TrafficFlowObserved", ["intensity"], {
      intensity: counted("vehicles in the period"),
      averageVehicleSpeed: measured("km/h", { minimum: 0, maximum: 300 }),
      laneId: counted("lane, from the middle"),
    }),
  },
  {
    ...{ name: "waste", text: "publish.example.waste" },
    file: file("WasteContainer", ["fillingLevel"], {
      fillingLevel: measured("share that is full, 0 to 1", { minimum: 0, maximum: 1 }),
      temperature: measured("°C", { minimum: -60, maximum: 120 }),
      refContainer: text("number painted on the container"),
    }),
  },
  {
    ...{ name: "crowd", text: "publish.example.crowd" },
    file: file("CrowdFlowObserved", ["peopleCount"], {
      peopleCount: counted("persons; below ten is refused in public sets"),
      averageCrowdSpeed: measured("km/h", { minimum: 0, maximum: 30 }),
    }),
  },
];
