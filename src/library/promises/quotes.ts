import type { Day } from '../model/days.ts';
import type { Promised } from './promises.ts';
import type { Text } from './texts.ts';

/** Whether somebody said that what is shown of the proof shows this sentence, in these words. */
export function isConfirmed({ confirmed }: Pick<Promised, 'confirmed'>, sentence: string, text: Text): boolean {
  return confirmed.some(({ wordings }) => wordings.some((wording) => text.says(sentence, wording)));
}

/** Whether a sentence of a text has a proof on a day: one that has not ended, and that was confirmed for its words. */
export function isProved(promise: Promised, sentence: string, text: Text, today: Day): boolean {
  const { proof } = promise;
  const holds = 'test' in proof || ('attested' in proof && proof.attested.expires >= today);
  return holds && isConfirmed(promise, sentence, text);
}
