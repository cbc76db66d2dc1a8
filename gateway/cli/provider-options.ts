/** What a provider that is added or edited is told with. */
export const providerOptions = {
  kind: 'text',
  'base-url': 'text',
  'key-env': 'text',
  'key-stdin': 'flag',
  test: 'flag',
} as const
