// Texts of the city score in Kazakh.
import type { ScoreTexts } from "../en/score.ts";

export const score: ScoreTexts = {
  "score.again": "Сол санды көрсеткіштерден серверсіз қайта шығаруға болады:",
  "score.asOf": "{time} жағдайы",
  "score.covered": "Салмақтың {percent} % өлшенген.",
  "score.formula": "Формула",
  "score.indicator": "Көрсеткіш",
  "score.indicators": "Көрсеткіштер",
  "score.noSource": "ашық жинақ әзірге жоқ",
  "score.none": "Баға қою үшін өлшенгені тым аз.",
  "score.of": "100-ден",
  "score.points": "Ұпай",
  "score.records": "жазба: {count}",
  "score.source": "Неден құралған",
  "score.title": "Қала бағасы",
  "score.value": "Мәні",
  "score.weight": "Салмақ",
};
