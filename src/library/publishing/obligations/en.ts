import { lookalikes } from './en-lookalikes.ts';
import type { Obligations } from './terms.ts';

/** A word after the one that its form follows from. */
const agreement =
  /^((it|he|she|who) \p{L}+s|(we|they|you|i) \p{L}+([^s]|ss)|(these|those|many|several|both|two|three|four|five|six|seven|eight|nine|ten|\p{N}\S*) \p{L}+s|(an?|each|every|another|one|this) \p{L}+([^s]|ss)|(am|is|are|was|were|be|been) \p{L}+ing)$/iu;

export const en: Obligations = {
  terms:
    /^(must|shall|should|will|would|may|might|can|could|cannot|not|no|never|none|nor|neither|yes|only|unless|except|without|always|any|all|each|every|required?|requires|obliged?|obligations?|prohibited|permitted|allowed|entitled|agrees?|consents?|liab\p{L}*|indemnif\p{L}*|warrant\p{L}*|waive[sdr]?|\p{L}+n['’]t|(we|you|they|it)['’]ll|january|february|march|april|june|july|august|september|october|november|december|(mon|tues|wednes|thurs|fri|satur|sun)day|daily|weekly|monthly|yearly|annual(ly)?|immediately|(business|working)?(hour|day|week|month|quarter|year)s?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen|(twen|thir|for|fif|six|seven|eigh|nine)ty(-\p{L}+)?|hundred|thousand|[mb]illion|half|third|twice|once|few|little|damages?|goods?|customs?|premises?|securit(y|ies))$/iu,
  joints: /^(before|after|within|until|and|or|if|but|than|least|most|more|less)$/iu,
  slips: [/^(an?|the)$/i, /^(is|are)$/i, /^(has|have)$/i, /^(do|does)$/i, /^th(is|ese)$/i, /^th(at|ose)$/i],
  endings: /(?<=\p{L}{3})(?:(?<=ss|x|z|ch|sh)es|(?<!s)s|ing)$/iu,
  agrees: (before, was, is) => agreement.test(`${before} ${is}`) && !agreement.test(`${before} ${was}`),
  counted: /^(few|little|number|half|third|quarter|hundred|thousand|majority|minority)$/i,
  prefixes: /^(an?|in|now)$/i,
  capitals: /^(US|IT|WHO|Polish)$/,
  namesAreCapital: true,
  isLookalike: (was) => lookalikes.has(was),
};
