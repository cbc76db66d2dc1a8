import type { ErrorRow } from './error-row.ts'

/** Errors that end a running request, from outside or from within the gateway. */
export const runningErrors = {
  client_gone: { status: 499, retry: 'never', message: 'The caller left before the answer was complete.' },
  request_stopped: {
    status: 403,
    retry: 'never',
    message: 'This request was stopped in Gatehouse while it ran.',
  },
  shutting_down: { status: 503, retry: 'later', message: 'The gateway is shutting down.' },
  overloaded: { status: 503, retry: 'later', message: 'Too many bytes are in flight here at once.' },
  internal: { status: 500, retry: 'never', message: 'Something went wrong inside the gateway.' },
} as const satisfies Record<string, ErrorRow>
