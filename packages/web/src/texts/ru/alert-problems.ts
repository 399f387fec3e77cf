// Titles of problems of thresholds, alerts and derived sets, by code, in Russian.

export const alertProblems: Readonly<Record<string, string>> = {
  "threshold-version-taken": "Версия уже опубликована",
  "alert-unknown": "Тревога не найдена",
  "derived-not": "Набор не производный",
  "program-unknown": "Программа отличается",
  "inputs-missing": "За этот период нет исходных данных",
  "alert-already-acknowledged": "Тревога уже принята",
  "alert-not-open": "Нет открытой тревоги",
  "alert-rule-unknown": "Порог без правила тревоги",
  "cells-invalid": "Сводку нельзя обезличить",
  "indicators-invalid": "Показатели нельзя оценить",
  "not-decimal": "Не десятичное число",
  "rows-invalid": "Строки нельзя использовать",
};
