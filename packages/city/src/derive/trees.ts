// Trees that were planted, and those that were alive when somebody counted. Pure.
import { z } from "zod";
import { roundedHalfAway, whole } from "../exact.ts";
import { daySchema } from "../moment.ts";
import { program } from "./program.ts";
import {
  countCell,
  optionalCell,
  refuseRepeats,
  RowsError,
  sortedGroups,
  textCell,
  type RowFault,
} from "./rows.ts";

const PLACES = 1;

/** Planted and survived per place; the rate looks only at plantings that were counted again. */
export const treePlanting = program({
  id: "tree-planting",
  version: 1,
  title: "trees planted and survived per place",
  formula: [
    "planted: sum; counted: planted where survivors were counted; survived: sum of the survivors",
    "survivalPercent = survived / counted × 100, 1 digit, half away from zero; none where nothing was counted",
  ],
  fields: [
    { name: "planting", headers: ["planting", "planting_id"], meaning: "id of the planting" },
    { name: "place", headers: ["place", "district"], meaning: "park, street or district" },
    { name: "plantedOn", headers: ["plantedOn", "planted_on"], meaning: "day" },
    { name: "planted", headers: ["planted"], meaning: "trees" },
    { name: "survived", headers: ["survived"], optional: true, meaning: "trees alive at the last count" },
  ],
  rowSchema: z.object({
    planting: textCell,
    place: textCell,
    plantedOn: daySchema,
    planted: countCell,
    survived: optionalCell(countCell),
  }),
  parametersSchema: z.strictObject({}),
  run: (rows) => {
    refuseRepeats(rows, ({ planting }) => planting, "planting");
    const faults = rows.flatMap(({ planted, survived = 0 }, index): RowFault[] =>
      survived <= planted
        ? []
        : [
            {
              row: index + 1,
              column: "survived",
              code: "row-contradiction",
              detail: `${survived} survived of ${planted} planted`,
            },
          ],
    );
    if (faults.length > 0) throw new RowsError(faults);
    const line = (list: typeof rows) => {
      const again = list.filter(({ survived }) => survived !== undefined);
      const counted = again.reduce((sum, { planted }) => sum + planted, 0);
      const survived = again.reduce((sum, row) => sum + row.survived!, 0);
      return {
        planted: list.reduce((sum, { planted }) => sum + planted, 0),
        counted,
        survived,
        survivalPercent:
          counted === 0 ? null : roundedHalfAway(whole(survived).mul(100).div(counted), PLACES),
      };
    };
    const places = sortedGroups(rows, ({ place }) => place);
    return {
      rows: places.map(([place, list]) => ({ place, ...line(list) })),
      totals: { plantings: rows.length, ...line(rows) },
      explanation: ["A planting that nobody counted again is planted, and says nothing about survival."],
    };
  },
});
