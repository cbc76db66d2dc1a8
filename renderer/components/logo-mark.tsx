import { Image } from '@mantine/core'
import logoUrl from '../logo.svg'

/** The product's logo. It has no alternative text, because the name is shown beside it. */
export function LogoMark({ size }: { readonly size: number }) {
  return <Image src={logoUrl} alt="" w={size} h={size} />
}
