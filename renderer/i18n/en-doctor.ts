/** The texts about the self-test. They become a part of `en`. */
export const enDoctor = {
  doctor: {
    hint: 'What becomes of your requests when a provider fails',
    run: 'Run the self-test',
    none: 'Nothing was tried yet',
    noneHint:
      'The first target of each route fails in six ways, in a copy of this gateway in front of simulated providers. Real providers are only asked for their lists of models, so nothing is paid.',
    trying: 'The self-test runs …',
    surroundings: 'Surroundings',
    noRoutes: 'There are no routes to try.',
    noRoutesHint:
      'A route is one name for several models: if the first fails, the next one answers. Without a route, a request asks the one model that it names, and fails when that fails.',
    states: { good: 'good', warning: 'look', bad: 'broken' },
    verdicts: { answered: 'covered', refused: 'not covered' },
    fault: 'The first target',
    answeredBy: 'Answered by',
    after: 'After',
    cost: 'Would cost',
    inReality: 'in reality',
    missing: 'What keeps others from standing in',
    faults: {
      none: 'is well',
      unavailable: 'answers with 503',
      'rate-limited': 'answers with 429',
      refused: 'refuses connections',
      stalled: 'never speaks',
      'broken-before': 'breaks off before it speaks',
      'broken-after': 'breaks off while it speaks',
    },
    outcomes: { answered: 'answered', 'broken-off': 'broken off', refused: 'refused' },
  },
} as const
