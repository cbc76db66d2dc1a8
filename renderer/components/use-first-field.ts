import { type RefObject, useLayoutEffect, useRef } from 'react'

const fields = ['input', 'textarea', 'select']
  .map(name => `${name}:not(:disabled, [type="hidden"], [type="radio"]:not(:checked))`)
  .join()

/**
 * Puts the focus on the first field of a modal's body as soon as there is one, and not on the button that closes it. A field
 * that is marked with `data-autofocus` goes first.
 */
export function useFirstField(body: RefObject<HTMLElement | null>): void {
  const settled = useRef<Element>(undefined)
  useLayoutEffect(() => {
    // Each time that it is drawn: a form may come only when what it asks about has been fetched.
    if (settled.current?.isConnected || body.current === null) return
    const marked = body.current.querySelector<HTMLElement>('[data-autofocus]')
    const field = marked ?? body.current.querySelector<HTMLElement>(fields)
    if (field === null || isWithin(body.current)) return
    // The modal itself looks for this mark in a moment, and would take its first button without it.
    field.setAttribute('data-autofocus', 'true')
    field.focus({ preventScroll: true })
    settled.current = field
  })
}

function isWithin(body: HTMLElement): boolean {
  return body.contains(document.activeElement)
}
