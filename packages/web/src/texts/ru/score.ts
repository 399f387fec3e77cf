// Texts of the city score in Russian.
import type { ScoreTexts } from "../en/score.ts";

export const score: ScoreTexts = {
  "score.again": "То же число можно получить из показателей без сервера:",
  "score.asOf": "На {time}",
  "score.covered": "Измерено {percent} % весов.",
  "score.formula": "Формула",
  "score.indicator": "Показатель",
  "score.indicators": "Показатели",
  "score.noSource": "открытого набора пока нет",
  "score.none": "Измерено слишком мало для оценки.",
  "score.of": "из 100",
  "score.points": "Баллы",
  "score.records": "записей: {count}",
  "score.source": "Из чего",
  "score.title": "Оценка города",
  "score.value": "Значение",
  "score.weight": "Вес",
};
