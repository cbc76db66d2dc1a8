import { Image } from '@mantine/core'
import logoUrl from '../logo.svg'

/** The product's mark. Decorative: the name stands beside it. */
export function LogoMark({ size }: { readonly size: number }) {
  return <Image src={logoUrl} alt="" w={size} h={size} />
}
