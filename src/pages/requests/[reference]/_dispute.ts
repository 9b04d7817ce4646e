import type { AstroGlobal } from 'astro';
import { formTokenNames } from '../../../../server/requests/kinds.ts';
import { answerLink, type Page } from '../../../forms/answer.ts';
import { caseLinkWords, disputeMessages } from '../../../words/requests/cases.ts';

/** The form of an appeal or a complaint, behind the link to the request that it is about. */
export async function answerDispute(page: Page & Pick<AstroGlobal, 'params'>) {
  const { requests } = page.locals.services;
  const { reference: written = '', token = '' } = page.params;
  const form = await answerLink(page, {
    look: () => requests.openCase(written, token),
    broken: caseLinkWords,
    stamp: formTokenNames.dispute,
    act: (sent) => requests.dispute(written, token, sent),
    messages: disputeMessages,
    leadsTo: ({ path }) => path,
  });
  return form instanceof Response ? form : { form, path: `/requests/${requests.readReference(written)}/${token}/` };
}
