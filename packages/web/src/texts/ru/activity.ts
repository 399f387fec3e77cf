// Texts of what is paid and charged now in Russian.
import type { ActivityTexts } from "../en/activity.ts";

export const activity: ActivityTexts = {
  "activity.charging": "Сейчас заряжается",
  "activity.cost": "Стоимость",
  "activity.energy": "Отпущено",
  "activity.last": "Последний:",
  "activity.merchants": "Продавцов с оплатой",
  "activity.noCar": "У публичных станций машин нет.",
  "activity.paid": "Оплачено сегодня",
  "activity.payments": "Платежи",
  "activity.since": "Подключена",
  "activity.sum": "Всего",
  "activity.try": "Оплатите кофе сами",
};
