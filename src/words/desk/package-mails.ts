/** In a letter. */
export const packageEnclosed = 'It is enclosed. The file is {name}; its SHA-256 is {digest}.';

/** What the person is told of a package, below the words of the staff. */
export const packageDelivered =
  'It stands on the page of your request, and needs a fresh code that we mail to you. The file is {name}; its SHA-256 is {digest}.';
