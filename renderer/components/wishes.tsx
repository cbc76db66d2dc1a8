import {
  createContext,
  type ReactNode,
  type RefCallback,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from 'react'

/** What the palette asks of a screen: to open a form, or to show one of what it lists. */
export type Wish =
  | { readonly kind: 'new'; readonly what: 'budget' | 'token' | 'provider' | 'route' }
  | { readonly kind: 'show'; readonly what: 'budget' | 'token' | 'provider'; readonly id: string }

interface Wishes {
  readonly wish: Wish | null
  readonly setWish: (wish: Wish | null) => void
}

const WishContext = createContext<Wishes>({ wish: null, setWish: () => {} })

export function WishProvider({ children }: { readonly children: ReactNode }) {
  const [wish, setWish] = useState<Wish | null>(null)
  const wishes = useMemo(() => ({ wish, setWish }), [wish])
  return <WishContext value={wishes}>{children}</WishContext>
}

export function useSetWish(): (wish: Wish) => void {
  return use(WishContext).setWish
}

/** Calls `open` when a new one is wished for. The wish may be older than the screen. */
export function useNewWish(what: Extract<Wish, { kind: 'new' }>['what'], open: () => void): void {
  const { wish, setWish } = use(WishContext)
  useEffect(() => {
    if (wish?.kind !== 'new' || wish.what !== what) return
    setWish(null)
    open()
  })
}

/** For the element of one of what a screen lists: it is scrolled to and gets the focus when it is wished for. */
export function useShowWish<E extends HTMLElement>(
  what: Extract<Wish, { kind: 'show' }>['what'],
  id: string,
): RefCallback<E> {
  const { wish, setWish } = use(WishContext)
  const isWished = wish?.kind === 'show' && wish.what === what && wish.id === id
  return useCallback(
    (element: E | null) => {
      if (!isWished || element === null) return
      setWish(null)
      element.scrollIntoView({ block: 'center' })
      const first = element.querySelector<HTMLElement>('a[href], button:not(:disabled)')
      first?.focus({ preventScroll: true })
    },
    [isWished, setWish],
  )
}
