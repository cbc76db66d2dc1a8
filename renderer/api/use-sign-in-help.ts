import { useEffect, useState } from 'react'
import type { SignInHelp } from '../../gateway/contract/sign-in.ts'

/** How to get this page's address again, which the gateway tells without a token. Undefined until it has. */
export function useSignInHelp(): SignInHelp | undefined {
  const [help, setHelp] = useState<SignInHelp>()
  useEffect(() => {
    const left = new AbortController()
    fetch(new URL('sign-in.json', window.location.href), { cache: 'no-store', signal: left.signal })
      .then(async response => {
        if (response.ok) setHelp((await response.json()) as SignInHelp)
      })
      .catch(() => undefined) // the page says all the same what to paste
    return () => left.abort()
  }, [])
  return help
}
