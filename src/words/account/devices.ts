/** What somebody signs in with, as they know it. */
export const device = { unknown: 'A browser', unknownWithin: 'a browser', on: '{browser} on {system}' };
