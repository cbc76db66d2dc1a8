/** Marks the seals that come from providers of this format, and files that were uploaded to them. */
export const origin = 'anthropic-messages'
