// Titles of problems of merchants, tills and links, by code, in Russian.

export const merchantProblems: Readonly<Record<string, string>> = {
  "api-key-role-refused": "Ключ с такой ролью создаёт только продавец",
  "member-exists": "Этот сотрудник уже добавлен",
  "member-unknown": "Сотрудник неизвестен",
  "members-too-many": "Слишком много сотрудников",
  "not-member": "Не сотрудник этого продавца",
  "payment-link-amount": "Сумма не подходит к ссылке",
  "payment-link-closed": "Ссылка закрыта",
  "payment-link-unknown": "Ссылка неизвестна",
  "role-insufficient": "Ваша роль этого не позволяет",
  "till-closed": "Касса закрыта",
  "till-foreign": "Это другая касса",
  "till-name-taken": "Касса с таким названием уже открыта",
  "till-unknown": "Касса неизвестна",
};
