export const purposesPage = {
  title: 'What we may ask you for',
  description: 'The purposes for which {name} asks for consent.',
  text: 'For what stands here we need your consent. Each is off until you say yes in [your account](consents), and you take it back there as easily. Nothing else depends on your answer.',
  since: 'In effect since {day}',
};

export const purposePage = {
  next: '[Read the new version](version). Unless it corrects what changes nothing for you, you are asked again, and the answer is no until you say yes.',
  answer: '[Say yes or no, or change your answer](consents), in your account.',
  history: 'History',
  version: '[Version {version}](version): {effect} {day}. {summary}',
  chain: '[The chain of its versions](chain), each line with the digest of the one before.',
  old: 'It is kept so that anybody can read what was consented to. [Read the version in effect today](current).',
};
