import type { Json } from '../../src/library/model/canonical-json.ts';
import type { Account } from '../accounts/records.ts';
import { type Entry, nameOf } from '../ledger/entry.ts';

/** What is personal in an act of an account: who it was at that moment. */
export function partsOf({ name, email, business }: Account): Readonly<Record<string, Json>> {
  return { person: { name, email, business: business?.name ?? '' } };
}

export function isEntry({ about }: Entry, name: string): boolean {
  return nameOf(about) === name;
}
