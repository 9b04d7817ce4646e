import type { Requests } from '../../../server/requests/requests.ts';
import { fail, succeed } from '../../library/model/result.ts';
import { referenceMessages } from '../../words/requests/cases.ts';

/** The form that leads to the page of a request, by its reference. */
export function findingOf({ readReference }: Pick<Requests, 'readReference'>) {
  return {
    act: async (sent: FormData) => {
      const reference = readReference(String(sent.get('reference') ?? ''));
      return reference ? succeed(reference) : fail('reference-invalid');
    },
    messages: referenceMessages,
    leadsTo: (reference: string) => `/requests/${reference}/`,
  };
}
