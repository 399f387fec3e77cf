// Titles of problems of derived city data, by code, in Kazakh.

export const cityProblems: Readonly<Record<string, string>> = {
  "alert-already-acknowledged": "Дабыл расталған",
  "alert-not-open": "Ашық дабыл жоқ",
  "alert-rule-unknown": "Шекте дабыл ережесі жоқ",
  "cells-invalid": "Жиынтықты иесіздендіруге болмайды",
  "indicators-invalid": "Көрсеткіштерді бағалауға болмайды",
  "not-decimal": "Ондық сан емес",
  "rows-invalid": "Жолдар жарамсыз",
  "problem-reports-closed": "Әзірге бірде-бір мекеме хабарлама қабылдамайды",
  "problem-report-unknown": "Хабарлама табылмады",
  "problem-report-answered": "Жауап берілген",
  "saved-searches-full": "Тым көп іздеу сақталған",
};
