// Titles of problems of thresholds, alerts and derived sets, by code, in Kazakh.

export const alertProblems: Readonly<Record<string, string>> = {
  "threshold-version-taken": "Нұсқа жарияланып қойған",
  "alert-unknown": "Дабыл табылмады",
  "derived-not": "Жинақ туынды емес",
  "program-unknown": "Бағдарлама өзгеше",
  "inputs-missing": "Бұл кезеңде бастапқы деректер жоқ",
  "alert-already-acknowledged": "Дабыл қабылданып қойған",
  "alert-not-open": "Ашық дабыл жоқ",
  "alert-rule-unknown": "Шекті мәннің дабыл ережесі жоқ",
  "cells-invalid": "Жиынтықты иесіздендіру мүмкін емес",
  "indicators-invalid": "Көрсеткіштерді бағалау мүмкін емес",
  "not-decimal": "Ондық сан емес",
  "rows-invalid": "Жолдарды пайдалану мүмкін емес",
};
