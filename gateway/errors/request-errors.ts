import type { ErrorRow } from './error-row.ts'

export const requestErrors = {
  // Before a route is known
  http_malformed: {
    status: 400,
    retry: 'never',
    message: 'The bytes received are not a valid HTTP request.',
  },
  http_headers_too_large: { status: 431, retry: 'never', message: 'The request headers are too large.' },
  http_timeout: { status: 408, retry: 'now', message: 'The request did not arrive in time.' },
  host_forbidden: { status: 403, retry: 'never', message: 'This Host is not served.' },
  origin_forbidden: { status: 403, retry: 'never', message: 'Web pages may not call this gateway.' },
  route_unknown: { status: 404, retry: 'never', message: 'There is no such route here: {route}.{hint}' },
  method_not_allowed: {
    status: 405,
    retry: 'never',
    message: 'This route does not take {method}: send {allow}.',
    detail: { allow: 'list' },
  },
  // The request itself
  token_missing: {
    status: 401,
    retry: 'never',
    message:
      'A Gatehouse client token is needed, as Authorization: Bearer, x-api-key, x-goog-api-key or ?key=.',
  },
  token_unknown: {
    status: 401,
    retry: 'never',
    message: 'The client token is not known to this gateway, or was revoked.',
  },
  token_paused: {
    status: 403,
    retry: 'never',
    message:
      'The client token "{name}" is paused. Resume it on the Tokens screen of Gatehouse, or with: gatehouse token resume "{name}"',
  },
  request_invalid: { status: 400, retry: 'never', message: 'The request is not valid: {reason}' },
  body_too_large: {
    status: 413,
    retry: 'never',
    message: 'The request body is larger than {limitBytes} bytes.',
    detail: { limitBytes: 'number' },
  },
  media_type_unsupported: {
    status: 415,
    retry: 'never',
    message: 'The request body must be application/json without content-encoding.',
  },
  model_unknown: {
    status: 404,
    retry: 'never',
    message: 'No provider set up here serves the model "{model}".{hint}',
    detail: { near: 'list' },
  },
  model_ambiguous: {
    status: 404,
    retry: 'never',
    message: 'Several providers list the model "{model}": ask for {names}.',
    detail: { near: 'list' },
  },
  // 424, because a person has to mend the route or its providers first: agents would go on trying with any 5xx.
  no_route: {
    status: 424,
    retry: 'never',
    message: 'No target of the route "{route}" can be asked. {reasons}',
  },
  format_unsupported: {
    status: 400,
    retry: 'never',
    message: 'The provider "{provider}" does not speak this format: ask it at {path}.',
  },
  conversation_elsewhere: {
    status: 400,
    retry: 'never',
    message:
      'The request goes on with a conversation that only the provider asked before "{provider}" keeps.',
  },
  translation_lossy: {
    status: 400,
    retry: 'never',
    message: 'The provider "{provider}" cannot be asked for everything that the request says: {members}.',
  },
} as const satisfies Record<string, ErrorRow>
