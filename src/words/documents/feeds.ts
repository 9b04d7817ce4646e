export const feedWords = {
  titleOfDocument: '{title} · {site}',
  aboutDocument: 'Every version of {name}’s {title}.',
  about: 'Every version of {name}’s policies.',
  entry: '{title}: version {version}',
  effect: 'Takes effect on {day}.',
  postponed: 'Moved on {day}: {reason}',
  corrects: 'It takes the place of version {version}: {summary}',
  corrected: 'Was to take effect on {day}; corrected on {on} by version {version}, which takes its place: {summary}',
  cancelled: 'Was to take effect on {day}; cancelled on {on}: {reason}',
  compare: 'Compare with the version before',
};
