/** A number with its noun: "1 user", "2,000 users", "1 log entry". */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
