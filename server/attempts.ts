/** One after the other. What fails keeps none of the others from being done, and is told at the end. */
export async function attemptAll(acts: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const act of acts) await act().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new Error(`${failures.length} of ${acts.length} failed`, { cause: failures[0] });
}
