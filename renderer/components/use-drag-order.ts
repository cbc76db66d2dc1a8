import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react'

export interface DragHandle {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: () => void
  readonly onPointerCancel: () => void
  readonly onLostPointerCapture: () => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

export interface DragOrder {
  /** What the handle of a row listens to. The arrow keys move its row too. */
  readonly handle: (index: number) => DragHandle
  readonly isDragged: (index: number) => boolean
  /** On which side of a row the dragged one will be. Undefined for all other rows. */
  readonly dropSide: (index: number) => 'before' | 'after' | undefined
}

/**
 * Lets a person put the children of an element in another order. They change places when the pointer is let go: if they did
 * so before, the handle would be taken out of the page for a moment, which ends its capture of the pointer.
 */
export function useDragOrder(
  list: RefObject<HTMLElement | null>,
  move: (from: number, to: number) => void,
): DragOrder {
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null)
  const cancel = () => setDrag(null)
  return {
    isDragged: index => drag?.from === index,
    dropSide(index) {
      if (drag === null || drag.to !== index || drag.from === index) return undefined
      return drag.to < drag.from ? 'before' : 'after'
    },
    handle: index => ({
      onPointerDown(event) {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ from: index, to: index })
      },
      onPointerMove(event) {
        if (drag !== null) setDrag({ from: drag.from, to: placeAt(list.current, drag.from, event.clientY) })
      },
      onPointerUp() {
        if (drag !== null && drag.from !== drag.to) move(drag.from, drag.to)
        cancel()
      },
      onPointerCancel: cancel,
      onLostPointerCapture: cancel,
      onKeyDown(event) {
        const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
        if (step === 0) return
        event.preventDefault() // else the form is scrolled
        move(index, index + step)
      },
    }),
  }
}

/** The place of a dragged row: as many of the others are before it as have their middle above the pointer. */
function placeAt(list: HTMLElement | null, from: number, pointerY: number): number {
  const others = [...(list?.children ?? [])].filter((_, index) => index !== from)
  return others.filter(row => {
    const { top, height } = row.getBoundingClientRect()
    return top + height / 2 < pointerY
  }).length
}

/** The list with one of its items at another place. Nothing changes if there is no such place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const item = items[from]
  if (item === undefined || to < 0 || to >= items.length) return items
  return items.toSpliced(from, 1).toSpliced(to, 0, item)
}
