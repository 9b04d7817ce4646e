import type { ApiProblem } from '../../../server/api/problem-codes.ts';
import type { ErrorCode } from '../../../server/http/error-responses.ts';

export interface Words {
  readonly title: string;
  /** What went wrong and what to do about it. */
  readonly detail: string;
}

const nothingStored = 'Nothing was stored.';
const newKey = 'The operator makes a new one with: npm run admin -- api-keys create.';
const asJson = 'Send a JSON object in UTF-8, with Content-Type: application/json.';

/** What the request handler refuses before the API is asked, in words for programs. */
export const ofHttp: Record<ErrorCode, Words> = {
  'address-malformed': {
    title: 'The address is not valid',
    detail: 'The address holds characters that do not belong there, or a broken escape. Use one of those below /api/.',
  },
  'request-malformed': {
    title: 'The request cannot be read',
    detail: `What arrived is not one whole HTTP request. ${nothingStored} Send it again.`,
  },
  'form-malformed': { title: 'The body cannot be read', detail: `The body is not text in UTF-8. ${asJson}` },
  'origin-foreign': {
    title: 'Forms are not accepted here',
    detail: `Only forms of this site itself are accepted, and none below /api/. ${asJson}`,
  },
  'origin-unsaid': {
    title: 'Forms are not accepted here',
    detail: `Only forms of this site itself are accepted, and none below /api/. ${asJson}`,
  },
  'key-missing': {
    title: 'A key is needed',
    detail: 'Send your key in the header Authorization: Bearer wtk_… Cookies are not read here.',
  },
  'not-found': {
    title: 'There is nothing at this address',
    detail: 'Check the address: each is listed at /api/ and ends in a slash, like /api/v1/documents/.',
  },
  'method-unknown': {
    title: 'This method is not for this address',
    detail: `Use one of the methods that the header Allow names. ${nothingStored}`,
  },
  'body-slow': {
    title: 'The body took too long to arrive',
    detail: `The whole body must arrive within ten seconds. ${nothingStored} Send it again.`,
  },
  'body-large': {
    title: 'The body is too large',
    detail: `A body may hold 64 kilobytes. ${nothingStored} Send less.`,
  },
  'files-large': { title: 'Files are not taken here', detail: `This API takes no files. ${nothingStored}` },
  'fields-many': { title: 'The query is too long', detail: 'No address of this API takes a query. Leave it out.' },
  'address-long': {
    title: 'The address is too long',
    detail: 'No address of this API is that long. Put what you send into the body.',
  },
  'type-unknown': {
    title: 'The body is not declared as JSON',
    detail: `${asJson} It may not be compressed. ${nothingStored}`,
  },
  'expectation-unknown': {
    title: 'The expectation cannot be met',
    detail: 'Leave out the header Expect, or send Expect: 100-continue.',
  },
  'host-foreign': {
    title: 'This host is not served here',
    detail: 'The header Host names another site. Send the request to the address of this one.',
  },
  'headers-large': { title: 'The headers are too large', detail: 'Send fewer or shorter headers.' },
  broken: {
    title: 'Something went wrong on our side',
    detail:
      'We have noted the failure. Send the same request again, with the same Idempotency-Key; if it fails again, tell us the value of requestId.',
  },
  busy: {
    title: 'This could not be stored just now',
    detail: 'Nothing was stored. Send the same request again in a minute, with the same Idempotency-Key.',
  },
  uncertain: {
    title: 'We cannot say whether this was stored',
    detail:
      'Part of our system stopped answering while it stored this. Send the same request again in a minute, with the same Idempotency-Key: it counts once.',
  },
  'busy-reading': {
    title: 'This cannot be answered just now',
    detail: 'Part of our system does not answer. Ask again in a minute, and take no answer for a no.',
  },
};

export const ofApi: Record<ApiProblem, Words> = {
  'query-unknown': {
    title: 'There is no such parameter',
    detail: 'No address of this API takes a query. Leave out the question mark and what follows.',
  },
  'key-unknown': {
    title: 'This key is not known',
    detail: `Check that the header Authorization holds the word Bearer and the whole key, from wtk_ to its last character. ${newKey}`,
  },
  'key-revoked': { title: 'This key was revoked', detail: `It will not work again. ${newKey}` },
  'key-expired': { title: 'This key has expired', detail: `It will not work again. ${newKey}` },
  'scope-missing': {
    title: 'This key may not do this',
    detail: `Use a key that has the scope. ${newKey}`,
  },
  'too-many-requests': {
    title: 'Too many requests',
    detail: 'Wait as many seconds as the header Retry-After says, then send it again.',
  },
  'json-malformed': { title: 'The body is not JSON', detail: `${asJson} ${nothingStored}` },
  'json-key-twice': {
    title: 'A member is given twice',
    detail: `Give each member of an object once: readers differ on which of two counts. ${nothingStored}`,
  },
  'json-key-forbidden': {
    title: 'A member has a forbidden name',
    detail: `No member may be named __proto__. ${nothingStored}`,
  },
  'json-not-text': {
    title: 'A string is not text',
    detail: `A string holds NUL or half of a surrogate pair. Leave such characters out. ${nothingStored}`,
  },
  'body-invalid': {
    title: 'The body does not say what is needed',
    detail: `Each of errors names a place in the body (a JSON Pointer) and what it must hold. ${nothingStored}`,
  },
  'purpose-unknown': {
    title: 'There is no such purpose',
    detail: `Use one that /api/v1/purposes/ lists. ${nothingStored}`,
  },
  'document-unknown': {
    title: 'There is no such document to agree to',
    detail: `Use one of which /api/v1/documents/ says isAgreement. ${nothingStored}`,
  },
  'version-unknown': {
    title: 'There is no such text',
    detail: `No published version of that name has that digest. Use both as /api/v1/documents/ and /api/v1/purposes/ give them, and show the person that very text. ${nothingStored}`,
  },
  'version-superseded': {
    title: 'Another version is in effect',
    detail: `The version that the person was shown is not the one that binds today. Show them that one, and ask again. ${nothingStored}`,
  },
  'facts-missing': {
    title: 'Nobody can agree to this version yet',
    detail: `It does not state all that a contract must: /documents.json names under toBeConfirmed what is missing. ${nothingStored}`,
  },
  'authority-missing': {
    title: 'A business has to say yes',
    detail: `What this purpose asks for is the instruction of a business. Send signatory and hasAuthority, once the person has confirmed that they may give it. ${nothingStored}`,
  },
  'person-other': {
    title: 'The address belongs to another person of the app',
    detail: `The account with this address is tied to another id of the app. Name the person by that id; if one person has two, write to us with the value of requestId. ${nothingStored}`,
  },
  'too-many-answers': {
    title: 'Too many answers of this person',
    detail: `A person says yes to a purpose twenty times a day at most; a no and a withdrawal are always recorded. Wait as many seconds as the header Retry-After says. ${nothingStored}`,
  },
  'too-many-links': {
    title: 'Too many links for this person',
    detail: 'A person gets 30 links an hour at most. Wait as many seconds as the header Retry-After says.',
  },
  'task-unknown': {
    title: 'There is no such task for your system',
    detail: `Name a task from the list of your own, with the key of the system that has it. ${nothingStored}`,
  },
  'task-done': {
    title: 'The task was answered before',
    detail: `Somebody has answered it, you or the staff of the site, and a task is answered once. ${nothingStored}`,
  },
  'task-full': {
    title: 'The task takes no more data',
    detail: `A task takes 100 parts, and about 50 megabytes in all. What came before is kept. ${nothingStored} Give the rest to the staff who answer the request, who send it with the answer, and end the task without data.`,
  },
  'idempotency-key-missing': {
    title: 'An Idempotency-Key is needed',
    detail:
      'Send the header Idempotency-Key with a value of your own for this act, such as a UUID, and the same one whenever you send the act again.',
  },
  'idempotency-key-malformed': {
    title: 'The Idempotency-Key cannot be read',
    detail: 'Send it once, as 1 to 200 visible ASCII characters without spaces, such as a UUID.',
  },
  'idempotency-key-reused': {
    title: 'This Idempotency-Key belongs to another act',
    detail: `Within 24 hours the same key came with another body or to another address. ${nothingStored} Use a new key for a new act.`,
  },
};

export const scopeNeeded = 'This needs the scope {scope}.';

export const memberUnknown = 'There is no such member. Leave it out.';
