const format = new Intl.NumberFormat();

/** A number as people write it: 15,518. */
export function inDigits(count: number): string {
  return format.format(count);
}

/** 1 reply, 15,518 replies. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${inDigits(count)} ${count === 1 ? one : many}`;
}
