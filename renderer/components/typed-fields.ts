// Which fields of a form a person has changed. Pure, but for what it reads of the fields.

/** What is read of a field of a form. */
export interface ReadField {
  readonly value: string
  readonly checked?: boolean
  readonly type: string
  /** False once it was taken out of the form, with what was entered in it. */
  readonly isConnected: boolean
}

/** A field that takes no letters drops what is typed there, so that only what a field has in the end tells. */
export function createTypedFields() {
  const before = new Map<ReadField, string>()
  const touched = new Set<ReadField>()
  return {
    /** To be called when a field gets the focus, before anything is typed. */
    focused(field: ReadField): void {
      if (!before.has(field)) before.set(field, stateOf(field))
    },
    /** To be called when something was typed or chosen in a field. */
    entered(field: ReadField): void {
      touched.add(field)
    },
    hasChanges: (): boolean =>
      [...touched].some(field => !field.isConnected || before.get(field) !== stateOf(field)),
  }
}

export type TypedFields = ReturnType<typeof createTypedFields>

function stateOf({ checked, type, value }: ReadField): string {
  return type === 'checkbox' || type === 'radio' ? String(checked) : value
}
