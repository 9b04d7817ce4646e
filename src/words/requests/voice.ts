import type { Relation } from '../../../server/requests/kinds.ts';

/** How words to whoever asks name whose data it is: their own, or of the person for whom an agent asks. */
export interface Voice {
  readonly i: string;
  readonly me: string;
  readonly my: string;
  readonly you: string;
  readonly your: string;
}

const own: Voice = { i: 'I', me: 'me', my: 'my', you: 'you', your: 'your' };

const ofAgent: Voice = {
  i: 'that person',
  me: 'that person',
  my: 'that person’s',
  you: 'that person',
  your: 'that person’s',
};

/** Of what is worded in both. */
export function inBothVoices<Words>(write: (voice: Voice) => Words): (relation: Relation) => Words {
  const [ownWords, agentsWords] = [write(own), write(ofAgent)];
  return (relation) => (relation === 'agent' ? agentsWords : ownWords);
}
