// What a screen keeps in the page's address behind '?': filters, ranges, sorting. Pure: see use-address-state.ts.

/** How one value stands in the address: as any number of texts under its name. */
export interface AddressParameter<Value> {
  /** What holds where the address says nothing, or nothing that can be read. It is not written. */
  readonly fallback: Value
  /** Undefined if a person, or another version, wrote something that is no such value. */
  read(texts: readonly string[]): Value | undefined
  write(value: Value): readonly string[]
}

/**
 * The parameters of a screen by their names in the address. Nothing may be called `token`: behind that name is the
 * dashboard's access token, which is taken out of the address at once.
 */
export type AddressParameters = Readonly<Record<string, AddressParameter<unknown>>> & {
  readonly token?: never
}

export type AddressState<Parameters extends AddressParameters> = {
  readonly [Name in keyof Parameters]: Parameters[Name] extends AddressParameter<infer Value> ? Value : never
}

/** One text. */
export function textParameter(fallback = ''): AddressParameter<string> {
  return { fallback, read: ([text]) => text, write: value => [value] }
}

/** One of a list of values. */
export function choiceParameter<const Value extends string>(
  values: readonly Value[],
  fallback: NoInfer<Value>,
): AddressParameter<Value> {
  return { fallback, read: ([text]) => values.find(value => value === text), write: value => [value] }
}

/** Any number of texts, each once. */
export function listParameter(): AddressParameter<readonly string[]> {
  return {
    fallback: [],
    read: texts => [...new Set(texts)].filter(text => text !== ''),
    write: value => value,
  }
}

/** Any number of a list of values, each once, in the order in which they were chosen. */
export function choicesParameter<const Value extends string>(
  values: readonly Value[],
): AddressParameter<readonly Value[]> {
  const isValue = (text: string): text is Value => values.some(value => value === text)
  return { fallback: [], read: texts => [...new Set(texts)].filter(isValue), write: value => value }
}

/** A whole number that is not negative, such as an instant in milliseconds. Null if there is none. */
export function numberParameter(): AddressParameter<number | null> {
  return {
    fallback: null,
    read: ([text]) => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined),
    write: value => (value === null ? [] : [String(value)]),
  }
}

/** The state that a query such as `range=7d&model=a&model=b` means. */
export function readAddressState<Parameters extends AddressParameters>(
  query: string,
  parameters: Parameters,
): AddressState<Parameters> {
  const given = new URLSearchParams(query)
  const values = Object.entries<AddressParameter<unknown>>(parameters).map(([name, parameter]) => {
    const texts = given.getAll(name)
    return [
      name,
      texts.length === 0 ? parameter.fallback : (parameter.read(texts) ?? parameter.fallback),
    ] as const
  })
  return Object.fromEntries(values) as AddressState<Parameters>
}

/**
 * The query with some values changed. What equals its fallback is left out, so that an untouched screen has a plain address;
 * what belongs to nobody here is kept.
 */
export function changeAddressQuery<Parameters extends AddressParameters>(
  query: string,
  parameters: Parameters,
  changes: Partial<AddressState<Parameters>>,
): string {
  const texts = new URLSearchParams(query)
  const changed: Readonly<Record<string, unknown>> = changes
  for (const [name, parameter] of Object.entries<AddressParameter<unknown>>(parameters)) {
    if (changed[name] === undefined) continue
    const written = parameter.write(changed[name])
    texts.delete(name)
    if (sameTexts(written, parameter.write(parameter.fallback))) continue
    for (const text of written) texts.append(name, text)
  }
  return texts.toString()
}

/** The query of a link that opens a screen in a state: `routeHash({ screen, requestId: null, query })`. */
export function addressQuery<Parameters extends AddressParameters>(
  parameters: Parameters,
  state: Partial<AddressState<Parameters>>,
): string {
  return changeAddressQuery('', parameters, state)
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, index) => text === others[index])
}
