/** The texts of a token's cache. */
export const enTokenCache = {
  tokenCache: {
    column: 'Cache',
    of: 'Cache of {{name}}: {{value}}',
    title: 'Cache for {{name}}',
    hint: 'What was asked before can be answered again, at once and for nothing.',
    mode: 'Answers are given again',
    modes: {
      default: 'Default',
      off: 'Off',
      measure: 'Measure',
      exact: 'Exact',
      semantic: 'Semantic',
    },
    modeHints: {
      default: 'As the setting cacheMode says.',
      off: 'Never, and none is kept.',
      measure: 'Never. The record says what would have been given again.',
      exact: 'To the same request.',
      semantic: 'To the same question in other words too.',
    },
    defaultNow: 'As the setting cacheMode says, which is {{value}} now.',
    scope: 'Shared with',
    scopes: { client: 'Nobody', team: 'Its team', everybody: 'Everybody' },
    scopeHints: {
      client: 'It only gets answers that it was given itself.',
      team: 'It shares its answers with those of its team that share theirs.',
      everybody: 'It shares its answers with all tokens that share theirs with everybody.',
    },
    tools: 'Requests that offer tools too',
    toolsHint: 'Only the same request is then answered again, with the same calls of tools.',
    save: 'Save',
    set: 'Cache for {{name}} was set.',
  },
} as const
