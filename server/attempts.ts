/** One after the other. What fails keeps none of the others from being done, and is told at the end. */
export async function attemptAll(acts: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const act of acts) await act().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new Error(`${failures.length} of ${acts.length} failed`, { cause: failures[0] });
}

/** The same for rows, until somebody wants the server to stop. The log names the row that failed first. */
export async function attemptEach<Row extends { readonly id: string }>(
  rows: readonly Row[],
  act: (row: Row) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  await attemptAll(
    rows.map((row) => async () => {
      if (signal?.aborted) return;
      await act(row).catch((cause: unknown) => {
        throw failureOf(row.id, cause);
      });
    }),
  );
}

/** With the row's id as its code, which the log prints. */
function failureOf(id: string, cause: unknown): Error {
  return Object.assign(new Error(`Row ${id} failed`, { cause }), { code: id });
}
