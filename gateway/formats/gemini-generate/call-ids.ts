// Most models of this format name a call only by its function. Other formats need an id for each call. Such an id is made up
// here, in a form that is known again, so that it is never sent to a provider that did not give it.

const madeUp = 'call_gth_'

export function makeCallId(unique: string): string {
  return madeUp + unique
}

export function isMadeUp(id: string): boolean {
  return id.startsWith(madeUp)
}
