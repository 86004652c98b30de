/** `SEED` if set, else new each time; printed so that a failure can be repeated. */
export function seedOfRun(purpose: string): number {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`${purpose}: SEED=${seed}`);
  return seed;
}
