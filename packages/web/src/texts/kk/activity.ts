// Texts of what is paid and charged now in Kazakh.
import type { ActivityTexts } from "../en/activity.ts";

export const activity: ActivityTexts = {
  "activity.charging": "Қазір зарядталуда",
  "activity.cost": "Осы сәтке дейінгі құны",
  "activity.energy": "Берілген энергия",
  "activity.last": "Соңғысы:",
  "activity.merchants": "Ақы алған сатушылар",
  "activity.noCar": "Көпшілік зарядтауышында көлік жоқ.",
  "activity.paid": "Бүгін төленді",
  "activity.payments": "Төлемдер",
  "activity.since": "Қосылған уақыты",
  "activity.sum": "Барлығы",
  "activity.try": "Кофе үшін өзіңіз төлеңіз",
};
