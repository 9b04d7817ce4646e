/** Of a fact that nobody has confirmed by name and date. */
export const unconfirmed = 'to be confirmed';
