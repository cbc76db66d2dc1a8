import type { ErrorRow } from './error-row.ts'

// 424 is for errors that a person has to fix first. With any 5xx, agents would try again for minutes, whatever
// `x-should-retry` says.
export const providerErrors = {
  provider_locked: {
    status: 424,
    retry: 'never',
    message: 'The key of the provider "{provider}" is locked: {reason}',
  },
  upstream_unreachable: {
    status: 502,
    retry: 'now',
    message: 'The provider "{provider}" could not be reached: {reason}.',
  },
  upstream_timeout: {
    status: 504,
    retry: 'now',
    message: 'The provider "{provider}" sent nothing for {timeoutMs} ms.',
    detail: { timeoutMs: 'number' },
  },
  upstream_truncated: {
    status: 502,
    retry: 'now',
    message: 'The provider "{provider}" broke off its answer.',
  },
  upstream_malformed: {
    status: 502,
    retry: 'now',
    message: 'The provider "{provider}" sent no answer of its format, but {content}.',
  },
  upstream_slow: {
    status: 504,
    retry: 'now',
    message: 'The provider "{provider}" sent fewer than {tokensPerSecond} tokens a second.',
    detail: { tokensPerSecond: 'number' },
  },
  upstream_failed: {
    status: 502,
    retry: 'now',
    message: 'The provider "{provider}" failed: {reason}',
  },
  attempt_lost: {
    status: 502,
    retry: 'never',
    message: 'Another provider answered the request before "{provider}".',
  },
  context_too_small: {
    status: 400,
    retry: 'never',
    message:
      'The prompt is too long: it has about {inputTokens} tokens, and "{model}" takes {contextTokens} with its answer.',
    detail: { inputTokens: 'number', contextTokens: 'number' },
  },
  local_busy: {
    status: 503,
    retry: 'later',
    message: 'The server of "{provider}" is busy with other requests: {reason}.',
  },
  upstream_redirected: {
    status: 424,
    retry: 'never',
    message: 'The provider "{provider}" answered with a redirect, which is not followed.',
  },
  upstream_too_large: {
    status: 502,
    retry: 'never',
    message: 'The answer of "{provider}" is larger than this gateway takes.',
  },
  upstream_encoding_unknown: {
    status: 502,
    retry: 'never',
    message: 'The answer of "{provider}" is compressed in a way that cannot be read here: {encoding}.',
  },
} as const satisfies Record<string, ErrorRow>
