/** A sentence of this folder with its values. What it names must be given: a gap is a mistake of ours, never shown. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(?<name>\w+)\}/gu, (_, name: string) => String(known(text, values, name)));
}

/** What a sentence means by a name. */
export function known<Value>(text: string, given: Readonly<Record<string, Value>>, name: string): Value {
  const value = given[name];
  if (value === undefined) throw new Error(`"${text}" names ${name}, which its page does not give`);
  return value;
}
