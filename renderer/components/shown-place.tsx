import { type ReactNode, useCallback } from 'react'
import { textParameter } from './address-state.ts'
import classes from './shown-place.module.css'
import { useAddressState } from './use-address-state.ts'

const parameters = { show: textParameter() }

interface ShownPlaceProps {
  readonly id: string
  readonly children: ReactNode
}

/** One of what a screen lists. If the address names it, it is scrolled to, marked and gets the focus. */
export function ShownPlace({ id, children }: ShownPlaceProps) {
  const [{ show }] = useAddressState(parameters)
  const isShown = show === id
  const reveal = useCallback((element: HTMLDivElement | null) => {
    element?.scrollIntoView({ block: 'center' })
    element?.focus({ preventScroll: true })
  }, [])
  return (
    <div
      className={classes.place}
      data-shown={isShown || undefined}
      {...(isShown && { ref: reveal, tabIndex: -1 })}
    >
      {children}
    </div>
  )
}
