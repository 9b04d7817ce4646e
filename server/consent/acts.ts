import type { Json } from '../../src/library/model/files/canonical-json.ts';
import type { Account } from '../accounts/records.ts';
import { type Entry, nameOf } from '../ledger/entry.ts';
import type { Signatory } from './agreement-form.ts';

/** What is personal in an act of an account: who it was at that moment. */
export function partsOf({ name, email, business }: Account): Readonly<Record<string, Json>> {
  return { person: { name, email, business: business?.name ?? '' } };
}

/** Who bound a business, by what right, and which. */
export function signatoryParts({
  name,
  capacity,
  authority,
  business,
  address,
}: Signatory): Readonly<Record<string, Json>> {
  return { signatory: { name, capacity, ...(authority && { authority }) }, business: { business, address } };
}

export function isEntry({ about }: Entry, name: string): boolean {
  return nameOf(about) === name;
}
