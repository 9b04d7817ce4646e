import type { Obligations } from './terms.ts';

export const en: Obligations = {
  terms:
    /^(must|shall|should|will|would|may|might|can|could|cannot|not|no|never|none|nor|neither|yes|only|unless|except|without|always|any|all|each|every|required?|requires|obliged?|obligations?|prohibited|permitted|allowed|entitled|agrees?|consents?|liab\p{L}*|indemnif\p{L}*|warrant\p{L}*|waive[sdr]?|\p{L}+n['’]t|(we|you|they|it)['’]ll|january|february|march|april|june|july|august|september|october|november|december|(mon|tues|wednes|thurs|fri|satur|sun)day|daily|weekly|monthly|yearly|annual(ly)?|immediately|(business|working)?(hour|day|week|month|quarter|year)s?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen|(twen|thir|for|fif|six|seven|eigh|nine)ty(-\p{L}+)?|hundred|thousand|[mb]illion|half|third|twice|once)$/iu,
  joints: /^(before|after|within|until|and|or|if|but|than|least|most|more|less)$/iu,
  slips: /^(an?|the|that|is|are|has|have|do|does|this|these|those)$/i,
  endings: /(?<=\p{L}{3})(?:e?s|e?d|ing|e)$/iu,
};
