/** The texts of what the cache did for one request. */
export const enRequestCache = {
  requestCache: {
    title: 'Cache',
    badge: 'cache',
    outcomes: {
      off: 'Not looked up.',
      miss: 'Looked up, and asked of a provider.',
      exact: 'Answered with the stored answer to the same request.',
      semantic: 'Answered with the stored answer to the same question in other words.',
      shared: 'Answered with the answer to the same request that was under way.',
    },
    wouldBe: 'Measured',
    wouldHaveBeen: {
      miss: 'would not have been answered again',
      exact: 'would have been answered again: the same request',
      semantic: 'would have been answered again: the same question in other words',
    },
    similarity: 'Similarity',
    age: 'Age of the answer',
    guard: 'Guard',
    agrees: 'finds no difference',
    refuses: '{{rule}}: {{reason}}',
    saved: 'Saved',
    savedTime: 'Time saved',
  },
} as const
