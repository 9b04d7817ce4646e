export interface Cache<Value> {
  get(key: string, load: () => Promise<Value>): Promise<Value>;
}

/** Keeps what was asked for last, up to a number of bytes; what is being loaded is loaded once. */
export function createCache<Value>(capacity: number, bytesOf: (value: Value) => number): Cache<Value> {
  const entries = new Map<string, { readonly value: Promise<Value>; bytes: number }>();
  let total = 0;

  return { get };

  function get(key: string, load: () => Promise<Value>): Promise<Value> {
    const entry = entries.get(key) ?? { value: load(), bytes: -1 };
    entries.delete(key);
    entries.set(key, entry);

    if (entry.bytes < 0) {
      entry.bytes = 0;
      entry.value.then(
        (value) => {
          entry.bytes = bytesOf(value);
          total += entry.bytes;
          shrink();
        },
        () => entries.delete(key),
      );
    }
    return entry.value;
  }

  function shrink() {
    for (const [key, { bytes }] of entries) {
      if (total <= capacity) return;
      if (bytes === 0) continue;
      entries.delete(key);
      total -= bytes;
    }
  }
}
