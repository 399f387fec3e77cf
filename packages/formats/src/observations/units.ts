// Units by their UN/CEFACT common codes (Recommendation 20), which NGSI-LD's `unitCode` names, and which of them a property may have.
import { multiplyDecimal } from "./decimal.ts";
import { refusal, type Refusal } from "./problems.ts";

export interface Unit {
  readonly symbol: string;
  readonly quantity: string;
  /** How many of the quantity's base unit it is, as an exact decimal; absent where a factor alone does not convert. */
  readonly factor?: string;
}

const unit = (symbol: string, quantity: string, factor?: string): Unit => ({
  symbol,
  quantity,
  ...(factor !== undefined && { factor }),
});

/** Code → unit. Base units have the factor 1. */
export const UNITS: Readonly<Record<string, Unit>> = {
  GQ: unit("µg/m³", "mass concentration", "1"),
  GP: unit("mg/m³", "mass concentration", "1000"),
  "59": unit("ppm", "volume fraction", "1000"),
  "61": unit("ppb", "volume fraction", "1"),
  M1: unit("mg/l", "mass per litre", "1"),
  GL: unit("g/l", "mass per litre", "1000"),
  CEL: unit("°C", "temperature"),
  KEL: unit("K", "temperature"),
  FAH: unit("°F", "temperature"),
  C62: unit("1", "ratio", "1"),
  P1: unit("%", "ratio", "0.01"),
  MTS: unit("m/s", "speed", "1"),
  KMH: unit("km/h", "speed by the hour", "1"),
  HM: unit("mph", "speed by the hour", "1.609344"),
  KNT: unit("kn", "speed by the hour", "1.852"),
  MMT: unit("mm", "length", "0.001"),
  CMT: unit("cm", "length", "0.01"),
  MTR: unit("m", "length", "1"),
  KMT: unit("km", "length", "1000"),
  SMI: unit("mi", "length", "1609.344"),
  MTK: unit("m²", "area", "1"),
  LTR: unit("l", "volume", "1"),
  MTQ: unit("m³", "volume", "1000"),
  MQH: unit("m³/h", "volume flow"),
  GRM: unit("g", "mass", "1"),
  KGM: unit("kg", "mass", "1000"),
  TNE: unit("t", "mass", "1000000"),
  E93: unit("kg/h", "mass flow by the hour", "1"),
  F29: unit("g/s", "mass flow", "1"),
  KGS: unit("kg/s", "mass flow", "1000"),
  F30: unit("kg/d", "mass flow by the day", "1"),
  WHR: unit("Wh", "energy", "1"),
  KWH: unit("kWh", "energy", "1000"),
  MWH: unit("MWh", "energy", "1000000"),
  GWH: unit("GWh", "energy", "1000000000"),
  JOU: unit("J", "heat", "1"),
  "3B": unit("MJ", "heat", "1000000"),
  GV: unit("GJ", "heat", "1000000000"),
  WTT: unit("W", "power", "1"),
  KWT: unit("kW", "power", "1000"),
  MAW: unit("MW", "power", "1000000"),
  D44: unit("var", "reactive power", "1"),
  KVR: unit("kvar", "reactive power", "1000"),
  D46: unit("VA", "apparent power", "1"),
  KVA: unit("kVA", "apparent power", "1000"),
  K3: unit("kvarh", "reactive energy"),
  VLT: unit("V", "voltage"),
  AMP: unit("A", "current"),
  AMH: unit("Ah", "charge"),
  HTZ: unit("Hz", "frequency"),
  PAL: unit("Pa", "pressure", "1"),
  A97: unit("hPa", "pressure", "100"),
  MBR: unit("mbar", "pressure", "100"),
  KPA: unit("kPa", "pressure", "1000"),
  BAR: unit("bar", "pressure", "100000"),
  LUX: unit("lx", "illuminance"),
  "2N": unit("dB", "level"),
  DD: unit("°", "angle"),
  SEC: unit("s", "duration", "1"),
  MIN: unit("min", "duration", "60"),
  HUR: unit("h", "duration", "3600"),
  DAY: unit("d", "duration", "86400"),
};

/** Entity type (or `*` for all) → property → codes that it may have. One code is understood when none is written; of several one must be. */
export type UnitRules = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const rule = (names: string, ...codes: string[]): Record<string, readonly string[]> =>
  Object.fromEntries(names.split(" ").map((name) => [name, codes]));

/** The rules for the Smart Data Models this project uses; a data set may add its own. */
export const UNIT_RULES: UnitRules = {
  AirQualityObserved: {
    ...rule("co co2 no no2 nox so2 o3 h2s sh2 nh3 c6h6", "GQ", "GP", "59", "61"),
    ...rule("pm1 pm25 pm4 pm10 tsp", "GQ", "GP"),
    ...rule("temperature", "CEL"),
    ...rule("relativeHumidity", "C62"),
    ...rule("windSpeed", "MTS"),
    ...rule("windDirection", "DD"),
  },
  TrafficFlowObserved: {
    ...rule("averageVehicleSpeed", "KMH"),
    ...rule("averageVehicleLength averageGapDistance", "MTR"),
    ...rule("averageHeadwayTime", "SEC"),
  },
  CrowdFlowObserved: { ...rule("averageCrowdSpeed", "KMH"), ...rule("averageHeadwayTime", "SEC") },
  FleetVehicleStatus: {
    ...rule("mileageFromOdometer", "KMT", "SMI"),
    ...rule("speed", "KMH"),
    ...rule("bearing", "DD"),
    ...rule("lastFuellingAmount restFuelAmount", "LTR"),
  },
  WasteContainer: { ...rule("temperature", "CEL"), ...rule("methaneConcentration", "GQ", "GP", "59", "61") },
  ACMeasurement: {
    ...rule("activeEnergyImport activeEnergyExport totalActiveEnergyImport totalActiveEnergyExport", "KWH"),
    ...rule("activePower totalActivePower", "WTT"),
    ...rule("reactivePower totalReactivePower", "D44"),
    ...rule("current", "AMP"),
    ...rule("phaseVoltage phaseToPhaseVoltage", "VLT"),
    ...rule("frequency", "HTZ"),
  },
  EVChargingStation: { ...rule("amperage", "AMP"), ...rule("voltage", "VLT") },
};

/** The rules of two tables together; the second wins where both speak of a property. */
export function joinUnitRules(first: UnitRules, second: UnitRules = {}): UnitRules {
  const types = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries([...types].map((type) => [type, { ...first[type], ...second[type] }]));
}

const own = <Value>(table: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined =>
  table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;

/** The unit of a code; undefined for unknown ones. */
export const unitOf = (code: string): Unit | undefined => own(UNITS, code);

/** Whether a property may have the unit, or do without one; null when it may. */
export function unitRefusal(
  type: string,
  property: string,
  code: string | undefined,
  rules: UnitRules,
): Refusal | null {
  const allowed = own(own(rules, type), property) ?? own(own(rules, "*"), property);
  const list = allowed?.join(", ");
  if (code === undefined)
    return (allowed?.length ?? 0) > 1 ? refusal("unit-missing", `${property} may be in ${list}`) : null;
  if (unitOf(code) === undefined) return refusal("unit-unknown", `${property}: ${code}`);
  if (allowed === undefined || allowed.includes(code)) return null;
  return refusal("unit-not-allowed", `${property}: ${code} is not one of ${list}`);
}

/** A decimal text in another unit of the same quantity, exactly: 0.5146641334532487 GP is 514.6641334532487 GQ. */
export function convertDecimal(text: string, from: string, to: string): string | Refusal {
  const [source, target] = [unitOf(from), unitOf(to)];
  if (source === undefined || target === undefined)
    return refusal("unit-unknown", source === undefined ? from : to);
  const factor = from === to ? "1" : exactRatio(source, target);
  if (factor === null)
    return refusal("unit-not-allowed", `${from} cannot be converted into ${to} without rounding`);
  return multiplyDecimal(text, factor) ?? refusal("value-malformed", `«${text}» is no number`);
}

/** How many of the second one of the first is, where a finite decimal says it. */
function exactRatio(source: Unit, target: Unit): string | null {
  if (source.quantity !== target.quantity || source.factor === undefined || target.factor === undefined)
    return null;
  // Only powers of ten are divided by; their reciprocals end.
  const power = /^1(0*)$|^0\.(0*)1$/.exec(target.factor);
  if (power === null) return null;
  const exponent = power[1] === undefined ? power[2]!.length + 1 : -power[1].length;
  return multiplyDecimal(source.factor, `1e${exponent}`);
}
