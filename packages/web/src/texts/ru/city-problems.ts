// Titles of problems of derived city data, by code, in Russian.

export const cityProblems: Readonly<Record<string, string>> = {
  "alert-already-acknowledged": "Тревога уже подтверждена",
  "alert-not-open": "Нет открытой тревоги",
  "alert-rule-unknown": "У порога нет правила тревоги",
  "cells-invalid": "Сводку нельзя обезличить",
  "indicators-invalid": "Показатели нельзя оценить",
  "not-decimal": "Не десятичное число",
  "rows-invalid": "Строки непригодны",
  "problem-reports-closed": "Ни одно ведомство пока не принимает сообщения",
  "problem-report-unknown": "Сообщение не найдено",
  "problem-report-answered": "Ответ уже дан",
  "saved-searches-full": "Сохранено слишком много поисков",
};
