import type { Result } from '../result.ts';
import type { Case } from './cases.ts';
import type { CaseLinkProblem, ConfirmationProblem, MessageProblem, SubmissionProblem } from './kinds.ts';
import type { Client, RequestsNeeds } from './needs.ts';
import type { Submission } from './submission.ts';

export type Requests = ReturnType<typeof createRequests>;

/** What data subjects ask of the controller, until it is answered, closed and forgotten. */
export function createRequests(_needs: RequestsNeeds) {
  return { read, submit, confirmation, confirm, renewConfirmation, openCase, write, mailCaseLink };

  /** Checks a form and stores nothing: for the page on which people check their answers. */
  async function read(_form: FormData): Promise<Result<Submission, SubmissionProblem>> {
    throw new Error('not built yet');
  }

  async function submit(_form: FormData, _client: Client): Promise<Result<{ reference: string }, SubmissionProblem>> {
    throw new Error('not built yet');
  }

  /** What the page behind a confirmation link shows, changing nothing. */
  async function confirmation(
    _token: string,
  ): Promise<Result<{ reference: string; receivedOn: string; dueOn: string }, ConfirmationProblem>> {
    throw new Error('not built yet');
  }

  async function confirm(
    _token: string,
  ): Promise<Result<{ reference: string; caseToken: string }, ConfirmationProblem>> {
    throw new Error('not built yet');
  }

  /** For a used or expired link: mails a fresh one to the address on file, and answers the same in any case. */
  async function renewConfirmation(_token: string): Promise<void> {
    throw new Error('not built yet');
  }

  async function openCase(_reference: string, _caseToken: string): Promise<Result<Case, 'case-link-invalid'>> {
    throw new Error('not built yet');
  }

  /** The person's own message on the case page. Fields: `stamp`, `message`. */
  async function write(_reference: string, _caseToken: string, _form: FormData): Promise<Result<null, MessageProblem>> {
    throw new Error('not built yet');
  }

  /** Mails the case link to the address on file. Fields: `stamp`. The answer tells nothing about the reference. */
  async function mailCaseLink(
    _reference: string,
    _form: FormData,
    _client: Client,
  ): Promise<Result<null, CaseLinkProblem>> {
    throw new Error('not built yet');
  }
}
